/* Lines break before an operator; a line that fits stands in the middle. */
#include "written.h"

#include "numbers.h"

written_line *written_begin(written *w, int rows) {
    written_line *line = &w->lines[w->count < WRITTEN_LINES ? w->count++ : WRITTEN_LINES - 1];
    line->count = 0;
    line->rows = rows;
    line->rounded = false;
    return line;
}

static void append(written_line *line, const char *text, theme_role role, bool strong, bool faint) {
    if (line->count == WRITTEN_RUNS)
        return;
    written_run *r = &line->runs[line->count++];
    *r = (written_run){.role = role, .strong = strong, .faint = faint};
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

void written_value(written_line *line, float value, theme_role role, bool strong, bool faint) {
    char text[NUMBER_TEXT];
    line->rounded |= !number_text(value, 3, text);
    append(line, text, role, strong, faint);
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

void written_result(written_line *line, const stage *s, float result) {
    char text[NUMBER_TEXT];
    bool exact = number_text(result, 3, text);
    written_add(line, !line->rounded && exact ? " = " : " ≈ ", false);
    append(line, s->hidden ? "?" : s->partial ? "…" : text, ROLE_MAP, true, false);
}

bool written_tap_happened(const stage *s, int64_t tap) {
    return s->v->state->session.player.at.depth != CNN_DEPTH_PRODUCT || tap <= s->step.tap;
}

static font_id font_of(const written_run *r) {
    return r->beside ? FONT_UI : r->strong ? FONT_DIGITS_STRONG : FONT_DIGITS;
}

static const float RAISED = 0.72f; /* the size of an exponent */

static float run_width(const written_run *r, float size) {
    return r->raised ? text_width(font_of(r), size * RAISED, r->text + 1) : text_width(font_of(r), size, r->text);
}

static void draw_run(const stage *s, const written_run *r, float x, float y, float size) {
    color paint = theme_color(r->role);
    paint = r->faint ? color_mix(paint, theme_color(ROLE_GROUND), 0.55f) : paint;
    draw_text(s->v->list, font_of(r), r->raised ? size * RAISED : size, x, r->raised ? y - size * 0.12f : y, paint,
        r->text + (r->raised ? 1 : 0));
}

/* Draws the runs, or only counts the rows they take; breaks before an operator. */
static int flow(const stage *s, const written_line *line, rect at, float size, bool visible) {
    float x = at.x, height = text_height(FONT_DIGITS, size) * 1.12f, y = at.y, total = 0;
    int rows = 1;
    for (int i = 0; i < line->count; i++)
        total += run_width(&line->runs[i], size);
    if (total <= at.w)
        x += (at.w - total) / 2;
    for (int i = 0; i < line->count; i++) {
        const written_run *r = &line->runs[i];
        float width = run_width(r, size), ahead = width;
        for (int j = i + 1; j < line->count && line->runs[i].text[0] == ' ' && line->runs[j].text[0] != ' '; j++)
            ahead += run_width(&line->runs[j], size);
        if (total > at.w && x + ahead > at.x + at.w && x > at.x) {
            x = at.x;
            y += height;
            rows++;
        }
        if (visible)
            draw_run(s, r, x, y, size);
        x += width;
    }
    return rows;
}

static float draw_line_of(const stage *s, const written_line *line, rect at, float size) {
    float least = 14 * s->v->ui->scale;
    while (size > least && flow(s, line, at, size, false) > line->rows)
        size -= 1;
    return (float)flow(s, line, at, size, true) * text_height(FONT_DIGITS, size) * 1.12f;
}

float written_draw(const written *w, const stage *s, rect at, float size) {
    float used = 0;
    for (int i = 0; i < w->count; i++)
        used += draw_line_of(s, &w->lines[i], (rect){at.x, at.y + used, at.w, at.h - used}, size);
    return used;
}
