/* A block is found by its first line alone; then its end is searched for. */
#include "fence.h"

#include "document.h"

#include <ctype.h>
#include <string.h>

/* The first line of a block, taken apart. */
typedef struct opening {
    char mark; /* ` or ~; 0: this is none */
    size_t indent, length;
    char word[24]; /* the first word behind it, in small letters */
    bool more;     /* anything stands behind it */
} opening;

static const char *next_line(const char *at, const char *end) {
    const char *stop = memchr(at, '\n', (size_t)(end - at));
    return stop ? stop + 1 : end;
}

static opening read_opening(const char *at) {
    opening o = {0};
    while (at[o.indent] == ' ' || at[o.indent] == '\t')
        o.indent++;
    const char *from = at + o.indent;
    if (*from != '`' && *from != '~')
        return o;
    o.length = strspn(from, *from == '`' ? "`" : "~");
    if (o.length < 3)
        return o;
    const char *rest = from + o.length;
    rest += strspn(rest, " \t");
    size_t line = strcspn(rest, "\r\n"), letters = 0;
    if (*from == '`' && memchr(rest, '`', line)) /* code in a line of text */
        return o;
    for (; letters < line && letters + 1 < sizeof o.word && !strchr(" \t", rest[letters]); letters++)
        o.word[letters] = (char)tolower((unsigned char)rest[letters]);
    o.more = line > 0;
    o.mark = *from;
    return o;
}

static fence_kind kind_of(const opening *o) {
    if (!strcmp(o->word, "scene"))
        return FENCE_SCENE;
    return !strcmp(o->word, "notes") ? FENCE_NOTES : FENCE_OTHER;
}

/* Three of a sign that looks like a backtick, before a word. */
static bool looks_like_a_fence(const char *at, char sign[8]) {
    static const char *const signs[] = {"´", "‘", "’", "ˋ", "｀", "'"};
    at += strspn(at, " \t");
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        size_t length = strlen(signs[i]);
        if (strncmp(at, signs[i], length) != 0 || strncmp(at + length, signs[i], length) != 0 ||
            strncmp(at + 2 * length, signs[i], length) != 0)
            continue;
        const char *word = at + 3 * length;
        word += strspn(word, " \t");
        cnn_format(sign, 8, "%s", signs[i]);
        return isalpha((unsigned char)*word);
    }
    return false;
}

/* One or two backticks before the word of a block, and nothing behind it; or three in a quote or a list. */
static bool is_nearly_a_fence(const char *at, const char *end) {
    static const char *const words[] = {"scene", "notes"};
    const char *begin = at;
    at += strspn(at, " \t>-*");
    bool inside = memchr(begin, '>', (size_t)(at - begin)) || memchr(begin, '-', (size_t)(at - begin)) ||
                  memchr(begin, '*', (size_t)(at - begin));
    size_t ticks = strspn(at, "`");
    at += ticks;
    at += strspn(at, " \t");
    for (size_t i = 0; i < 2 && ticks && (inside ? ticks >= 3 : ticks < 3); i++) {
        size_t length = strlen(words[i]);
        const char *rest = at + length;
        if ((size_t)(end - at) >= length && !strncmp(at, words[i], length)) {
            rest += strspn(rest, " \t\r");
            return rest >= end || *rest == '\n';
        }
    }
    return false;
}

/* What a block of code was most likely meant to be. */
static void advise(fence *f, const opening *o) {
    static const char *const ours[] = {"scene", "notes", NULL};
    const char *meant = strlen(o->word) > 3 ? cnn_nearest_word(o->word, ours) : NULL;
    bool yaml = !o->more || (unsigned char)o->word[0] >= 0x80 || !strcmp(o->word, "yaml") || !strcmp(o->word, "yml");
    if (meant)
        cnn_format(f->advice, sizeof f->advice, "\"%s\" is no block of a lesson; did you mean \"%s\"?", o->word, meant);
    else if (yaml && (!strncmp(f->body, "layer:", 6) || !strncmp(f->body, "network:", 8)))
        cnn_format(f->advice, sizeof f->advice, "this is shown as code; a scene begins with ```scene");
}

static bool ends_here(const fence *f, const opening *begun, const char *at) {
    opening o = read_opening(at);
    return o.mark == begun->mark && o.length >= begun->length && !o.more && (f->kind != FENCE_OTHER || o.indent < 4);
}

/* What cannot stand within a scene, or within notes. */
static bool cannot_stand_within(const char *at) {
    opening o = read_opening(at);
    return !strncmp(at, "## ", 3) || (o.mark && kind_of(&o) != FENCE_OTHER);
}

fence fence_at(const char *line, const char *end) {
    opening begun = read_opening(line);
    fence f = {.kind = begun.mark ? kind_of(&begun) : FENCE_NONE, .body = next_line(line, end)};
    char sign[8];
    f.close = f.after = f.body;
    if (!begun.mark && looks_like_a_fence(line, sign)) {
        f.kind = FENCE_MISTAKEN;
        cnn_format(
            f.advice, sizeof f.advice, "%s%s%s begins no block; three backticks do, as in ```scene", sign, sign, sign);
    }
    if (!begun.mark && f.kind == FENCE_NONE && is_nearly_a_fence(line, end)) {
        f.kind = FENCE_MISTAKEN;
        cnn_format(f.advice, sizeof f.advice,
            "this begins no block; at the beginning of a line three backticks do, as in ```scene");
    }
    if (f.kind == FENCE_OTHER && begun.indent > 3)
        f.kind = FENCE_NONE;
    if (f.kind == FENCE_NONE || f.kind == FENCE_MISTAKEN)
        return f;
    if (f.kind == FENCE_OTHER)
        advise(&f, &begun);
    while (f.close < end && !ends_here(&f, &begun, f.close) && !(f.kind != FENCE_OTHER && cannot_stand_within(f.close)))
        f.close = next_line(f.close, end);
    f.closed = f.close < end && ends_here(&f, &begun, f.close);
    f.after = f.closed ? next_line(f.close, end) : f.close;
    return f;
}
