/* Forward through units that read the whole input, as a table: a row for each unit, its weights straight below the inputs
 * they are multiplied with, the sum at the end of the row, and what a softmax makes of it further on. A lens shows some of
 * the columns as numbers. */
#include "class_terms.h"
#include "marks.h"
#include "pictures.h"
#include "tensor_panel.h"
#include "unit_lens.h"

#include "class_text.h"

#include <math.h>

/* Where everything stands; pixels. */
typedef struct dense {
    const stage *s;
    float px, size; /* a design pixel; of labels */
    int inputs, units, unit;
    bool few, classes, follows;
    class_terms terms; /* of what follows */
    float names, score, power, share_left, right;
    rect table;
    unit_columns columns;
    unit_rows rows;
} dense;

static bool softmax_follows(const stage *s, class_terms *terms) {
    int node = unit_follower(s);
    if (node < 0 || s->hidden)
        return false;
    cnn_phase phase = s->r->net->nodes[node].op->loss ? CNN_LOSS : CNN_FORWARD;
    if (state_hides_from(s->v->state, phase, node) != INT64_MAX ||
        state_hides_from(s->v->state, CNN_FORWARD, (int)(s->node - s->r->net->nodes)) != INT64_MAX)
        return false;
    return class_terms_of(s, node, phase, terms) && terms->exp >= 0 && terms->quotient >= 0 && terms->plane == 1;
}

/* The colours of the weights: of all, or where that is too many to look through, of the present unit. */
static scale weight_colors(const dense *d) {
    const stage *s = d->s;
    size_t all = (size_t)d->inputs * (size_t)d->units;
    tensor_facts f = all <= 1 << 20 ? facts_of(s->v, s->weights, all)
                                    : facts_of(s->v, s->weights + (ptrdiff_t)d->unit * d->inputs, (size_t)d->inputs);
    scale colors = scale_of(f, theme_color(ROLE_FILTER_GROUND), theme_color(ROLE_FILTER_CELL));
    colors.is_signed = true;
    colors.most *= 0.75f;
    return colors;
}

static scale input_colors(const dense *d) {
    return scale_of(facts_of(d->s->v, d->s->input, (size_t)d->inputs), theme_color(ROLE_INPUT_GROUND),
        theme_color(ROLE_INPUT_CELL));
}

/* The columns right of the table take their room first. */
static void place_columns(dense *d, rect at) {
    const stage *s = d->s;
    float gap = 14 * d->px, score = text_width(FONT_DIGITS_STRONG, d->size, "−00.00") + gap;
    d->names = fminf(unit_names_width(s, FONT_STRONG, d->size), at.w * 0.2f) + 12 * d->px;
    d->right = at.x + at.w - 6 * d->px;
    d->score = d->right;
    if (d->follows) {
        float power = text_width(FONT_FORMULA, d->size, "e") + text_width(FONT_FORMULA, d->size, "z − max") + gap;
        float bar = 60 * d->px + share_text_width(s); /* and what the table leaves over */
        d->share_left = d->right - bar;
        d->power = d->share_left - gap;
        d->score = d->power - fmaxf(power, text_width(FONT_DIGITS, d->size, "0.000") + gap);
    }
    float left = at.x + d->names, room = d->score - score - left;
    if (d->follows)
        room = fminf(room, fmaxf(at.w * 0.5f, 2 * d->px * (float)d->inputs));
    if (d->few)
        d->columns = (unit_columns){.count = d->inputs, .across = d->inputs, .x = left};
    if (d->few && !d->follows)
        d->score = fminf(d->right, left + 2 * score); /* near the names, where nothing stands between */
    if (d->few)
        return;
    int across = d->columns.across;
    d->columns = unit_columns_at(s, left, room, d->inputs, unit_lens_first(s, across), across);
    float end = left + d->columns.wide * (float)d->columns.shown;
    float spare = d->score - score - end - 4 * d->px; /* for the bars */
    d->score -= spare;
    d->power -= spare;
    d->share_left -= spare;
}

static void heading(const dense *d, float right, rect row, theme_role role, const char *text) {
    float wide = text_width(FONT_STRONG, d->size, text);
    draw_text_in(
        d->s->v->list, FONT_STRONG, d->size, (rect){right - wide, row.y, wide, row.h}, 1, theme_color(role), text);
}

