/* Who is taken for whom: a row for each class as it is, a column for each as it is called, with a picture at its head. What
 * is pointed at, else what was chosen, else the most frequent mistake, stands beside it with its surest pictures, each a
 * click from being stepped through. */
#include "network_confusion.h"

#include "class_text.h"
#include "command.h"
#include "grid.h"
#include "numbers.h"
#include "pixels.h"

#include <math.h>
#include <stdlib.h>

/* Design pixels. */
static const float TITLE = 44, HEADS = 54, LOW_HEADS = 30, INFO = 112, LOW = 300, NAMES = 82, WIDEST = 34,
                   WIDEST_LOW = 40;

enum { SUREST = 4 };
static const float LEAST_CELL = 2.2f; /* design pixels; more classes than that share cells */

typedef struct matrix {
    const judged *j;
    rect at; /* of the cells */
    float wide, tall, head;
    int n, per;      /* classes, and how many of them share a row and a column */
    int cells;       /* rows, and columns */
    int row, column; /* classes that are lit */
} matrix;

static const live_snapshot *snapshot_of(const view *v) {
    return &v->state->training.snapshot;
}

static int cell_under(const matrix *m, float at, float each) {
    int cell = (int)(at / each);
    return (cell < m->cells ? cell : m->cells - 1) * m->per;
}

static void light(const view *v, matrix *m) {
    judged_worst(m->j, 0, m->n, 0, m->n, &m->row, &m->column);
    if (v->own->taken > 0 && v->own->taken <= m->n && v->own->taken_for <= m->n) {
        m->row = v->own->taken - 1;
        m->column = v->own->taken_for - 1;
    }
    ui_touch t = ui_touch_of(v->ui, "network.confusion", m->at, true);
    v->ui->hand |= t.hovered;
    if (!t.hovered)
        return;
    int row = cell_under(m, v->ui->in.y - m->at.y, m->tall), column = cell_under(m, v->ui->in.x - m->at.x, m->wide);
    judged_worst(m->j, row, m->per, column, m->per, &m->row, &m->column);
    if (t.pressed) {
        v->own->taken = m->row + 1;
        v->own->taken_for = m->column + 1;
    }
}

static rect cell_at(const matrix *m, int row, int column) {
    return (rect){m->at.x + m->wide * (float)column, m->at.y + m->tall * (float)row, m->wide, m->tall};
}

/* The counts of the classes that share a cell. */
static int count_in(const matrix *m, int row, int column) {
    int count = 0, last_row = (row + 1) * m->per < m->n ? (row + 1) * m->per : m->n,
        last_column = (column + 1) * m->per < m->n ? (column + 1) * m->per : m->n;
    for (int r = row * m->per; r < last_row; r++)
        for (int c = column * m->per; c < last_column; c++)
            count += judged_count(m->j, r, c);
    return count;
}

static void draw_cell(const view *v, const matrix *m, int row, int column, int count, int all) {
    float share = all ? (float)count / (float)all : 0, unit = v->ui->scale;
    color ground = theme_color(ROLE_PANEL), fill = theme_color(ROLE_GROUND);
    if (count && row == column)
        fill = color_mix(ground, theme_color(ROLE_PRIMARY), 0.08f + 0.34f * share);
    else if (count)
        fill = color_mix(ground, theme_color(ROLE_POSITIVE), fminf(1, powf(share / 0.22f, 0.6f)));
    rect cell = cell_at(m, row, column), box = rect_inset(cell, fminf(unit, fminf(cell.w, cell.h) * 0.12f));
    draw_rect(v->list, box, fill, fminf(3 * unit, box.w * 0.2f));
    char text[16];
    cnn_format(text, sizeof text, "%d", count);
    float size = ui_px(v->ui, 14);
    if (count && text_width(FONT_DIGITS, size, text) + ui_px(v->ui, 4) <= box.w &&
        box.h >= text_height(FONT_DIGITS, size) * 0.8f)
        draw_text_in(v->list, FONT_DIGITS, size, box, 0.5f, ink_on(fill), text);
}

