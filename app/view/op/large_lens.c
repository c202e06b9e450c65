/* The lens of a large window: under it every number has its weight, the colour is that of their product, and the sum of
 * each row stands beside it. */
#include "large.h"

#include "cell_tip.h"
#include "numbers.h"

#include <math.h>

/* How the numbers of the lens are written. */
typedef struct lens_text {
    number_format input, weight;
    float size, below; /* font sizes; 0: no digits fit */
} lens_text;

static int64_t tap_of(const large *l, int row, int column) {
    const stage *s = l->s;
    int local = s->pool ? 0 : s->channel % l->channels;
    return ((int64_t)local * s->attrs.kernel[0] + row) * s->attrs.kernel[1] + column;
}

float large_fitted(number_format *f, tensor_facts facts, int more, float size, float least, float room) {
    float values[2] = {facts.most, facts.is_signed ? -facts.most : 0};
    float letter = text_width(FONT_DIGITS_STRONG, least, "0") / least;
    for (;; f->decimals--) {
        float wide = letter * (float)(number_letters(values, 2, *f) + more);
        if (wide * least <= room)
            return fminf(size, fmaxf(floorf(room / wide * 2) / 2, least));
        if (f->decimals == 0)
            return 0;
    }
}

/* Small numbers that do not fit with two decimals are written in hundredths. */
static float fitted(number_format *f, tensor_facts facts, int more, float size, float least, float room) {
    number_format whole = *f, hundredths = {.power = -2};
    float fits = large_fitted(f, facts, more, size, least, room);
    if (whole.decimals != 2 || whole.power || facts.most >= 1 || (fits > 0 && f->decimals == 2))
        return fits;
    *f = hundredths;
    return large_fitted(f, facts, more, size, least, room);
}

static lens_text text_of(const large *l) {
    const stage *s = l->s;
    float px = s->v->ui->scale, room = l->lens.cell - 4 * px, cell = l->lens.cell, least = 14 * px;
    if (view_presents(s->v))
        least = fmaxf(least, s->v->height * 0.044f);
    tensor_facts facts = facts_of(s->v, s->input, cnn_shape_image(s->in));
    lens_text t = {.input = facts.format};
    t.size = large_fitted(&t.input, facts, 0, fmaxf(cell * (s->pool ? 0.36f : 0.31f), least), least, room);
    if (s->pool || t.size <= 0)
        return t;
    size_t count;
    const float *filter = window_filter(s, &count);
    facts = facts_of(s->v, filter, count);
    t.weight = facts.format;
    least = fmaxf(14 * px, least * 0.75f);
    t.below = fitted(&t.weight, facts, 1, fmaxf(cell * 0.26f, least), least, room);
    if (text_height(FONT_DIGITS, t.size) * 0.8f + text_height(FONT_DIGITS, t.below) * 0.8f > cell)
        t.below = 0;
    return t;
}

/* ---- sums ---- */

float large_sum_of(const stage *s, int channel, int row) {
    int64_t columns = s->step.term.tap_columns, plane = s->step.term.tap_rows * columns;
    int64_t first = channel * plane + (row < 0 ? 0 : row * columns), end = first + (row < 0 ? plane : columns);
    double sum = 0;
    for (int64_t tap = first; tap < end; tap++)
        if (written_tap_happened(s, tap))
            sum += (double)cnn_recording_numbers(s->r, &s->step, tap).product;
    return (float)sum;
}

static void row_sums(const large *l) {
    const stage *s = l->s;
    if (s->pool || l->part || state_help(s->v->state) != HELP_NUMBERS)
        return;
    float sums[16], x = l->lens.area.x + l->lens.area.w + 9 * l->unit, size = fmaxf(15 * l->unit, l->least);
    int rows = l->lens.rows < 16 ? l->lens.rows : 16;
    for (int i = 0; i < rows; i++)
        sums[i] = large_sum_of(s, s->channel % l->channels, i);
    number_format f = number_format_of(sums, (size_t)rows, 2);
    f.plus = true;
    f.decimals = f.power ? 1 : f.decimals;
    float room = l->rail - x - 4 * l->unit;
    for (int i = 0; i < rows; i++) {
        char text[NUMBER_TEXT];
        number_in(sums[i], f, text);
        float fits = view_fit_text(FONT_DIGITS, size, 14 * s->v->ui->scale, room, text);
        rect cell = grid_cell(&l->lens, (float)(i + l->lens.top), 0);
        bool lit = s->motion.lit * (float)rows >= (float)i; /* one row after the other is added */
        if (lit && text_width(FONT_DIGITS, fits, text) <= room)
            large_words(l, x, cell.y + cell.h / 2, FONT_DIGITS, fits, ROLE_INK, text);
    }
    char word[64], power[NUMBER_TEXT];
    number_power(f.power, power);
    cnn_format(word, sizeof word, "Σ %s", power);
    float high = fmaxf(13.5f * l->unit, 13 * s->v->ui->scale);
    large_words(l, x, l->lens.area.y - 13 * l->unit, FONT_UI, high, ROLE_QUIET, power[0] ? word : tr("stage.row_sum"));
}

/* ---- cells ---- */

