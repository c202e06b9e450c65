/* The English string of a pattern is the sentence as the engine writes it, with <1>, <2> where words differ; the Korean
 * one has the same marks in its own order. What stands at a mark may be a sentence of its own. */
#include "told.h"

#include "assets.h"
#include "particles.h"

#include <stdlib.h>
#include <string.h>

enum { MARKS = 6, DEEPEST = 6, PATTERNS = 800 };

/* A pattern, and how many of its bytes are words of its own: those with more are tried first, for others would fit too. */
typedef struct pattern {
    const char *name, *text;
    size_t words;
    int order;
} pattern;

typedef struct pattern_list {
    pattern all[PATTERNS];
    int count;
} pattern_list;

/* What a message has at each mark. */
typedef struct found {
    const char *from[MARKS];
    size_t length[MARKS];
} found;

/* The number of the mark that begins here; 0: none does. */
static int mark_at(const char *c) {
    return c[0] == '<' && c[1] >= '1' && c[1] < '1' + MARKS && c[2] == '>' ? c[1] - '0' : 0;
}

/* Whether the message, of `length` bytes, is the pattern with words at its marks: each takes as few as it can. */
static bool matches(const char *form, const char *message, size_t length, found *out) {
    while (*form) {
        int mark = mark_at(form);
        if (!mark) {
            if (!length || *message != *form)
                return false;
            message++, form++, length--;
            continue;
        }
        form += 3;
        for (size_t taken = 1; taken <= length; taken++) {
            out->from[mark - 1] = message;
            out->length[mark - 1] = taken;
            if (matches(form, message + taken, length - taken, out)) {
                out->from[mark - 1] = message;
                out->length[mark - 1] = taken;
                return true;
            }
        }
        return false;
    }
    return !length;
}

static int by_words(const void *a, const void *b) {
    const pattern *x = a, *y = b;
    return x->words != y->words ? (x->words < y->words) - (x->words > y->words)
                                : (x->order > y->order) - (x->order < y->order);
}

static void gather(pattern_list *l) {
    const char *name;
    l->count = 0;
    for (int i = 0; (name = string_name(i)) && l->count < PATTERNS; i++) {
        if (strncmp(name, "problem.", 8) != 0)
            continue;
        pattern p = {.name = name, .text = tr_in(LANGUAGE_EN, name), .order = i};
        for (const char *c = p.text; *c; c += mark_at(c) ? 3 : 1)
            p.words += !mark_at(c);
        l->all[l->count++] = p;
    }
    qsort(l->all, (size_t)l->count, sizeof *l->all, by_words);
}

typedef struct telling {
    const pattern_list *patterns;
    char *text;
    size_t size;
} telling;

static void tell(const telling *t, const char *message, size_t length, int depth);

static void fill(const telling *t, const char *form, const found *words, int depth) {
    for (const char *c = form; *c;) {
        size_t plain = 0;
        while (c[plain] && !mark_at(c + plain))
            plain++;
        cnn_append(t->text, t->size, "%.*s", (int)plain, c);
        c += plain;
        int mark = mark_at(c);
        if (mark)
            tell(t, words->from[mark - 1], words->length[mark - 1], depth + 1);
        c += mark ? 3 : 0;
    }
}

/* Appends the words, translated where they are a sentence that is known. */
static void tell(const telling *t, const char *message, size_t length, int depth) {
    for (int i = 0; i < t->patterns->count && depth < DEEPEST; i++) {
        const pattern *p = &t->patterns->all[i];
        found words = {{0}, {0}};
        if (p->words > length || !matches(p->text, message, length, &words))
            continue;
        fill(t, tr(p->name), &words, depth);
        return;
    }
    cnn_append(t->text, t->size, "%.*s", (int)length, message);
}

/* Where the reason begins, behind "file:line: " or "file: ". */
static const char *reason_of(const char *message) {
    for (const char *c = message; (c = strchr(c, ':')); c++) {
        size_t digits = strspn(c + 1, "0123456789");
        if (digits && !strncmp(c + 1 + digits, ": ", 2))
            return c + digits + 3;
    }
    const char *colon = strstr(message, ".md: ");
    return colon ? colon + 5 : message;
}

void told(const char *message, char *text, size_t size) {
    const char *reason = reason_of(message);
    size_t place = (size_t)(reason - message);
    cnn_format(text, size, "%s", message);
    if (place < strlen(text))
        text[place] = '\0';
    static pattern_list patterns; /* large, and used by the thread of the window alone */
    if (strings_language() == LANGUAGE_EN) {
        cnn_append(text, size, "%s", reason);
        return;
    }
    gather(&patterns);
    tell(&(telling){&patterns, text, size}, reason, strlen(reason), 0);
    particles_resolve(text);
}