/* A row of cells. Where they are many, those with nothing in them are one bar. */
static void draw_row(const view *v, const matrix *m, int row) {
    int all = 0;
    for (int i = 0; i < m->cells; i++)
        all += count_in(m, row, i);
    bool many = m->tall < 10 * v->ui->scale;
    if (many)
        draw_rect(
            v->list, (rect){m->at.x, m->at.y + m->tall * (float)row, m->at.w, m->tall}, theme_color(ROLE_GROUND), 0);
    for (int i = 0; i < m->cells; i++) {
        int count = count_in(m, row, i);
        if (count || !many)
            draw_cell(v, m, row, i, count, all);
    }
}

static void draw_heads(const view *v, const matrix *m) {
    const live_snapshot *s = snapshot_of(v);
    cnn_shape shape = v->state->training.seen->net->nodes[0].layout.out;
    float *pixels = malloc(cnn_shape_image(shape) * sizeof *pixels), unit = v->ui->scale,
          side = fminf(fminf(m->wide - 4 * unit, 24 * unit), m->head - 4 * unit);
    for (int i = 0; i < m->n && pixels && side > 6 * unit; i++) {
        rect c = cell_at(m, 0, i);
        rect box = {c.x + (c.w - side) / 2, c.y - side - 5 * unit, side, side};
        if (live_test_picture(v->state->training.live, s->class_picture[i], pixels))
            pixels_draw(v, box, pixels, shape, &v->state->training.seen->net->levels);
    }
    free(pixels);
}

/* The name of the column that is lit, over its picture, pushed inside at both ends. */
static void column_name(const view *v, const matrix *m, float left) {
    float unit = v->ui->scale, size = 14 * unit, y = m->at.y - m->head;
    const char *name = class_text(cnn_class_name(snapshot_of(v)->names, m->column));
    float width = text_width(FONT_STRONG, size, name), x = cell_at(m, 0, m->column / m->per).x,
          right = m->at.x + m->at.w - width;
    x = fmaxf(m->at.x, fminf(x, right));
    draw_text_in(v->list, FONT_STRONG, size, (rect){x, y, width + unit, 20 * unit}, 0, theme_color(ROLE_INK), name);
    rect words = {left, m->at.y - 28 * unit, m->at.x - left - 6 * unit, 20 * unit};
    draw_text_in(v->list, FONT_UI, view_fit_text(FONT_UI, 13.5f * unit, 13 * unit, words.w, tr("network.is_called")),
        words, 0, theme_color(ROLE_QUIET), tr("network.is_called"));
    if (m->per == 1)
        return;
    char text[64];
    tr_format(text, sizeof text, "network.cells_shared", m->per);
    words.y -= 20 * unit;
    draw_text_in(v->list, FONT_UI, view_fit_text(FONT_UI, 13.5f * unit, 13 * unit, words.w, text), words, 0,
        theme_color(ROLE_QUIET), text);
}

/* The names of the classes; where rows are lower than letters, of the one that is lit alone. */
static void row_names(const view *v, const matrix *m, float left) {
    float unit = v->ui->scale, size = 14 * unit;
    bool low = m->tall < 12 * unit;
    for (int row = low ? m->row : 0; row < (low ? m->row + 1 : m->n); row++) {
        rect at = cell_at(m, row / m->per, 0);
        rect name = {left, low ? at.y + at.h / 2 - 10 * unit : at.y, m->at.x - left - 8 * unit, low ? 20 * unit : at.h};
        const char *text = class_text(cnn_class_name(snapshot_of(v)->names, row));
        font_id font = row == m->row ? FONT_STRONG : FONT_UI;
        float letters = view_fit_text(font, fmaxf(13 * unit, fminf(size, name.h)), 13 * unit, name.w, text);
        ui_line(v->ui, name, 1, font, letters, theme_color(row == m->row ? ROLE_INK : ROLE_QUIET), text);
    }
}