static float largest_product(const large *l) {
    float most = 0;
    for (int i = 0; i < l->lens.rows; i++)
        for (int j = 0; j < l->lens.columns; j++) {
            int64_t tap = tap_of(l, i + l->lens.top, j + l->lens.left);
            float product = fabsf(cnn_recording_numbers(l->s->r, &l->s->step, tap).product);
            most = product > most && isfinite(product) ? product : most;
        }
    return most > 0 ? most : 1;
}

/* What a cell says while it is typed. */
static const char *typed_in(const stage *s, edit_kind kind, int channel, int row, int column) {
    const edit *e = &s->v->state->screen.edit;
    bool here = window_edited(s, kind, channel, row, column) && (kind != EDIT_WEIGHT || e->filter == s->map);
    return here ? e->text : NULL;
}

static void put(const view *v, rect at, font_id font, float size, color ink, const char *number, const char *typed) {
    if (typed)
        draw_rect(v->list, rect_inset(at, 1), theme_color(ROLE_CHOSEN), 3);
    draw_text_in(v->list, font, size, at, 0.5f, typed ? theme_color(ROLE_INK) : ink, typed && *typed ? typed : number);
}

static void cell_text(
    const large *l, const lens_text *t, rect at, cnn_tap tap, cnn_numbers n, int row, int column, color ink) {
    const stage *s = l->s;
    char value[NUMBER_TEXT], weight[NUMBER_TEXT + 4], plain[NUMBER_TEXT];
    if (t->size <= 0 || (tap.padding && !window_reads_padding(s)))
        return;
    number_in(n.input, t->input, value);
    const char *typed = tap.padding ? NULL : typed_in(s, EDIT_PIXEL, s->channel, tap.row, tap.column);
    if (t->below <= 0) {
        put(s->v, at, FONT_DIGITS_STRONG, t->size, ink, value, typed);
        return;
    }
    rect upper = {at.x, at.y + at.h * 0.06f, at.w, at.h * 0.46f},
         lower = {at.x, at.y + at.h * 0.52f, at.w, at.h * 0.42f};
    put(s->v, upper, FONT_DIGITS_STRONG, t->size, ink, value, typed);
    number_in(n.weight, t->weight, plain);
    cnn_format(weight, sizeof weight, "×%s", plain);
    put(s->v, lower, FONT_DIGITS, t->below, ink, weight,
        typed_in(s, EDIT_WEIGHT, s->channel % l->channels, row, column));
}

/* The colour of the product; of a pool, of the number itself, and the winner's. */
static color fill_of(const large *l, cnn_tap tap, cnn_numbers n, float most, const palette *input, bool *wins) {
    const stage *s = l->s;
    *wins = s->pool && n.taken && s->node->op->family == CNN_FAMILY_WINDOW_CHOICE && !state_picks(s->v->state) &&
            !state_hides_winner(s->v->state);
    if (tap.padding)
        return theme_color(ROLE_GROUND);
    if (*wins)
        return theme_color(ROLE_MAP_CELL);
    return s->pool ? palette_color(input, n.input) : theme_signed(n.product / (most * 1.25f));
}

static void lens_cell(const large *l, const lens_text *t, int row, int column, float most, const palette *input) {
    const stage *s = l->s;
    const view *v = s->v;
    int64_t index = tap_of(l, row, column);
    cnn_tap tap = cnn_recording_cell(s->r, &s->step, index);
    cnn_numbers n = cnn_recording_numbers(s->r, &s->step, index);
    rect at = grid_cell(&l->lens, (float)row, (float)column);
    bool wins, now = v->state->session.player.at.depth == CNN_DEPTH_PRODUCT && index == s->step.tap;
    color fill = fill_of(l, tap, n, most, input, &wins);
    if (!written_tap_happened(s, index))
        fill = theme_color(ROLE_EMPTY);
    draw_rect(v->list, at, fill, 0);
    if (tap.padding)
        draw_hatch(v->list, rect_inset(at, 1), theme_color(ROLE_HATCH), 7 * l->unit);
    draw_frame(v->list, (rect){at.x, at.y, at.w + 1, at.h + 1}, theme_color(ROLE_GRID), 1, 0);
    cell_text(l, t, at, tap, n, row, column, tap.padding ? theme_color(ROLE_PADDING) : ink_on(fill));
    if (wins || now)
        draw_frame(v->list, rect_inset(at, 1), theme_color(ROLE_MAP), 3 * l->unit, 0);
    const hover *h = &v->own->hover;
    bool pointed = h->kind == HOVER_INPUT ? h->row == tap.row && h->column == tap.column
                                          : h->kind == HOVER_WEIGHT && h->row == row && h->column == column;
    if (pointed)
        draw_frame(v->list, rect_inset(at, 1), theme_color(ROLE_REACH), 3 * l->unit, 0);
}

/* ---- pointing and clicking ---- */

