/* Lines break before an operator; a line that fits stands in the middle. */
#include "written.h"

#include "numbers.h"

#include <math.h>
#include <string.h>

written_line *written_begin(written *w, int rows) {
    written_line *line = &w->lines[w->count < WRITTEN_LINES ? w->count++ : WRITTEN_LINES - 1];
    line->count = 0;
    line->rows = rows;
    line->group = -1;
    line->rounded = line->small = false;
    line->bare = w->bare;
    return line;
}

static void append(written_line *line, const char *text, theme_role role, bool strong, bool faint) {
    if (line->count == WRITTEN_RUNS)
        return;
    written_run *r = &line->runs[line->count++];
    *r = (written_run){.role = role, .strong = strong, .faint = faint, .group = line->group};
    cnn_format(r->text, sizeof r->text, "%s", text);
}

void written_add(written_line *line, const char *text, bool faint) {
    append(line, text, ROLE_INK, false, faint);
}

static void beside(written_line *line, const char *text, theme_role role) {
    append(line, text, role, false, false);
    if (line->count)
        line->runs[line->count - 1].beside = true;
}

void written_note(written_line *line, const char *text) {
    beside(line, text, ROLE_QUIET);
}

void written_label(written_line *line, const char *text) {
    beside(line, text, ROLE_INK);
}

/* Writes the number; notes whether it is rounded. */
static void number_of(written_line *line, float value, char text[NUMBER_TEXT]) {
    line->rounded |= !number_text(value, 3, text);
    if (line->bare)
        number_bare(text);
}

void written_value(written_line *line, float value, theme_role role, bool strong, bool faint) {
    char text[NUMBER_TEXT];
    number_of(line, value, text);
    append(line, text, role, strong, faint);
}

void written_significant(written_line *line, float value, theme_role role) {
    char text[NUMBER_TEXT];
    line->rounded |= !number_significant(value, 4, text);
    append(line, text, role, false, false);
}

void written_behind(written_line *line, float value, theme_role role, bool strong, bool faint) {
    bool brackets = value < 0;
    if (brackets)
        written_add(line, "(", faint);
    written_value(line, value, role, strong, faint);
    if (brackets)
        written_add(line, ")", faint);
}

void written_exponent(written_line *line, float value, theme_role role) {
    char text[NUMBER_TEXT], raised[NUMBER_TEXT + 4];
    line->rounded |= !number_text(value, 3, text);
    cnn_format(raised, sizeof raised, "^%s", text);
    append(line, raised, role, false, false);
    line->runs[line->count - 1].raised = true;
}

void written_term(written_line *line, float value, theme_role role, bool strong, bool faint) {
    written_add(line, value < 0 ? " − " : " + ", faint);
    written_value(line, fabsf(value), role, strong, faint);
}

void written_result(written_line *line, const stage *s, float result) {
    char text[NUMBER_TEXT];
    bool rounded = line->rounded;
    line->rounded = false;
    number_of(line, result, text);
    line->rounded |= rounded;
    line->group = -1;
    written_add(line, line->rounded ? " ≈ " : " = ", false);
    append(line, s->hidden ? "?" : s->partial ? "…" : text, ROLE_MAP, true, false);
    line->runs[line->count - 1].result = true;
}

bool written_tap_happened(const stage *s, int64_t tap) {
    return s->v->state->session.player.at.depth != CNN_DEPTH_PRODUCT || tap <= s->step.tap;
}

static font_id font_of(const written_run *r) {
    return r->beside ? FONT_UI : r->strong ? FONT_DIGITS_STRONG : FONT_DIGITS;
}

static const float RAISED = 0.82f;                              /* the size of an exponent */
static const float RESULT = 1.29f, SMALL = 0.72f, LINE = 1.15f; /* of the size of the text */

static float size_of(const written_line *line, const written_run *r, float size) {
    size *= r->raised ? RAISED : 1;
    return r->result && !line->small ? size * RESULT : size;
}

/* An exponent is written without its sign. */
static const char *text_of(const written_run *r) {
    return r->text + (r->raised ? 1 : 0);
}

static float width_of(const written_line *line, int run, float size) {
    const written_run *r = &line->runs[run];
    return text_width(font_of(r), size_of(line, r, size), text_of(r));
}

float written_width(const written_line *line, float size) {
    float total = 0;
    for (int i = 0; i < line->count; i++)
        total += width_of(line, i, size);
    return total;
}