static void draw_matrix(const view *v, const matrix *m, float left) {
    float unit = v->ui->scale;
    rect lit = cell_at(m, m->row / m->per, m->column / m->per);
    draw_rect(v->list, (rect){left, lit.y, m->at.x + m->at.w - left, lit.h}, theme_color(ROLE_CHOSEN), 4 * unit);
    draw_rect(
        v->list, (rect){lit.x, m->at.y - 30 * unit, lit.w, m->at.h + 30 * unit}, theme_color(ROLE_CHOSEN), 4 * unit);
    draw_heads(v, m);
    for (int row = 0; row < m->cells; row++)
        draw_row(v, m, row);
    row_names(v, m, left);
    bool small = lit.w < 8 * unit;
    draw_frame(v->list, rect_inset(lit, small ? -2 * unit : unit), theme_color(ROLE_INK), (small ? 1.5f : 2.5f) * unit,
        3 * unit);
    if (m->head > 44 * unit)
        column_name(v, m, left);
}

/* ---- what is lit ---- */

static void step_into(const view *v, int picture) {
    view_ask_value(v, REQUEST_see_mistake, picture);
}

static void draw_surest(const view *v, rect at, const judged_picture *list, int count, int per) {
    cnn_shape shape = v->state->training.seen->net->nodes[0].layout.out;
    float *pixels = malloc(cnn_shape_image(shape) * sizeof *pixels), unit = v->ui->scale, gap = 6 * unit,
          caption = 20 * unit;
    int rows = (SUREST + per - 1) / per;
    bool shares = class_shares(v->state->training.seen);
    float side = fminf((at.w - gap * (float)(per - 1)) / (float)per, at.h / (float)rows - caption);
    for (int i = 0; i < count && pixels && side > 12 * unit; i++) {
        rect box = {at.x + (side + gap) * (float)(i % per), at.y + (side + caption) * (float)(i / per), side, side};
        char id[40], text[NUMBER_TEXT];
        cnn_format(id, sizeof id, "network.surest%d", i);
        ui_touch t = ui_touch_of(v->ui, id, box, true);
        v->ui->hand |= t.hovered;
        if (!live_test_picture(v->state->training.live, list[i].picture, pixels))
            break;
        pixels_draw(v, box, pixels, shape, &v->state->training.seen->net->levels);
        draw_frame(v->list, rect_inset(box, -1), theme_color(t.hovered ? ROLE_FOCUS : ROLE_GRID), t.hovered ? 2 : 1, 0);
        class_output_text(shares, list[i].output, 0, text);
        draw_text_in(v->list, FONT_DIGITS, 14 * unit, (rect){box.x, box.y + side, side, caption}, 0.5f,
            theme_color(ROLE_INK), text);
        if (t.pressed)
            step_into(v, list[i].picture);
    }
    free(pixels);
}

static void draw_info(const view *v, const matrix *m, rect at, int per) {
    ui *u = v->ui;
    judged_picture list[SUREST];
    int count = judged_count(m->j, m->row, m->column), known = judged_surest(m->j, m->row, m->column, list, SUREST);
    char text[120], number[NUMBER_TEXT], all[NUMBER_TEXT];
    number_grouped(count, number);
    number_grouped(judged_all(m->j, m->row), all);
    float unit = u->scale, wide = text_width(FONT_DIGITS_STRONG, 20 * unit, number);
    rect line = rect_cut_top(&at, 26 * unit);
    draw_text_in(v->list, FONT_DIGITS_STRONG, 20 * unit, line, 0, theme_color(ROLE_MAP), number);
    tr_format(text, sizeof text, "network.of", all);
    draw_text_in(v->list, FONT_UI, 14 * unit, (rect){line.x + wide + 6 * unit, line.y + 2 * unit, line.w, line.h}, 0,
        theme_color(ROLE_QUIET), text);
    const char *is = class_text(cnn_class_name(snapshot_of(v)->names, m->row)),
               *called = class_text(cnn_class_name(snapshot_of(v)->names, m->column));
    cnn_format(text, sizeof text, "**%s**", is);
    ui_line(u, rect_cut_top(&at, 20 * unit), 0, FONT_UI, 14 * unit, theme_color(ROLE_INK), text);
    tr_format(text, sizeof text, "network.called", called);
    ui_line(u, rect_cut_top(&at, 20 * unit), 0, FONT_UI, 14 * unit, theme_color(ROLE_QUIET), text);
    rect_cut_top(&at, 6 * unit);
    if (!known)
        return;
    rect button = rect_cut_bottom(&at, 30 * unit);
    button.w = fminf(button.w, ui_button_width(u, tr("network.step_through"), 15) + 10 * unit);
    rect_cut_bottom(&at, 6 * unit);
    draw_surest(v, at, list, known, per);
    if (ui_button(u, "network.step_through", button, tr("network.step_through"), UI_OUTLINED, false, true))
        step_into(v, list[0].picture);
}

