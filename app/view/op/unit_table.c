/* A page is where the scroll of its name has been put by hand; else it follows the focus. */
#include "unit_table.h"

#include "class_text.h"
#include "formula.h"
#include "marks.h"
#include "op_view.h"
#include "sum.h"

#include <math.h>
#include <string.h>

enum { LEAST_DIGIT = 14, LEAST_COLUMN = 2 };

float unit_label_size(const stage *s) {
    return s->text;
}

float unit_digit_size(const stage *s) {
    return view_presents(s->v) ? fmaxf(s->v->height * 0.044f, ui_px(s->v->ui, 20)) : ui_px(s->v->ui, 16);
}

float unit_row_least(const stage *s) {
    return ceilf(text_height(FONT_UI, unit_label_size(s)) * 0.98f);
}

/* The first one of a page of `shown` from `wanted` on, or from where a page was turned to. */
static int page_of(const stage *s, const char *name, int wanted, int shown, int count) {
    grid_scroll *scroll = view_scroll(s->v, name);
    int first = scroll->held ? (int)scroll->top : wanted, last = count - shown;
    first = first > last ? last : first;
    first = first < 0 ? 0 : first;
    scroll->top = (float)first;
    return first;
}

unit_columns unit_columns_at(const stage *s, float x, float room, int count, int lens, int across) {
    unit_columns c = {.count = count, .lens = lens, .across = across, .x = floorf(x)};
    c.wide = floorf(room / (float)count);
    c.wide = fmaxf(c.wide, ceilf(ui_px(s->v->ui, LEAST_COLUMN)));
    int fit = (int)(room / c.wide);
    c.shown = count < fit ? count : fit < across ? across : fit;
    int page = lens / c.shown * c.shown;
    if (lens + across > page + c.shown)
        page = lens + across - c.shown;
    c.first = page_of(s, "units.columns", page, c.shown, count);
    return c;
}

unit_rows unit_rows_at(const stage *s, const char *name, float y, float room, float high, int count, int focus) {
    unit_rows r = {.count = count, .y = floorf(y)};
    float least = unit_row_least(s);
    int fit = (int)(room / least);
    r.shown = count < fit ? count : fit < 1 ? 1 : fit;
    r.high = floorf(fmaxf(fminf(room / (float)r.shown, high), least));
    r.first = page_of(s, name, focus - r.shown / 2, r.shown, count);
    return r;
}

float unit_pages(
    const stage *s, const char *name, rect at, float align, const char *key, int first, int shown, int count) {
    if (shown >= count)
        return 0;
    const view *v = s->v;
    char text[96], from[NUMBER_TEXT], to[NUMBER_TEXT], all[NUMBER_TEXT], back[48], on[48];
    number_grouped(first, from);
    number_grouped(first + shown - 1, to);
    number_grouped(count, all);
    tr_format(text, sizeof text, key, from, to, all);
    cnn_format(back, sizeof back, "%s.back", name);
    cnn_format(on, sizeof on, "%s.on", name);
    float size = fmaxf(ui_px(v->ui, 13), s->text * 0.9f), side = ui_px(v->ui, 24), gap = ui_px(v->ui, 6);
    float words = text_width(FONT_UI, size, text), width = words + 2 * side + 2 * gap;
    at.x += (at.w - width) * align;
    rect right = {at.x, at.y, width, at.h}, ahead = rect_cut_right(&right, side);
    rect_cut_right(&right, gap / 2);
    rect behind = rect_cut_right(&right, side);
    grid_scroll *scroll = view_scroll(v, name);
    bool moved = false;
    if (ui_button(v->ui, back, behind, "‹", UI_OUTLINED, false, first > 0)) {
        scroll->top = (float)(first - shown);
        moved = true;
    }
    if (ui_button(v->ui, on, ahead, "›", UI_OUTLINED, false, first + shown < count)) {
        scroll->top = (float)(first + shown);
        moved = true;
    }
    scroll->held |= moved;
    v->ui->changed |= moved;
    draw_text_in(
        v->list, FONT_UI, size, (rect){right.x, right.y, right.w - gap, right.h}, 1, theme_color(ROLE_QUIET), text);
    return width;
}