static void draw_headings(const dense *d, rect captions, rect strip) {
    const view *v = d->s->v;
    heading(
        d, d->score, strip, ROLE_MAP, tr(d->classes && d->s->own->opening[0] == '\0' ? "units.score" : "units.value"));
    if (d->follows) {
        draw_raised(d->s, d->power, strip.y + strip.h / 2, d->size, 1, theme_color(ROLE_INK), "e", "z − max");
        draw_text_in(v->list, FONT_STRONG, d->size, (rect){d->share_left, strip.y, d->right - d->share_left, strip.h},
            0, theme_color(ROLE_INK), tr("softmax.quotient"));
    }
    if (d->few)
        return;
    char text[64], count[NUMBER_TEXT];
    number_grouped(d->inputs, count);
    tr_format(text, sizeof text, "units.inputs", count);
    float wide = d->columns.wide * (float)d->columns.shown;
    captions.x = d->columns.x;
    captions.w = wide;
    draw_text_in(v->list, FONT_STRONG, d->size, captions, 0, theme_color(ROLE_INPUT), text);
    rect_cut_left(&captions, text_width(FONT_STRONG, d->size, text) + 14 * d->px);
    unit_pages(d->s, "units.columns", captions, 0, "units.columns", d->columns.first, d->columns.shown, d->inputs);
    scale colors = input_colors(d);
    unit_strip(d->s, &d->columns, strip.y, strip.h, d->s->input, &colors);
    draw_frame(v->list, (rect){d->columns.x - 1, strip.y - 1, wide + 2, strip.h + 2}, theme_color(ROLE_INPUT),
        1.5f * d->px, 0);
}

/* The score of a unit, as far as the cursor has come; those to come are quiet. */
static void draw_score(const dense *d, int unit, rect row, number_format f) {
    const stage *s = d->s;
    char text[NUMBER_TEXT + 4];
    bool now = unit == d->unit, known = unit < s->done;
    if (s->hidden && unit >= s->done && !now)
        return;
    number_in(s->output[unit], f, text);
    if (now && s->hidden) {
        cnn_format(text, sizeof text, "?");
    } else if (now && s->partial) {
        number_in(s->step.so_far, f, text);
        cnn_append(text, sizeof text, "…");
    }
    draw_text_in(s->v->list, now ? FONT_DIGITS_STRONG : FONT_DIGITS, d->size,
        (rect){d->score - 200 * d->px, row.y, 200 * d->px, row.h}, 1,
        theme_color(now     ? ROLE_INK
                    : known ? ROLE_MAP
                            : ROLE_QUIET),
        text);
}

static void draw_power(const dense *d, int unit, rect row) {
    char text[NUMBER_TEXT];
    float power = class_term(&d->terms, d->terms.exp, unit);
    if (power > 0 && power < 0.0005f)
        cnn_format(text, sizeof text, "≈ 0");
    else
        number_in(power, (number_format){.decimals = 3}, text);
    draw_text_in(d->s->v->list, FONT_DIGITS, d->size, (rect){d->power - 200 * d->px, row.y, 200 * d->px, row.h}, 1,
        theme_color(ROLE_INK), text);
}

static number_format score_format(const dense *d) {
    number_format f = number_format_of(d->s->output + d->rows.first, (size_t)d->rows.shown, 2);
    return f.power ? (number_format){.decimals = 3} : f;
}

static void draw_rows(const dense *d) {
    const stage *s = d->s;
    const view *v = s->v;
    scale colors = d->few ? (scale){.most = 1} : weight_colors(d);
    number_format f = score_format(d);
    int largest = d->follows ? class_largest(&d->terms) : -1;
    for (int i = 0; i < d->rows.shown; i++) {
        int unit = d->rows.first + i;
        bool now = unit == d->unit;
        rect row = {d->table.x, d->rows.y + (float)i * d->rows.high, d->table.w, d->rows.high};
        if (now)
            draw_rect(v->list, row, theme_color(ROLE_CHOSEN), 6 * d->px);
        char number[16];
        font_id font = now ? FONT_STRONG : FONT_UI;
        const char *name = unit_name(s, unit, number);
        rect label = {row.x, row.y, d->names - 12 * d->px, row.h};
        draw_text_in(v->list, font, view_fit_text(font, d->size, 13 * d->px, label.w, name), label, 1,
            theme_color(ROLE_INK), name);
        if (!d->few) {
            float wide = d->columns.wide * (float)d->columns.shown;
            unit_strip(s, &d->columns, row.y + 2, row.h - 4, s->weights + (ptrdiff_t)unit * d->inputs, &colors);
            draw_frame(v->list, (rect){d->columns.x - 1, row.y + 1, wide + 2, row.h - 2},
                theme_color(now ? ROLE_FILTER : ROLE_GRID), now ? 2 * d->px : 1, 0);
        }
        draw_score(d, unit, row, f);
        if (!d->follows || (now && s->partial)) /* nothing can follow from half a score */
            continue;
        draw_power(d, unit, row);
        draw_share(&d->terms, (rect){d->share_left, row.y, d->right - d->share_left, row.h},
            class_term(&d->terms, d->terms.quotient, unit), true, unit == largest, unit == s->r->label);
    }
}