static void press_cell(const large *l, int row, int column, bool upper) {
    const stage *s = l->s;
    const view *v = s->v;
    cnn_tap tap = cnn_recording_cell(s->r, &s->step, tap_of(l, row, column));
    bool once = v->ui->in.clicks < 2 && !v->ui->in.shift;
    if (state_picks_on(v->state, PICKS_INPUT)) {
        view_ask_with(v, REQUEST_pick, (argument){.row = tap.row, .column = tap.column});
    } else if (once && !tap.padding && stage_open(s, OPEN_INPUT) && (s->pool || upper)) {
        edit pixel = {.kind = EDIT_PIXEL, .channel = s->channel, .row = tap.row, .column = tap.column};
        view_ask_with(v, REQUEST_select, (argument){.edit = pixel});
    } else if (once && !s->pool && stage_open(s, OPEN_FILTER)) {
        edit weight = {
            .kind = EDIT_WEIGHT, .filter = s->map, .channel = s->channel % l->channels, .row = row, .column = column};
        view_ask_with(v, REQUEST_select, (argument){.edit = weight});
    } else {
        cnn_address to = s->step.address;
        to.depth = CNN_DEPTH_PRODUCT;
        to.channel = s->pool ? 0 : s->channel % l->channels;
        to.tap_row = row;
        to.tap_column = column;
        view_go(v, to);
    }
}

static void lens_touch(const large *l) {
    const view *v = l->s->v;
    int row, column;
    ui_touch t = ui_touch_of(v->ui, "stage.filter", l->lens.area, false);
    if (!t.hovered || !grid_hit(&l->lens, v->ui->in.x, v->ui->in.y, &row, &column))
        return;
    v->own->next_hover = (hover){HOVER_WEIGHT, row, column, CNN_PART_NONE};
    int64_t index = tap_of(l, row, column);
    cnn_numbers n = cnn_recording_numbers(l->s->r, &l->s->step, index);
    cell_tip_lens(v, &l->lens, "stage.filter", row, column, cnn_recording_cell(l->s->r, &l->s->step, index), n.input,
        l->s->pool ? NULL : &n.weight);
    rect cell = grid_cell(&l->lens, (float)row, (float)column);
    if (t.pressed)
        press_cell(l, row, column, v->ui->in.y < cell.y + cell.h / 2);
}

/* "Window  pixel × weight", or which part of the window is seen. */
static void lens_title(const large *l, const lens_text *t) {
    const stage *s = l->s;
    char part[128], word[96], power[NUMBER_TEXT], of_pixel[NUMBER_TEXT], pixel[96];
    float x = l->lens.area.x, y = l->lens.area.y - 14 * l->unit, gap = 7 * l->unit, room = l->output.area.x - x - gap;
    number_power(t->weight.power, power);
    number_power(t->input.power, of_pixel);
    if (l->part) {
        tr_format(part, sizeof part, "stage.lens_part", l->lens.rows, l->lens.columns, s->attrs.kernel[0],
            s->attrs.kernel[1]);
        if (!s->pool && power[0])
            cnn_append(part, sizeof part, " · %s %s", tr("stage.weight"), power);
        large_title(l, x, y, room, ROLE_FILTER, tr("stage.window"), part);
        return;
    }
    if (s->pool) {
        large_title(l, x, y, room, ROLE_FILTER, tr("stage.window"), "");
        return;
    }
    bool sums = l->lens.area.w > 190 * l->unit; /* the sums of the rows have their own heading beside it */
    room = sums ? l->lens.area.w : fminf(l->lens.area.w, room);
    cnn_format(word, sizeof word, "%s%s%s", tr("stage.weight"), power[0] ? " " : "", power);
    cnn_format(pixel, sizeof pixel, "%s%s%s", tr("stage.pixel"), of_pixel[0] ? " " : "", of_pixel);
    float size = fmaxf(14 * l->unit, 13 * s->v->ui->scale),
          wide = text_width(FONT_STRONG, size, tr("stage.window")) + gap;
    wide += text_width(FONT_STRONG, size, pixel) + text_width(FONT_UI, size, " × ");
    wide += text_width(FONT_STRONG, size, t->below > 0 ? word : "");
    if (t->below <= 0 || wide > room + 2) {
        large_title(l, x, y, room, ROLE_FILTER, tr("stage.window"), power);
        return;
    }
    x = large_words(l, x, y, FONT_STRONG, size, ROLE_FILTER, tr("stage.window")) + gap;
    x = large_words(l, x, y, FONT_STRONG, size, ROLE_INPUT, pixel);
    x = large_words(l, x, y, FONT_UI, size, ROLE_QUIET, " × ");
    large_words(l, x, y, FONT_STRONG, size, ROLE_FILTER, word);
}

void large_lens(large *l) {
    const stage *s = l->s;
    lens_text t = text_of(l);
    palette input = input_palette(s, s->channel);
    float most = s->pool ? 1 : largest_product(l);
    lens_touch(l);
    for (int i = 0; i < l->lens.rows; i++)
        for (int j = 0; j < l->lens.columns; j++)
            lens_cell(l, &t, i + l->lens.top, j + l->lens.left, most, &input);
    float wide = 4 * l->unit;
    draw_frame(s->v->list, rect_inset(l->lens.area, -wide + 1), theme_color(ROLE_WINDOW), wide, 3 * l->unit);
    lens_title(l, &t);
    row_sums(l);
}