void unit_strip(const stage *s, const unit_columns *c, float y, float high, const float *values, const scale *colors) {
    rect at = {c->x, y, c->wide * (float)c->shown, high};
    grid_heat(s->v, at, values + c->first, 1, c->shown, colors);
}

rect unit_lens_span(const unit_columns *c, float y, float high) {
    return (rect){c->x + (float)(c->lens - c->first) * c->wide, y, (float)c->across * c->wide, high};
}

int unit_column_pointed(const stage *s, const unit_columns *c, rect at) {
    float x = s->v->ui->in.x;
    if (c->shown < 1 || !rect_has((rect){c->x, at.y, c->wide * (float)c->shown, at.h}, x, s->v->ui->in.y))
        return -1;
    int column = c->first + (int)((x - c->x) / c->wide);
    return column < c->count ? column : -1;
}

/* ---- names ---- */

/* From the output back to this node only functions of single numbers and probabilities. */
bool units_are_classes(const stage *s) {
    const cnn_net *net = s->r->net;
    const cnn_node *loss = &net->nodes[net->loss];
    if (s->node == loss)
        return loss->op->target == CNN_TARGET_CLASS || loss->op->target == CNN_TARGET_SMALLEST || s->r->label >= 0;
    int at = net->output;
    while (&net->nodes[at] != s->node) {
        const cnn_node *node = &net->nodes[at];
        bool each = node->op && (node->op->family == CNN_FAMILY_ELEMENT || node->op->family == CNN_FAMILY_TERMS);
        if (!each || node->input_count != 1)
            return false;
        at = node->inputs[0];
    }
    return s->r->label >= 0;
}

const char *unit_name(const stage *s, int unit, char number[16]) {
    const bench *b = &s->v->state->session.bench;
    const char *name = b->source == BENCH_INSIDE ? cnn_class_name(b->names, unit) : NULL;
    if (name && units_are_classes(s))
        return class_text(name);
    cnn_format(number, 16, "%d", unit);
    return number;
}

float unit_names_width(const stage *s, font_id font, float size) {
    float widest = text_width(font, size, "000");
    char number[16];
    int count = cnn_class_count(s->v->state->session.bench.names);
    for (int i = 0; i < count; i++)
        widest = fmaxf(widest, text_width(font, size, unit_name(s, i, number)));
    return widest;
}

int unit_follower(const stage *s) {
    const cnn_net *net = s->r->net;
    int self = (int)(s->node - net->nodes);
    for (int i = self + 1; i < net->count; i++) {
        const cnn_node *node = &net->nodes[i];
        if (node->input_count == 1 && node->inputs[0] == self)
            return node->op->family == CNN_FAMILY_TERMS || node->op->loss ? i : -1;
    }
    return -1;
}

/* ---- the lens ---- */

static float cell_least(const stage *s, int decimals) {
    const view *v = s->v;
    float size = view_presents(v) ? unit_digit_size(s) : ui_px(v->ui, LEAST_DIGIT);
    return ceilf(text_width(FONT_DIGITS_STRONG, size, decimals > 2 ? "−0.000" : "−0.00") + ui_px(v->ui, 6));
}

int unit_lens_across(const stage *s, float room, int most, int decimals) {
    int across = (int)(room / cell_least(s, decimals));
    return across > most ? most : across < 1 ? 1 : across;
}

float unit_lens_labels(const stage *s, const lens_row *rows, int count) {
    float widest = text_width(FONT_UI, unit_label_size(s), tr("units.number"));
    for (int i = 0; i < count; i++)
        widest = fmaxf(widest, text_width(FONT_STRONG, unit_label_size(s), rows[i].label));
    return widest + ui_px(s->v->ui, 14);
}