/* Σ under what the softmax adds up. */
static void draw_totals(const dense *d, rect row) {
    const view *v = d->s->v;
    char text[NUMBER_TEXT];
    draw_rect(v->list, (rect){d->score - 50 * d->px, row.y + 1, d->right - d->score + 50 * d->px, 1},
        theme_color(ROLE_BORDER), 0);
    heading(d, d->score, row, ROLE_QUIET, "Σ");
    number_in(class_term(&d->terms, d->terms.sum, 0), (number_format){.decimals = 3}, text);
    draw_text_in(v->list, FONT_DIGITS_STRONG, d->size, (rect){d->power - 200 * d->px, row.y, 200 * d->px, row.h}, 1,
        theme_color(ROLE_INK), text);
    draw_text_in(v->list, FONT_DIGITS_STRONG, d->size, (rect){d->right - 200 * d->px, row.y, 200 * d->px, row.h}, 1,
        theme_color(ROLE_INK), "100 %");
}

/* A row is gone to, a weight of the present one too; what is pointed at moves the lens. */
static void hear(const dense *d, rect strip) {
    const stage *s = d->s;
    const view *v = s->v;
    rect at = {d->table.x, strip.y, d->table.w, d->rows.y + d->rows.high * (float)d->rows.shown - strip.y};
    ui_touch t = ui_touch_of(v->ui, "units.table", at, false);
    if (!t.hovered)
        return;
    int column = unit_column_pointed(s, &d->columns, at), row = (int)((v->ui->in.y - d->rows.y) / d->rows.high);
    bool on_row = v->ui->in.y >= d->rows.y && row < d->rows.shown;
    int unit = on_row ? d->rows.first + row : d->unit;
    if (column >= 0)
        v->own->next_hover = (hover){HOVER_WEIGHT, unit, column, CNN_PART_NONE};
    v->ui->hand |= on_row;
    if (!t.pressed)
        return;
    if (unit == d->unit && column >= 0)
        tensor_panel_go_to_tap(s, column);
    else
        tensor_panel_go_to_position(s, unit);
}

/* ---- the lens ---- */

enum { LENS_ROWS = 3 };

static void lens_rows_of(const dense *d, float products[UNIT_FEW], lens_row rows[LENS_ROWS]) {
    const stage *s = d->s;
    const unit_columns *c = &d->columns;
    bool times = s->own->opening[0] == '\0';
    int told = c->across;
    if (s->partial)
        told = (int)fminf(fmaxf((float)(s->step.tap + 1 - c->lens), 0), (float)c->across);
    for (int i = 0; i < c->across; i++)
        products[i] = cnn_recording_numbers(s->r, &s->step, c->lens + i).product;
    scale product =
        scale_of(facts_now(products, (size_t)c->across), theme_color(ROLE_MAP_GROUND), theme_color(ROLE_MAP_CELL));
    product.is_signed = true;
    rows[0] = (lens_row){tr("units.input"), ROLE_INPUT, s->input + c->lens, input_colors(d), false, c->across, false};
    rows[1] = (lens_row){tr(times ? "units.weight" : "units.pattern"), ROLE_FILTER,
        s->weights + (ptrdiff_t)d->unit * d->inputs + c->lens, weight_colors(d), false, c->across, false};
    rows[2] = (lens_row){tr(times ? "units.product" : "units.square"), ROLE_MAP, products, product, true, told, true};
}

