/* The letters are first made those of plain numbers: full-width ones, which an input method types, and every sign that
 * means minus, times or a comma. */
#include "answer.h"

#include "status.h"
#include "utf8.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { PLAIN = 64 };

/* 'x' stands for times. 0: the letter is no part of a number. */
static char plain_letter(uint32_t code) {
    static const struct {
        uint32_t code;
        char plain;
    } others[] = {{0x2212, '-'}, {0x2013, '-'}, {0x2014, '-'}, {0xD7, 'x'}, {0x2715, 'x'}, {0x2A09, 'x'}, {'X', 'x'},
        {'x', 'x'}, {'*', 'x'}, {0x2215, '/'}, {0x2044, '/'}, {0xF7, '/'}, {0x3001, ','}, {0xB7, 'x'}};
    if (code >= 0xFF01 && code <= 0xFF5E)
        code -= 0xFF01 - '!';
    if (code == 0xA0 || code == 0x3000 || code == '\t')
        code = ' ';
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (others[i].code == code)
            return others[i].plain;
    return code < 128 && code && strchr("0123456789.,+-/ %eE", (int)code) ? (char)code : 0;
}

/* False: it holds something else, or is too long. */
static bool make_plain(const char *text, char out[PLAIN]) {
    int length = 0;
    while (*text) {
        char letter = plain_letter(cnn_utf8_next(&text));
        if (!letter || length + 1 == PLAIN)
            return false;
        if (letter != ' ' || (length && out[length - 1] != ' '))
            out[length++] = letter;
    }
    while (length && out[length - 1] == ' ')
        length--;
    out[length] = '\0';
    return true;
}

/* Groups of three digits after one to three, as in 1,209 and 12,345,678. */
static bool has_thousands(const char *text) {
    size_t lead = strspn(text, "0123456789");
    if (lead < 1 || lead > 3 || text[0] == '0' || text[lead] != ',')
        return false;
    for (text += lead; *text == ','; text += 4)
        if (strspn(text + 1, "0123456789") != 3)
            return false;
    return *text == '\0' || *text == '.';
}

static bool read_whole(const char *text, double *out) {
    char *end;
    *out = strtod(text, &end);
    return end != text && !*end && isfinite(*out);
}

static bool without(const char *text, char letter, char put, double *out) {
    char other[PLAIN];
    int length = 0;
    for (; *text; text++)
        if (*text != letter || put)
            other[length++] = *text == letter ? put : *text;
    other[length] = '\0';
    return read_whole(other, out);
}

/* A number without a fraction bar; returns how many readings it has. */
static int read_decimal(const char *text, double out[2]) {
    int count = 0, commas = 0;
    bool minus = *text == '-';
    text += minus || *text == '+';
    if (!((*text >= '0' && *text <= '9') || *text == '.' || *text == ','))
        return 0;
    for (const char *c = text; *c; c++)
        commas += *c == ',';
    if (!commas && read_whole(text, &out[count]))
        count++;
    if (commas == 1 && !strchr(text, '.') && without(text, ',', '.', &out[count]))
        count++;
    if (commas && has_thousands(text) && without(text, ',', 0, &out[count]))
        count++;
    for (int i = 0; i < count; i++)
        out[i] = minus ? -out[i] : out[i];
    return count;
}

static void drop_blanks(char *text) {
    char *to = text;
    for (; *text; text++)
        if (*text != ' ')
            *to++ = *text;
    *to = '\0';
}

static answer_kind read_size(char *text, typed_answer *out) {
    drop_blanks(text);
    for (char *side = strtok(text, "x"); side; side = strtok(NULL, "x")) {
        double value[2];
        if (out->sides == ANSWER_SIDES || !read_decimal(side, value))
            return ANSWER_WORDS;
        out->side[out->sides++] = value[0];
    }
    out->value[0] = out->side[0];
    out->readings = 1;
    return out->sides > 1 ? ANSWER_SIZE : ANSWER_UNFINISHED;
}

/* "3/5", and with a whole number before it "1 1/2". */
static answer_kind read_fraction(char *text, char *bar, typed_answer *out) {
    double whole[2] = {0, 0}, above[2], below[2];
    *bar = '\0';
    char *last = bar;
    while (last > text && last[-1] == ' ')
        *--last = '\0';
    char *blank = strrchr(text, ' ');
    bool mixed = blank && blank > text && strspn(blank + 1, "0123456789") == strlen(blank + 1);
    if (mixed) {
        *blank = '\0';
        if (!read_decimal(text, whole))
            return ANSWER_WORDS;
        text = blank + 1;
    }
    drop_blanks(text);
    drop_blanks(bar + 1);
    if (!bar[1])
        return ANSWER_UNFINISHED;
    if (!read_decimal(text, above) || !read_decimal(bar + 1, below))
        return ANSWER_WORDS;
    if (below[0] == 0)
        return ANSWER_ZERO_DIVIDES;
    double part = above[0] / below[0];
    out->value[0] = whole[0] < 0 ? whole[0] - part : whole[0] + part;
    out->readings = 1;
    return ANSWER_NUMBER;
}

/* "85 %" is 0.85, and 85 where the question is asked in percent. */
static answer_kind read_percent(char *text, typed_answer *out) {
    double value[2];
    text[strlen(text) - 1] = '\0';
    drop_blanks(text);
    out->readings = read_decimal(text, value);
    if (!out->readings)
        return ANSWER_WORDS;
    out->value[0] = value[0] / 100;
    out->value[1] = value[0];
    out->readings = 2;
    return ANSWER_NUMBER;
}

/* "3 4": two numbers, of which only the first of a mixed fraction may be one. */
static bool has_two_numbers(const char *text) {
    for (const char *c = text; *c; c++)
        if (*c == ' ' && c > text && strchr("0123456789", c[-1]) && c[1] && strchr("0123456789", c[1]))
            return true;
    return false;
}

static answer_kind read_kind(char *text, typed_answer *out) {
    size_t length = strlen(text);
    char *bar = strchr(text, '/');
    if (!length)
        return ANSWER_EMPTY;
    if (!bar && has_two_numbers(text))
        return ANSWER_WORDS;
    if (text[length - 1] == '%')
        return read_percent(text, out);
    if (strspn(text, "+- ") == length || strchr("x/+-", text[length - 1]))
        return strpbrk(text, "0123456789") || length == 1 ? ANSWER_UNFINISHED : ANSWER_WORDS;
    if (strchr(text, 'x'))
        return bar ? ANSWER_WORDS : read_size(text, out);
    if (bar)
        return strchr(bar + 1, '/') ? ANSWER_WORDS : read_fraction(text, bar, out);
    drop_blanks(text);
    out->readings = read_decimal(text, out->value);
    return out->readings ? ANSWER_NUMBER : ANSWER_WORDS;
}

typed_answer answer_read(const char *text) {
    typed_answer out = {.kind = ANSWER_WORDS};
    char plain[PLAIN];
    while (*text == ' ')
        text++;
    if (make_plain(text, plain))
        out.kind = read_kind(plain, &out);
    return out;
}