/* ---- the card ---- */

/* What it is called, what the counts are out of, and how all are counted. */
static void draw_title(const view *v, rect at) {
    const live_snapshot *s = snapshot_of(v);
    ui *u = v->ui;
    float unit = u->scale;
    char text[200], number[NUMBER_TEXT], of[NUMBER_TEXT];
    number_grouped(s->test_count, number);
    tr_format(text, sizeof text, "network.judge_all", number);
    bool all = s->judged.of == s->test_count && s->judged.at == s->iteration;
    rect upper = {at.x, at.y, at.w, 24 * unit}, lower = {at.x, at.y + 23 * unit, at.w, 18 * unit};
    if (s->judging < 0 && !all) {
        rect button = rect_cut_right(&upper, ui_button_width(u, text, 15));
        if (ui_button(u, "network.again", button, text, UI_OUTLINED, false, command_can(v->state, REQUEST_judge)))
            view_ask(v, REQUEST_judge);
    }
    draw_text_in(v->list, FONT_STRONG, 16 * unit, upper, 0, theme_color(ROLE_INK), tr("network.confusion"));
    number_grouped(s->judged.at < 0 ? 0 : s->judged.at, number);
    number_grouped(s->judged.of, of);
    tr_format(
        text, sizeof text, s->judged.of == s->test_count ? "network.judged_all" : "network.judged_first", of, number);
    if (s->judging >= 0)
        cnn_format(
            text, sizeof text, "%s  %.0f %%  · %s", tr("network.judging"), (double)s->judging * 100, tr("task.hint"));
    ui_line(u, lower, 0, FONT_UI, 13.5f * unit, theme_color(ROLE_QUIET),
        s->judged.at < 0 && s->judging < 0 ? tr("network.not_judged") : text);
}

/* Cells as large as they fit; a class has a row of its own where that is not too low. */
static void place_cells(const view *v, matrix *m, rect at, float names, bool low) {
    float unit = v->ui->scale, least = LEAST_CELL * unit, high = at.h - m->head,
          wide = low ? at.w * 0.55f - names : at.w - names - (INFO + 18) * unit;
    int most = (int)(fminf(high, wide) / least), n = m->n > 0 ? m->n : 1;
    m->per = most > 0 ? (n + most - 1) / most : n;
    m->cells = (n + m->per - 1) / m->per;
    m->tall = fminf(high / (float)m->cells, 30 * unit);
    m->wide = fminf(wide / (float)m->cells, (low ? WIDEST_LOW : WIDEST) * unit);
    if (m->tall > 12 * unit) {
        m->tall = floorf(m->tall);
        m->wide = floorf(m->wide);
    }
    m->at = (rect){at.x + names, at.y + m->head, m->wide * (float)m->cells, m->tall * (float)m->cells};
}

void network_confusion_draw(const view *v, rect at) {
    const live_snapshot *s = snapshot_of(v);
    float unit = v->ui->scale;
    bool low = at.h < LOW * unit;
    const judged *j = v->state->training.judged;
    matrix m = {.j = j, .n = j ? j->classes : 0, .head = (low ? LOW_HEADS : HEADS) * unit};
    if (!low)
        draw_title(v, rect_cut_top(&at, TITLE * unit));
    float names = NAMES * unit;
    place_cells(v, &m, at, names, low);
    rect info = {m.at.x + m.at.w + 18 * unit, at.y, 0, at.h};
    info.w = at.x + at.w - info.x;
    if (low)
        draw_title(v, rect_cut_top(&info, TITLE * unit));
    if (s->judged.at < 0 || m.n < 1)
        return;
    light(v, &m);
    draw_matrix(v, &m, at.x);
    if (!low)
        info = (rect){info.x, at.y + 8 * unit, info.w, at.h - 8 * unit};
    draw_info(v, &m, info, low ? 4 : 2);
}