/* Returns where the cells end. */
static float draw_lens(const dense *d, rect at, rect strip) {
    const stage *s = d->s;
    const view *v = s->v;
    float products[UNIT_FEW];
    lens_row rows[LENS_ROWS];
    bool by_product = v->state->session.player.at.depth == CNN_DEPTH_PRODUCT;
    lens_rows_of(d, products, rows);
    int now = by_product ? (int)s->step.tap : -1;
    const hover *h = &v->own->hover;
    if (h->kind == HOVER_WEIGHT)
        now = h->column;
    rect cells = unit_lens(s, &d->columns, at, rows, LENS_ROWS, now);
    ui_touch t = ui_touch_of(v->ui, "units.lens", cells, false);
    v->ui->hand |= t.hovered;
    if (t.pressed)
        tensor_panel_go_to_tap(
            s, d->columns.lens + (int)((v->ui->in.x - cells.x) / cells.w * (float)d->columns.across));
    float below = cells.y + cells.h;
    if (d->few)
        return below;
    int row = d->unit - d->rows.first, last = d->columns.lens + d->columns.across;
    if (d->columns.lens < d->columns.first || last > d->columns.first + d->columns.shown)
        return below; /* the lens is on another page */
    float bottom = row >= 0 && row < d->rows.shown ? d->rows.y + (float)(row + 1) * d->rows.high : strip.y + strip.h;
    rect frame = rect_inset(unit_lens_span(&d->columns, strip.y, bottom - strip.y), -3 * d->px);
    color window = theme_color(ROLE_WINDOW);
    draw_frame(v->list, frame, window, 3 * d->px, 4 * d->px);
    float from = d->rows.y + d->rows.high * (float)d->rows.shown + 3 * d->px, to = at.y - 1;
    float turn = d->follows ? to - 14 * d->px : from; /* past the totals, which stand beside */
    draw_rect(v->list, (rect){frame.x, from, 2 * d->px, turn - from}, window, 0);
    draw_rect(v->list, (rect){frame.x + frame.w - 2 * d->px, from, 2 * d->px, turn - from}, window, 0);
    draw_line(v->list, frame.x + d->px, turn, cells.x, to, window, 2 * d->px);
    draw_line(v->list, frame.x + frame.w - d->px, turn, cells.x + cells.w, to, window, 2 * d->px);
    return below;
}

static void draw_card(const dense *d, rect at) {
    const stage *s = d->s;
    step_line lines[CLASS_STEPS];
    char number[16], title[96];
    int count = class_step_lines(&d->terms, d->unit, s->output[d->unit], CNN_TERMS_MAX, -1, lines);
    tr_format(title, sizeof title, "steps.title", unit_name(s, d->unit, number));
    draw_step_card(s, at, title, lines, count);
}

/* Lens, sum and, where there is room, the card beside them. */
static void draw_below(dense *d, rect at, rect strip) {
    const stage *s = d->s;
    float card = fminf(340 * d->px, at.w * 0.36f);
    bool carded = d->follows && !view_presents(s->v) && card > 220 * d->px;
    if (carded) {
        rect right = rect_cut_right(&at, card);
        rect_cut_right(&at, 20 * d->px);
        rect_cut_bottom(&right, 8 * d->px);
        if (!s->partial)
            draw_card(d, right);
    }
    bool large = view_presents(s->v);
    float size = (large ? 28 : 18) * d->px;
    int lines = at.w < 560 * d->px ? 2 : 1;
    rect sum = rect_cut_bottom(&at, text_height(FONT_DIGITS, size) * 1.15f * (float)lines + 6 * d->px);
    rect_cut_bottom(&at, 6 * d->px);
    sum.y = fminf(sum.y, draw_lens(d, at, strip) + 10 * d->px);
    written w = {.count = 0};
    if (d->few)
        s->own->write(s, &w);
    else
        sum_of_lens(s, &w, d->columns.lens, d->columns.across);
    w.lines[0].rows = lines;
    written_draw(&w, s, sum, size);
}

static int across_of(const dense *d, rect at) {
    const stage *s = d->s;
    if (d->few)
        return d->inputs;
    lens_row labels[LENS_ROWS] = {
        {.label = tr("units.input")}, {.label = tr("units.weight")}, {.label = tr("units.product")}};
    float card = d->follows && !view_presents(s->v) ? fminf(340 * d->px, at.w * 0.36f) + 20 * d->px : 0;
    bool small = weight_colors(d).most * facts_of(s->v, s->input, (size_t)d->inputs).most < 0.3f;
    float room = at.w - card - unit_lens_labels(s, labels, LENS_ROWS);
    return unit_lens_across(s, room, UNIT_LENS, small ? 3 : 2);
}