/* The width of a run with what may not be parted from it: lines break before an operator. */
static float ahead_of(const written_line *line, int run, float size) {
    float ahead = width_of(line, run, size);
    for (int j = run + 1; j < line->count && line->runs[run].text[0] == ' ' && line->runs[j].text[0] != ' '; j++)
        ahead += width_of(line, j, size);
    return ahead;
}

typedef struct pen {
    const stage *s;
    int groups;
    bool visible;
    rect *result;
} pen;

/* Terms light up group by group; the result is there when it begins to travel. */
static color paint_of(const pen *p, const written_run *r) {
    color paint = theme_color(r->role);
    float lit = r->group < 0 ? 1 : p->s->motion.lit * (float)p->groups - (float)r->group;
    float dim = r->faint ? 1 : 1 - fmaxf(0, fminf(1, lit));
    return color_mix(paint, theme_color(ROLE_QUIET), dim); /* which can be read */
}

static void write_run(const pen *p, const written_line *line, int run, float size, float x, float y) {
    const written_run *r = &line->runs[run];
    float own = size_of(line, r, size);
    y += r->raised ? -0.12f * size : text_ascent(FONT_DIGITS, size) - text_ascent(FONT_DIGITS, own);
    bool travels = r->result && !line->small && p->s->motion.flight <= 0;
    if (!travels)
        draw_text(p->s->v->list, font_of(r), own, x, y, paint_of(p, r), text_of(r));
    if (r->result && !line->small)
        *p->result = (rect){x, y, width_of(line, run, size), text_height(FONT_DIGITS, own)};
}

/* Draws the runs, or only counts the rows they take. */
static int flow(const pen *p, const written_line *line, rect at, float size) {
    float x = at.x, height = text_height(FONT_DIGITS, size) * LINE, y = at.y, total = written_width(line, size);
    int rows = 1;
    if (total <= at.w)
        x += (at.w - total) / 2;
    for (int i = 0; i < line->count; i++) {
        if (total > at.w && x + ahead_of(line, i, size) > at.x + at.w && x > at.x) {
            x = at.x;
            y += height;
            rows++;
        }
        if (p->visible)
            write_run(p, line, i, size, x, y);
        x += width_of(line, i, size);
    }
    return rows;
}

static float draw_line_of(pen *p, const written_line *line, rect at, float size) {
    float least = 14 * p->s->v->ui->scale;
    size = line->small ? fmaxf(size * SMALL, least) : size;
    p->visible = false;
    while (size > least && flow(p, line, at, size) > line->rows)
        size = fmaxf(size - 1, least);
    p->visible = true;
    return (float)flow(p, line, at, size) * text_height(FONT_DIGITS, size) * LINE;
}

/* The sum in letters: how it is made, without a number. */
static void write_letters(written *w, const stage *s) {
    bool weighs = s->weights && s->node && s->node->weight_count, chooses = s->step.term.fold != CNN_FOLD_SUM;
    w->count = 0;
    if (state_help(s->v->state) == HELP_NONE || !s->node || !(weighs || s->pool))
        return;
    written_line *line = written_begin(w, 1);
    written_add(line, chooses ? s->step.term.fold == CNN_FOLD_LARGEST ? "max " : "min " : "Σ ", false);
    append(line, "x", ROLE_INPUT, false, false);
    if (weighs) {
        written_add(line, "·", false);
        append(line, "w", ROLE_FILTER, false, false);
    }
    if (weighs && s->bias) {
        written_add(line, " + ", false);
        append(line, "b", ROLE_FILTER, false, false);
    }
    if (!weighs && !chooses)
        written_add(line, " / n", false);
    written_add(line, " = ", false);
    append(line, "y", ROLE_MAP, true, false);
    line->runs[line->count - 1].result = true;
}

float written_draw(written *w, const stage *s, rect at, float size) {
    float used = 0;
    if (state_help(s->v->state) != HELP_NUMBERS)
        write_letters(w, s);
    pen p = {.s = s, .groups = w->groups, .result = &w->result};
    for (int i = 0; i < w->count; i++) {
        float line = text_height(FONT_DIGITS, size * SMALL) * LINE;
        if (w->lines[i].small && used + line > at.h - line)
            continue; /* the line below says where the step is, and stays */
        used += draw_line_of(&p, &w->lines[i], (rect){at.x, at.y + used, at.w, at.h - used}, size);
    }
    return used;
}
