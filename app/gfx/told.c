/* The English string of a pattern is the sentence as the engine writes it, with <1>, <2> where words differ; the Korean
 * one has the same marks in its own order. What stands at a mark may be a sentence of its own. */
#include "told.h"

#include "assets.h"
#include "particles.h"

#include <ctype.h>
#include <string.h>

enum { MARKS = 6, DEEPEST = 4 };

/* Those with more words of their own stand before those that would fit too. */
static const char *const patterns[] = {"no_key_list", "no_key_meant", "no_key_advice", "a_scene", "a_question", "input",
    "word_meant", "word_odd", "word", "whole_dash", "whole_wide", "whole", "number_dash", "number", "fraction", "range",
    "boolean", "rows_differ", "duplicate", "indent_more", "indent_less", "one_blank", "blanks", "unclosed", "unended",
    "quote", "colon", "colons", "sign", "tab", "empty", "scene_keys", "question_braces", "block_open", "block_scene",
    "block_notes", "block_code", "two_scenes", "scenes_of", "no_page", "missing_page", "same_page", "heading",
    "no_title", "no_pages", "is_text", "no_quote", "choices", "choices_differ", "no_preset", "no_network", "no_weights",
    "no_picture", "picture_gone", "picture_beside", "at", "play", "address", "no_layer", "no_phase", "no_position",
    "two_numbers", "needs_at", "line", "unfit", "unfit_number", "contradicts", "formula_command", "formula_meant",
    "formula_and", "formula_row", "formula_misses", "either", "from_start", "no_solution", "nothing_open", "not_utf8",
    "cp949", "utf16", "no_file", "vary_choice", "network_name", "layer_of", "too_high", "too_wide", "no_cell",
    "question_kind", "bullet", "two_because", "reason_of_none", "hint_of_choice", "hint_right", "ticks", "block_meant",
    "as_code", "unit_rows", "target", "two_notes", "formula_braces", "no_begin", "no_end_same", "no_end", "left",
    "data_set", "many_pixels", "large_picture", "ink", "no_picture_named", "weights_of_none"};

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
static bool matches(const char *pattern, const char *message, size_t length, found *out) {
    while (*pattern) {
        int mark = mark_at(pattern);
        if (!mark) {
            if (!length || *message != *pattern)
                return false;
            message++, pattern++, length--;
            continue;
        }
        pattern += 3;
        for (size_t taken = 1; taken <= length; taken++) {
            out->from[mark - 1] = message;
            out->length[mark - 1] = taken;
            if (matches(pattern, message + taken, length - taken, out)) {
                out->from[mark - 1] = message;
                out->length[mark - 1] = taken;
                return true;
            }
        }
        return false;
    }
    return !length;
}

static void tell(const char *message, size_t length, char *text, size_t size, int depth);

static void fill(const char *pattern, const found *words, char *text, size_t size, int depth) {
    for (const char *c = pattern; *c;) {
        size_t plain = 0;
        while (c[plain] && !mark_at(c + plain))
            plain++;
        cnn_append(text, size, "%.*s", (int)plain, c);
        c += plain;
        int mark = mark_at(c);
        if (mark)
            tell(words->from[mark - 1], words->length[mark - 1], text, size, depth + 1);
        c += mark ? 3 : 0;
    }
}

/* Appends the words, translated where they are a sentence that is known. */
static void tell(const char *message, size_t length, char *text, size_t size, int depth) {
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns && depth < DEEPEST; i++) {
        char key[64];
        found words = {{0}, {0}};
        cnn_format(key, sizeof key, "problem.%s", patterns[i]);
        if (!matches(tr_in(LANGUAGE_EN, key), message, length, &words))
            continue;
        fill(tr(key), &words, text, size, depth);
        return;
    }
    cnn_append(text, size, "%.*s", (int)length, message);
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
    tell(reason, strlen(reason), text, size, 0);
    particles_resolve(text);
}
