/* One walk over the text: code is skipped, a pair of dollar signs is left as it is. */
#include "prose_marks.h"

#include <stdbool.h>
#include <string.h>

static const char DOLLAR = (char)0xFE, BLANK = (char)0xFF;

typedef struct walk {
    char *text;
    size_t length, at;
} walk;

static bool blank(const walk *w, size_t at) {
    return at >= w->length || w->text[at] == ' ' || w->text[at] == '\t' || w->text[at] == '\n' || w->text[at] == '\r';
}

static size_t run_of(const walk *w, size_t at, char letter) {
    size_t length = 0;
    while (at + length < w->length && w->text[at + length] == letter)
        length++;
    return length;
}

static bool empty_line_at(const walk *w, size_t at) {
    size_t next = at + 1;
    while (next < w->length && (w->text[next] == ' ' || w->text[next] == '\t' || w->text[next] == '\r'))
        next++;
    return w->text[at] == '\n' && (next >= w->length || w->text[next] == '\n');
}

/* Behind the code that begins with the backticks at `at`: at the same number of them, in the same paragraph. Blocks of
 * code begin and end so too, but may have empty lines. */
static size_t behind_code(const walk *w, size_t at) {
    size_t ticks = run_of(w, at, '`');
    bool block = ticks >= 3 && (at == 0 || w->text[at - 1] == '\n');
    for (size_t i = at + ticks; i < w->length && (block || !empty_line_at(w, i)); i++) {
        size_t found = run_of(w, i, '`');
        if (found == ticks)
            return i + ticks;
        i += found ? found - 1 : 0;
    }
    return at + ticks;
}

static bool is_digit(const walk *w, size_t at) {
    return at < w->length && w->text[at] >= '0' && w->text[at] <= '9';
}

/* Behind the formula that begins at `at`; 0: none does. */
static size_t behind_formula(const walk *w, size_t at) {
    size_t signs = run_of(w, at, '$');
    if (signs > 2 || (signs == 1 && blank(w, at + 1)))
        return 0;
    for (size_t i = at + signs; i < w->length && !empty_line_at(w, i); i++) {
        if (w->text[i] == '\\' && i + 1 < w->length) {
            i++;
            continue;
        }
        size_t found = run_of(w, i, '$');
        if (!found)
            continue;
        bool ends = found == signs && (signs == 2 || (!blank(w, i - 1) && !is_digit(w, i + 1)));
        return ends ? i + found : 0;
    }
    return 0;
}

/* The blanks between the brackets of ![words](a name.png); names in < >, and those with a title, are left alone. */
static void mark_name(walk *w, size_t at) {
    char *line = w->text + at, *stop = memchr(line, '\n', w->length - at);
    char *end = stop ? stop : w->text + w->length, *words = memchr(line, ']', (size_t)(end - line));
    char *open = words && words + 1 < end && words[1] == '(' ? words + 2 : NULL,
         *close = open ? memchr(open, ')', (size_t)(end - open)) : NULL;
    if (!close || memchr(open, '"', (size_t)(close - open)) || memchr(open, '\'', (size_t)(close - open)) ||
        *open == '<')
        return;
    for (char *c = open; c < close; c++)
        if (*c == ' ')
            *c = BLANK;
}

void prose_mark(char *text, size_t length) {
    walk w = {text, length, 0};
    while (w.at < length) {
        char c = text[w.at];
        size_t behind = c == '$' ? behind_formula(&w, w.at) : 0;
        if (c == '\\') {
            w.at += 2;
        } else if (c == '`') {
            w.at = behind_code(&w, w.at);
        } else if (behind) {
            w.at = behind;
        } else {
            if (c == '!' && w.at + 1 < length && text[w.at + 1] == '[')
                mark_name(&w, w.at);
            if (c == '$')
                text[w.at] = DOLLAR;
            w.at++;
        }
    }
}

void prose_unmark(char *text, size_t length) {
    for (size_t i = 0; i < length; i++)
        text[i] = text[i] == DOLLAR ? '$' : text[i] == BLANK ? ' ' : text[i];
}

/* The letters behind a backslash, at most `most`. */
static size_t letters_of(const char *text, size_t length) {
    size_t count = 0;
    while (count < length && ((text[count] >= 'a' && text[count] <= 'z') || (text[count] >= 'A' && text[count] <= 'Z')))
        count++;
    return count;
}

static const char *advice_of(const char *word, size_t length) {
    static const struct {
        const char *words, *advice;
    } rows[] = {
        {" section subsection subsubsection chapter title paragraph ", "a heading is \"## Title\""},
        {" textbf bf bfseries ", "bold is **words**"},
        {" textit emph it itshape ", "slanted is *words*"},
        {" texttt verb ", "code stands between backticks"},
        {" item itemize enumerate ", "an item of a list begins with \"- \""},
        {" cite ref eqref label footnote caption centering includegraphics usepackage documentclass newpage hline "
         "noindent ",
            "leave it out"},
        {" begin end frac sum prod int partial nabla sqrt mathbf mathbb mathrm mathcal text hat bar vec left right "
         "cdot "
         "times alpha beta gamma delta epsilon eta theta lambda mu sigma phi omega infty leq geq neq approx to ",
            "a formula stands between dollar signs, as in $x$"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (const char *at = rows[i].words; (at = strchr(at, ' ')) && at[1]; at++)
            if (!strncmp(at + 1, word, length) && at[1 + length] == ' ')
                return rows[i].advice;
    return NULL;
}

cnn_status prose_leftover(const char *text, size_t length) {
    if (length > 1 && text[0] == DOLLAR && text[1] == DOLLAR && (length == 2 || text[2] != DOLLAR))
        return cnn_fail(CNN_BAD_INPUT, "the formula that begins with $$ has no end; another $$ closes it");
    for (size_t i = 0; i + 2 < length; i++) {
        char before = i ? text[i - 1] : ' ';
        size_t letters = text[i] == '\\' ? letters_of(text + i + 1, length - i - 1) : 0;
        const char *advice = letters > 1 && letters < 20 ? advice_of(text + i + 1, letters) : NULL;
        if (!advice || before == ':' || before == '\\' || letters_of(&before, 1))
            continue; /* C:\item is a path */
        bool list = text[i + 1 + letters] == '{' && i + 8 < length &&
                    (!strncmp(text + i + 2 + letters, "itemi", 5) || !strncmp(text + i + 2 + letters, "enume", 5));
        return cnn_fail(CNN_BAD_INPUT, "\\%.*s is LaTeX, which is shown as it stands here; %s", (int)letters,
            text + i + 1, list ? "an item of a list begins with \"- \"" : advice);
    }
    return cnn_ok();
}