static void made_of(const stage *s, char *text, size_t size) {
    char inputs[NUMBER_TEXT], units[NUMBER_TEXT], all[NUMBER_TEXT];
    int64_t n = (int64_t)cnn_shape_image(s->in);
    number_grouped(n, inputs);
    number_grouped(s->out.c, units);
    number_grouped(n * s->out.c + (s->bias ? s->out.c : 0), all);
    tr_format(text, size, s->bias ? "units.made_of" : "units.made_of_weights", inputs, units, all);
}

/* The right class and the most likely one, where nothing is hidden. */
static void draw_truth(const dense *d, rect at) {
    const stage *s = d->s;
    char text[96], number[16];
    if (!d->follows || s->r->label < 0)
        return;
    tr_format(text, sizeof text, "units.truth", unit_name(s, s->r->label, number));
    cnn_append(text, sizeof text, "   ");
    cnn_append(text, sizeof text, tr("units.likely"), unit_name(s, class_largest(&d->terms), number));
    if (text_width(FONT_UI, d->size, text) < at.w)
        ui_line(s->v->ui, at, 1, FONT_UI, d->size, theme_color(ROLE_QUIET), text);
}

/* The table has what it needs first, as far as the lens keeps rows of a legible height. */
static float height_below(const dense *d, rect at, float fixed) {
    bool large = view_presents(d->s->v);
    float row = large ? unit_digit_size(d->s) * 1.4f : 22 * d->px, sum = (large                   ? 44
                                                                             : at.w < 900 * d->px ? 58
                                                                                                  : 32) *
                                                                         d->px;
    float least = 3 * row + sum + 50 * d->px, rows = (float)(d->units < 14 ? d->units : 14);
    return fmaxf(fminf(at.h - fixed - rows * 26 * d->px, (large ? 420 : 270) * d->px), least);
}

void draw_units(const stage *s) {
    dense d = {.s = s,
        .px = s->v->ui->scale,
        .size = unit_label_size(s),
        .inputs = (int)cnn_shape_image(s->in),
        .units = s->out.c,
        .unit = (int)s->step.position,
        .classes = units_are_classes(s)};
    char title[160];
    rect at = s->area;
    d.few = d.inputs <= UNIT_FEW;
    d.follows = softmax_follows(s, &d.terms);
    made_of(s, title, sizeof title);
    draw_stage_title(s, &at, title);
    d.columns.across = across_of(&d, at);
    place_columns(&d, at);
    float least = unit_row_least(s), totals = least + 4 * d.px;
    rect lens = rect_cut_bottom(&at, height_below(&d, at, 3 * totals + 24 * d.px));
    rect captions = rect_cut_top(&at, d.few && d.units < 12 ? 0 : least + 2 * d.px),
         strip = rect_cut_top(&at, least + 4 * d.px);
    rect_cut_top(&at, 8 * d.px);
    rect pages = rect_cut_bottom(&at, totals + 14 * d.px); /* and room for the lines of the lens to turn */
    pages.h = totals;
    d.table = at;
    d.rows = unit_rows_at(s, "units.rows", at.y, at.h, 26 * d.px, d.units, d.unit);
    draw_headings(&d, captions, strip);
    draw_rows(&d);
    float end = d.rows.y + d.rows.high * (float)d.rows.shown;
    pages.y = end + 2 * d.px;
    if (d.follows)
        draw_totals(&d, pages);
    float spare = lens.y - pages.y - pages.h - 16 * d.px; /* few rows leave room for a higher lens */
    if (spare > 0)
        lens = (rect){lens.x, lens.y - spare, lens.w, lens.h + spare};
    rect corner = {at.x, captions.y, at.w, strip.h};
    if (unit_pages(s, "units.rows", corner, 1, "units.rows", d.rows.first, d.rows.shown, d.units) == 0 && !d.few)
        draw_truth(&d, (rect){d.score, captions.y, at.x + at.w - d.score, captions.h});
    hear(&d, strip);
    draw_below(&d, lens, strip);
}