/* One count of decimals in a row, as many as have room. */
static number_format format_of(const lens_row *row, int across, float wide, float size) {
    number_format f = number_format_of(row->values, (size_t)across, 2);
    if (f.power)
        f = (number_format){.decimals = f.power >= -2 ? 3 : 4};
    float letter = text_width(FONT_DIGITS, size, "0");
    while (f.decimals > 0 && letter * (float)number_letters(row->values, (size_t)across, f) > wide) {
        if (!f.bare)
            f.bare = true;
        else
            f.decimals--;
    }
    f.bare = false;
    while (f.decimals > 0 && letter * (float)number_letters(row->values, (size_t)across, f) > wide)
        f.decimals--;
    return f;
}

static void lens_cells(const stage *s, const unit_columns *c, rect at, const lens_row *row) {
    const view *v = s->v;
    float wide = at.w / (float)c->across, room = wide - ui_px(v->ui, view_presents(v) ? 12 : 6);
    float least = ui_px(v->ui, LEAST_DIGIT), size = fminf(unit_digit_size(s), at.h * 0.72f);
    number_format f = format_of(row, c->across, room, least);
    int letters = number_letters(row->values, (size_t)c->across, f);
    while (size > least && text_width(FONT_DIGITS, size, "0") * (float)letters > room)
        size -= 0.5f;
    font_id font = row->strong ? FONT_DIGITS_STRONG : FONT_DIGITS;
    for (int i = 0; i < c->across; i++) {
        rect cell = {at.x + (float)i * wide, at.y, wide, at.h};
        bool known = i < row->known;
        color fill = known ? scale_color(&row->colors, row->values[i]) : theme_color(ROLE_EMPTY);
        draw_rect(v->list, cell, fill, 0);
        draw_frame(v->list, (rect){cell.x, cell.y, cell.w + 1, cell.h + 1}, theme_color(ROLE_GRID), 1, 0);
        char text[NUMBER_TEXT];
        number_in(row->values[i], f, text);
        if (known)
            draw_text_in(v->list, font, size, cell, 0.5f, ink_on(fill), text);
    }
}

rect unit_lens(const stage *s, const unit_columns *c, rect at, const lens_row *rows, int count, int now) {
    const view *v = s->v;
    float labels = unit_lens_labels(s, rows, count), size = unit_label_size(s), digits = ui_px(v->ui, LEAST_DIGIT);
    float numbers = text_height(FONT_DIGITS, digits) + ui_px(v->ui, 3), apart = ui_px(v->ui, 8), gaps = 0;
    for (int i = 0; i < count; i++)
        gaps += rows[i].apart ? apart : 0;
    rect_cut_left(&at, labels);
    float wide = floorf(fminf(at.w / (float)c->across, fmaxf(cell_least(s, 2), ui_px(v->ui, 66))));
    float high = floorf(fminf((at.h - numbers - gaps) / (float)count, fmaxf(ui_px(v->ui, 44), unit_digit_size(s) * 2)));
    rect cells = {at.x, at.y + numbers, wide * (float)c->across, high * (float)count + gaps};
    rect_cut_top(&at, numbers);
    draw_text_in(v->list, FONT_UI, size,
        (rect){cells.x - labels, cells.y - numbers, labels - ui_px(v->ui, 14), numbers}, 1, theme_color(ROLE_QUIET),
        tr("units.number"));
    for (int i = 0; i < c->across; i++) {
        char text[16];
        cnn_format(text, sizeof text, "%d", c->lens + i);
        bool marked = c->lens + i == now;
        draw_text_in(v->list, marked ? FONT_DIGITS_STRONG : FONT_DIGITS, digits,
            (rect){cells.x + wide * (float)i, cells.y - numbers, wide, numbers}, 0.5f,
            theme_color(marked ? ROLE_INK : ROLE_QUIET), text);
    }
    float y = cells.y;
    for (int i = 0; i < count; i++) {
        y += rows[i].apart ? apart : 0;
        rect row = {cells.x, y, cells.w, high};
        lens_cells(s, c, row, &rows[i]);
        draw_frame(v->list, rect_inset(row, -2), theme_color(rows[i].role), ui_px(v->ui, 2), ui_px(v->ui, 3));
        draw_text_in(v->list, FONT_STRONG, size, (rect){cells.x - labels, y, labels - ui_px(v->ui, 14), high}, 1,
            theme_color(rows[i].role), rows[i].label);
        y += high;
    }
    if (now >= c->lens && now < c->lens + c->across)
        draw_frame(v->list,
            rect_inset((rect){cells.x + wide * (float)(now - c->lens), cells.y, wide, cells.h}, -ui_px(v->ui, 1)),
            theme_color(ROLE_INK), ui_px(v->ui, 3), ui_px(v->ui, 2));
    return cells;
}

/* ---- title and sum ---- */

/* The text without its marks for colours. */
static void unmarked(const char *marked, char *text, size_t size) {
    text[0] = '\0';
    for (const char *c = marked; *c; c++)
        if (*c == '{' && strchr(c, '}'))
            c = strchr(c, '}');
        else
            cnn_append(text, size, "%c", *c);
}

/* At the right, where it has room in a legible size. */
static void draw_title_formula(const stage *s, rect row) {
    const view *v = s->v;
    const char *formula = s->phase == CNN_BACKWARD ? s->own->backward : s->own->forward;
    char plain[400];
    if (!formula || state_hides_formula(v->state))
        return;
    unmarked(formula, plain, sizeof plain);
    float size = ui_px(v->ui, view_presents(v) ? 26 : 18);
    size = view_fit_text(FONT_FORMULA, size, ui_px(v->ui, 14), row.w, plain);
    if (text_width(FONT_FORMULA, size, plain) <= row.w)
        ui_line(v->ui, row, 1, FONT_FORMULA, size, theme_color(ROLE_INK), formula);
}

void draw_stage_title(const stage *s, rect *at, const char *made_of) {
    const view *v = s->v;
    bool large = view_presents(v);
    float size = ui_px(v->ui, large ? 22 : 16.5f), gap = ui_px(v->ui, 14);
    rect row = rect_cut_top(at, fmaxf(text_height(FONT_STRONG, size), ui_px(v->ui, 30)));
    rect_cut_top(at, ui_px(v->ui, 4));
    float wide = text_width(FONT_STRONG, size, s->node->name);
    float rest = text_width(FONT_UI, size, made_of);
    bool room = wide + gap + rest <= row.w;
    rect_cut_left(&row, draw_text_in(v->list, FONT_STRONG, size, row, 0, theme_color(ROLE_INK), s->node->name));
    rect_cut_left(&row, gap);
    if (room && made_of[0])
        rect_cut_left(&row, gap + draw_text_in(v->list, FONT_UI, size, row, 0, theme_color(ROLE_QUIET), made_of));
    draw_title_formula(s, row);
}

/* How high the lines of a backward step are: those of words and those of numbers. */
static float height_backward(const stage *s) {
    bool large = view_presents(s->v);
    derived sum = {.bare = s->v->own->bare};
    s->own->write_backward(s, &sum);
    float words = text_height(FONT_UI, ui_px(s->v->ui, large ? 17 : 14.5f)) * 1.3f, high = words;
    for (int i = 0; i < sum.count; i++)
        high += sum.lines[i].quiet ? words : text_height(FONT_DIGITS, ui_px(s->v->ui, large ? 24 : 17)) * 1.2f;
    return high + ui_px(s->v->ui, 8);
}

void draw_stage_sum(const stage *s, rect *at, int lines) {
    bool large = view_presents(s->v);
    float line = text_height(FONT_DIGITS, ui_px(s->v->ui, large ? 26 : 18)) * 1.15f;
    float words = text_height(FONT_UI, ui_px(s->v->ui, large ? 17 : 14.5f)) * 1.3f;
    if (s->phase == CNN_BACKWARD)
        sum_backward(s, rect_cut_bottom(at, height_backward(s)));
    else
        sum_forward(s, rect_cut_bottom(at, line * (float)lines + words + ui_px(s->v->ui, 10)), NULL);
}
