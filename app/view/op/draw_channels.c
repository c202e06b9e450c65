/* All planes, slices and maps have cells of one size, and all windows move as one. */
#include "channels.h"

#include "marks.h"
#include "numbers.h"
#include "op_steps.h"

#include <math.h>

/* Design pixels. */
enum {
    HEADING = 30,
    RULER = 13,
    TIMES = 30, /* between plane and slice */
    ARROW = 26, /* between slice and sum */
    BOX = 38,
    TERMS = 22,
    GAP = 34, /* between columns, and where there is little room */
    NARROW_GAP = 20,
    BEFORE = 64, /* the map */
    NARROW_BEFORE = 46,
    BETWEEN = 46, /* maps */
    LARGEST = 56,
    LARGEST_PRESENTED = 120,
    PAIRS = 44, /* the least cell for two lines */
};

int channels_index(const channels *c, int local) {
    const stage *s = c->s;
    return s->map / (s->out.c / s->attrs.groups) * c->l.channels + local;
}

/* ---- layout ---- */

static bool type_of(cell_text *t, const channels *c, tensor_facts facts, float share) {
    float px = c->s->v->ui->scale, least = 14 * px;
    t->format = facts.format;
    t->size = large_fitted(&t->format, facts, 0, fmaxf(c->cell * share, least), least, c->cell - 4 * px);
    return t->size > 0 && t->format.power == 0 && (t->format.decimals > 0 || facts.format.decimals == 0);
}

static bool place_types(channels *c) {
    const stage *s = c->s;
    size_t count, plane = (size_t)s->out.h * (size_t)s->out.w;
    const float *filter = window_filter(s, &count);
    bool beside = c->map_count > 1;
    float px = s->v->ui->scale;
    tensor_facts input = facts_of(s->v, s->input, cnn_shape_image(s->in)), weight = facts_of(s->v, filter, count),
                 output = facts_of(
                     s->v, s->output + (beside ? 0 : plane * (size_t)s->map), beside ? cnn_shape_image(s->out) : plane);
    bool pairs = c->cell >= PAIRS * px;
    bool fits = type_of(&c->input, c, input, pairs ? 0.4f : 0.46f) && type_of(&c->weight, c, weight, 0.42f) &&
                type_of(&c->output, c, output, 0.42f);
    number_format below = c->weight.format;
    float size = large_fitted(&below, weight, 1, fmaxf(c->cell * 0.3f, 14 * px), 14 * px, c->cell - 4 * px);
    c->below = pairs && below.decimals == c->weight.format.decimals ? size : 0;
    return fits;
}

static void place_columns(channels *c, rect at, float wide) {
    const stage *s = c->s;
    int rows = window_padded(s, CNN_VERTICAL), columns = window_padded(s, CNN_HORIZONTAL);
    float u = c->l.unit, cell = c->cell;
    float x = floorf(at.x + RULER * u + fmaxf(0, (at.w - wide) / 2)), y = floorf(at.y + (HEADING + RULER) * u);
    for (int i = 0; i < c->count; i++) {
        c->planes[i] = grid_at(x, y, cell, cell, rows, columns, -s->attrs.pad[0], -s->attrs.pad[2]);
        float slice_x = x + floorf((float)(columns - s->attrs.kernel[1]) / 2) * cell;
        float slice_y = floorf(y + (float)rows * cell + TIMES * u);
        c->slices[i] = grid_at(slice_x, slice_y, cell, cell, s->attrs.kernel[0], s->attrs.kernel[1], 0, 0);
        x += (float)columns * cell + c->gap;
    }
    x += c->before - c->gap;
    float top = y + floorf((float)(rows - s->out.h) / 2) * cell;
    for (int i = 0; i < c->map_count; i++) {
        int across = c->map_count > 4 ? 4 : c->map_count;
        float map_x = x + (float)(i % across) * ((float)s->out.w * cell + BETWEEN * u);
        float map_y = i < across && c->map_count <= 4
                          ? top
                          : y + (float)(i / across) * ((float)s->out.h * cell + (HEADING + RULER) * u);
        c->maps[i] = grid_at(floorf(map_x), floorf(map_y), cell, cell, s->out.h, s->out.w, 0, 0);
    }
    c->box = BOX * u;
    c->sum_y = c->slices[0].area.y + c->slices[0].area.h + ARROW * u + c->box / 2;
}

bool channels_layout(channels *c, const stage *s) {
    bool present = view_presents(s->v);
    float u = s->v->ui->scale * (present ? 1.25f : 1);
    *c = (channels){.s = s};
    c->l = (large){.s = s, .unit = u, .text = 16 * u, .least = 14 * u, .channels = s->in.c / s->attrs.groups};
    rect at = s->area;
    int all = c->l.channels, now = s->channel % all;
    bool low = at.h < 500 * u, beside = all == 1 && s->out.c <= CHANNEL_MAPS;
    c->count = all <= CHANNEL_COLUMNS ? all : 3;
    c->first = all <= CHANNEL_COLUMNS || now < 3 ? 0 : now - 1 > all - 3 ? all - 3 : now - 1;
    c->map_count = beside ? s->out.c : 1;
    bool rows_below = all > CHANNEL_COLUMNS || (!beside && s->out.c > 4);
    float high_band = (low || rows_below ? 62 : 86) * u; /* what is presented needs large digits more */
    c->band = rect_cut_top(&at, present && at.h < 900 * u ? 0 : high_band);
    if (!beside && s->out.c > 4)
        c->l.maps = rect_cut_bottom(&at, 56 * u);
    if (all > CHANNEL_COLUMNS)
        c->l.sums = rect_cut_bottom(&at, (low ? 60 : 70) * u);
    float card = !beside && s->out.c > 1 && c->l.maps.h <= 0 ? 15 : 0;
    int rows = window_padded(s, CNN_VERTICAL), columns = window_padded(s, CNN_HORIZONTAL);
    int across = c->map_count > 4 ? 4 : c->map_count;
    bool narrow = at.w < 800 * u;
    c->gap = (narrow ? NARROW_GAP : GAP) * u;
    c->before = (narrow ? NARROW_BEFORE : BEFORE) * u;
    float gaps = (RULER + card + (float)(across - 1) * BETWEEN) * u + (float)(c->count - 1) * c->gap + c->before;
    float cells = (float)(c->count * columns + across * s->out.w);
    float high = (at.h - (HEADING + RULER + TIMES + ARROW + BOX + TERMS) * u) / (float)(rows + s->attrs.kernel[0]);
    float largest = (present ? LARGEST_PRESENTED : LARGEST) * s->v->ui->scale;
    c->cell = floorf(fminf(fminf(high, (at.w - gaps) / cells), largest));
    if (c->cell < 16 * s->v->ui->scale || !place_types(c))
        return false;
    if (c->map_count > 4 && 2 * ((float)s->out.h * c->cell + (HEADING + RULER) * u) > at.h - BOX * u)
        return false;
    place_columns(c, at, gaps + cells * c->cell);
    return true;
}

/* ---- cells ---- */

void channels_cell(const channels *c, rect at, cell_text type, channels_look look) {
    const view *v = c->s->v;
    color ink = look.padding ? theme_color(ROLE_PADDING) : ink_on(look.fill);
    font_id font = look.strong ? FONT_DIGITS_STRONG : FONT_DIGITS;
    draw_rect(v->list, at, look.fill, 0);
    if (look.padding)
        draw_hatch(v->list, rect_inset(at, 1), theme_color(ROLE_HATCH), 7 * c->l.unit);
    draw_frame(v->list, (rect){at.x, at.y, at.w + 1, at.h + 1}, theme_color(ROLE_GRID), 1, 0);
    if (!look.below || !look.below[0]) {
        draw_text_in(v->list, font, type.size, at, 0.5f, ink, look.text);
        return;
    }
    rect upper = {at.x, at.y + at.h * 0.05f, at.w, at.h * 0.5f}, lower = {at.x, at.y + at.h * 0.53f, at.w, at.h * 0.4f};
    draw_text_in(v->list, font, type.size, upper, 0.5f, ink, look.text);
    draw_text_in(v->list, FONT_DIGITS, c->below, lower, 0.5f, ink, look.below);
}

static const char *typed_at(const stage *s, edit_kind kind, int channel, int row, int column) {
    const edit *e = &s->v->state->screen.edit;
    bool here = window_edited(s, kind, channel, row, column) && (kind != EDIT_WEIGHT || e->filter == s->map);
    return here ? e->text : NULL;
}

static void mark(const channels *c, rect at, theme_role role) {
    draw_frame(c->s->v->list, rect_inset(at, 1), theme_color(role), ui_px(c->s->v->ui, 3), 0);
}

/* What a cell around the input holds, if that is a number. */
static bool padding_value(const stage *s, int channel, int row, int column, float *value) {
    int held_row = cnn_pad_source(s->attrs.pad_mode, row, s->in.h),
        held_column = cnn_pad_source(s->attrs.pad_mode, column, s->in.w);
    bool held = held_row >= 0 && held_column >= 0;
    *value = held                                    ? s->input[cnn_flat(s->in, channel, held_row, held_column)]
             : s->attrs.pad_mode == CNN_PAD_CONSTANT ? s->attrs.pad_value
                                                     : 0;
    return true;
}

static void plane_cell(const channels *c, int local, const palette *p, int row, int column) {
    const stage *s = c->s;
    const view *v = s->v;
    const grid *g = &c->planes[local - c->first];
    int channel = channels_index(c, local);
    rect at = grid_cell(g, (float)row, (float)column);
    bool padding = row < 0 || column < 0 || row >= s->in.h || column >= s->in.w,
         covered = window_covers(s, row, column);
    float value = padding ? 0 : s->input[cnn_flat(s->in, channel, row, column)];
    if (padding)
        padding_value(s, channel, row, column, &value);
    char text[NUMBER_TEXT], below[NUMBER_TEXT + 4] = "", weight[NUMBER_TEXT];
    number_in(value, c->input.format, text);
    if (covered && c->below > 0) {
        stage one = *s;
        one.channel = channel;
        int u = (int)cnn_axis_tap(stage_axis(s, 0), s->step.address.row, row),
            w = (int)cnn_axis_tap(stage_axis(s, 1), s->step.address.column, column);
        number_in(*window_weight(&one, u, w), c->weight.format, weight);
        cnn_format(below, sizeof below, "×%s", weight);
    }
    const char *typed = padding ? NULL : typed_at(s, EDIT_PIXEL, channel, row, column);
    color fill = padding ? theme_color(ROLE_GROUND) : palette_color(p, value);
    bool read =
        cnn_axis_visited(stage_axis(s, 0), s->out.h, row) && cnn_axis_visited(stage_axis(s, 1), s->out.w, column);
    if (!read)
        fill = color_mix(fill, theme_color(ROLE_UNVISITED), 0.6f);
    if (s->in.c == 1 && covered)
        fill = color_mix(fill, theme_color(ROLE_WINDOW_GROUND), padding ? 0.5f : 1);
    channels_cell(c, at, c->input, (channels_look){fill, typed && *typed ? typed : text, below, covered, padding});
    if (typed)
        mark(c, at, ROLE_FOCUS);
    else if (v->own->hover.kind == HOVER_INPUT && v->own->hover.row == row && v->own->hover.column == column)
        mark(c, at, ROLE_REACH);
    bool now = v->state->session.player.at.depth == CNN_DEPTH_PRODUCT && s->step.cell.channel == channel &&
               s->step.cell.row == row && s->step.cell.column == column;
    if (now)
        mark(c, at, ROLE_MAP);
}

/* ---- a column ---- */

static const char *control_name(const channels *c, const char *name, int local, char text[40]) {
    bool focus = local == c->s->channel % c->l.channels;
    cnn_format(text, 40, focus ? "%s" : "%s.%d", name, local);
    return text;
}

static void heading(const channels *c, int local) {
    const stage *s = c->s;
    const grid *g = &c->planes[local - c->first];
    int channel = channels_index(c, local);
    channel_look look = channel_look_of(s, channel);
    float u = c->l.unit, high = 24 * u, y = g->area.y - (RULER + HEADING / 2.0f + 1) * u;
    float wide = channel_chip_width(s, high, channel);
    float room = g->area.w + c->gap - 8 * u - wide;
    char title[64];
    if (s->in.c == 1) {
        cnn_format(title, sizeof title, "%s %d × %d", tr("stage.input"), s->in.h, s->in.w);
        large_title(&c->l, g->area.x, y, g->area.w + c->gap, ROLE_INPUT, title, "");
        return;
    }
    channel_chip(s, g->area.x, y - high / 2, high, channel);
    float size = view_fit_text(FONT_STRONG, 15.5f * u, 13 * s->v->ui->scale, room - 10 * u, look.name);
    if (text_width(FONT_STRONG, size, look.name) <= room - 10 * u)
        large_words(&c->l, g->area.x + wide + 10 * u, y, FONT_STRONG, size, look.ink, look.name);
}

static void plane(const channels *c, int local) {
    const stage *s = c->s;
    const grid *g = &c->planes[local - c->first];
    stage one = *s;
    one.channel = channels_index(c, local);
    palette p = input_grid_palette(s, one.channel);
    char name[40];
    window_input_touch_as(&one, g, control_name(c, "stage.input", local, name));
    for (int row = g->top; row < g->top + g->rows; row++)
        for (int column = g->left; column < g->left + g->columns; column++)
            plane_cell(c, local, &p, row, column);
    rect window = large_window(s, g);
    float wide = fmaxf(3, 4 * c->l.unit);
    draw_frame(s->v->list, rect_inset(window, -wide / 2), theme_color(ROLE_WINDOW), wide, 3 * c->l.unit);
    draw_rect(
        s->v->list, (rect){window.x, g->area.y - 13 * c->l.unit, window.w, 4 * c->l.unit}, theme_color(ROLE_WINDOW), 0);
    const hover *h = &s->v->own->hover;
    if (h->kind != HOVER_WEIGHT)
        window_hover_marks(&one, g);
    window_lit_parts(s, g);
    heading(c, local);
}

static void slice_label(const channels *c, int local) {
    const stage *s = c->s;
    const grid *g = &c->slices[local - c->first];
    float u = c->l.unit, y = g->area.y + g->area.h / 2, right = g->area.x - 10 * u, size = 14 * u, chip = 20 * u;
    const char *word = tr(s->in.c == 1 ? "stage.filter" : "stage.slice");
    float wide = text_width(FONT_STRONG, size, word), left = c->planes[local - c->first].area.x;
    if (local > c->first)
        left -= c->gap - 6 * u;
    if (right - wide < fmaxf(left, s->area.x))
        return;
    if (s->in.c == 1) {
        large_words(&c->l, right - wide, y, FONT_STRONG, size, ROLE_FILTER, word);
        return;
    }
    large_words(&c->l, right - wide, y - chip * 0.6f, FONT_STRONG, size, ROLE_FILTER, word);
    float box = channel_chip_width(s, chip, channels_index(c, local));
    channel_chip(s, right - box, y + 3 * u, chip, channels_index(c, local));
}

static void slice(const channels *c, int local) {
    const stage *s = c->s;
    const view *v = s->v;
    const grid *g = &c->slices[local - c->first];
    stage one = *s;
    one.channel = channels_index(c, local);
    palette p = weight_palette(s);
    char name[40], text[NUMBER_TEXT];
    window_filter_touch_as(&one, g, control_name(c, "stage.filter", local, name));
    const hover *h = &v->own->hover;
    for (int row = 0; row < g->rows; row++)
        for (int column = 0; column < g->columns; column++) {
            float value = *window_weight(&one, row, column);
            rect at = grid_cell(g, (float)row, (float)column);
            const char *typed = typed_at(s, EDIT_WEIGHT, local, row, column);
            number_in(value, c->weight.format, text);
            channels_look look = {.fill = palette_color(&p, value * 0.85f), .text = typed && *typed ? typed : text};
            channels_cell(c, at, c->weight, look);
            bool used = h->kind == HOVER_INPUT && cnn_axis_tap(stage_axis(s, 0), s->step.address.row, h->row) == row &&
                        cnn_axis_tap(stage_axis(s, 1), s->step.address.column, h->column) == column;
            bool now = v->state->session.player.at.depth == CNN_DEPTH_PRODUCT && s->step.address.channel == local &&
                       s->step.address.tap_row == row && s->step.address.tap_column == column;
            if (typed || now || used)
                mark(c, at, typed ? ROLE_FOCUS : now ? ROLE_MAP : ROLE_REACH);
        }
    float wide = 2.5f * c->l.unit, y = g->area.y - TIMES * c->l.unit / 2;
    draw_frame(v->list, rect_inset(g->area, -wide + 1), theme_color(ROLE_FILTER), wide, 3 * c->l.unit);
    mark_sign(v, g->area.x + g->area.w / 2, y, 24 * c->l.unit, "∗");
    slice_label(c, local);
}

/* The products of a channel whose weight is not 0. */
static void terms_text(const stage *s, int local, char *text, size_t size) {
    int64_t taps = (int64_t)s->step.term.tap_rows * s->step.term.tap_columns;
    text[0] = '\0';
    for (int64_t i = 0; i < taps; i++) {
        cnn_numbers n = cnn_recording_numbers(s->r, &s->step, local * taps + i);
        char input[NUMBER_TEXT], weight[NUMBER_TEXT];
        if (n.weight == 0 || !written_tap_happened(s, local * taps + i))
            continue;
        number_text(n.input, 2, input);
        number_text(n.weight, 2, weight);
        cnn_append(text, size, n.weight < 0 ? "%s%s·(%s)" : "%s%s·%s", text[0] ? " + " : "", input, weight);
    }
}

/* Behind the last one stands the bias: its terms have room to the left only. */
static bool is_last(const channels *c, int local) {
    return local == c->first + c->count - 1 && c->l.sums.h <= 0;
}

/* Under a box so wide, with a clear gap to the terms of the next channel. */
static float terms_room(const channels *c, int local, float box) {
    enum { CLEAR = 28 };
    float column = c->planes[0].area.w + c->gap, room = is_last(c, local) ? box + (column - box) / 2 : column;
    return room - CLEAR * c->l.unit;
}

/* Terms of some channels without those of others would be taken for all of them. */
static bool all_terms_fit(const channels *c, float box) {
    for (int local = c->first; local < c->first + c->count; local++) {
        char text[400];
        terms_text(c->s, local, text, sizeof text);
        if (text_width(FONT_DIGITS, c->l.least, text) > terms_room(c, local, box))
            return false;
    }
    return true;
}

static void draw_terms_of(const channels *c, int local, rect box) {
    char text[400];
    if (!all_terms_fit(c, box.w) || state_help(c->s->v->state) != HELP_NUMBERS)
        return;
    terms_text(c->s, local, text, sizeof text);
    float room = terms_room(c, local, box.w),
          size = view_fit_text(FONT_DIGITS, 14.5f * c->l.unit, c->l.least, room, text);
    bool right = is_last(c, local) && text_width(FONT_DIGITS, size, text) > box.w;
    rect at = {right ? box.x + box.w - room : box.x + (box.w - room) / 2, box.y + box.h, room, TERMS * c->l.unit};
    draw_text_in(c->s->v->list, FONT_DIGITS, size, at, right ? 1 : 0.5f, theme_color(ROLE_QUIET), text);
}

/* ---- the sum ---- */

/* Σ of a channel in its box under its slice; whether it is exact. */
static bool sum_box(const channels *c, int local, float size) {
    const stage *s = c->s;
    const grid *g = &c->slices[local - c->first];
    char number[NUMBER_TEXT], text[NUMBER_TEXT + 8];
    bool exact = large_total_text(s, large_sum_of(s, local, -1), number);
    cnn_format(text, sizeof text, "Σ %s", number);
    float wide = fmaxf(g->area.w, text_width(FONT_DIGITS_STRONG, size, text) + size), u = c->l.unit;
    channel_look look = channel_look_of(s, channels_index(c, local));
    color paint = theme_color(s->in.c == 1 ? ROLE_FILTER : look.ink);
    rect at = {g->area.x + (g->area.w - wide) / 2, c->sum_y - c->box / 2, wide, c->box};
    draw_rect(s->v->list, at, theme_color(ROLE_PANEL), 8 * u);
    draw_frame(s->v->list, at, paint, 2 * u, 8 * u);
    draw_text_in(s->v->list, FONT_DIGITS_STRONG, size, at, 0.5f, theme_color(ROLE_INK), text);
    float x = g->area.x + g->area.w / 2;
    mark_arrow(s->v, x, g->area.y + g->area.h + 5 * u, x, at.y - 4 * u, paint, 2.5f * u);
    draw_terms_of(c, local, at);
    return exact;
}

static float right_of_sums(const channels *c, float size) {
    const grid *g = &c->slices[c->count - 1];
    char number[NUMBER_TEXT], text[NUMBER_TEXT + 8];
    large_total_text(c->s, large_sum_of(c->s, c->first + c->count - 1, -1), number);
    cnn_format(text, sizeof text, "Σ %s", number);
    float wide = fmaxf(g->area.w, text_width(FONT_DIGITS_STRONG, size, text) + size);
    return g->area.x + g->area.w / 2 + wide / 2;
}

static void sign_at(const channels *c, float x, const char *sign) {
    mark_sign(c->s->v, x, c->sum_y, 22 * c->l.unit, sign);
}

/* + bias = result, as large as there is room for behind the sums. */
static void tail(channels *c, bool exact) {
    const stage *s = c->s;
    char sign[8] = "+", bias[32] = "", result[32];
    exact &= !s->bias || large_bias_text(s, sign, bias);
    exact &= large_result_text(s, result);
    float u = c->l.unit, size = 22 * u, least = 14 * s->v->ui->scale, step = 28 * u, first, second, x;
    for (;; size -= 0.5f) {
        first = s->bias ? fmaxf(text_width(FONT_DIGITS_STRONG, size, bias) + size, size * 1.75f) : 0;
        second = fmaxf(text_width(FONT_DIGITS_STRONG, size * 1.15f, result) + size * 1.15f, size * 2);
        x = right_of_sums(c, 22 * u);
        if (x + first + second + (s->bias ? 2 : 1) * step <= s->area.x + s->area.w || size <= least)
            break;
    }
    if (s->bias) {
        sign_at(c, x + step / 2, sign);
        rect at = large_box(&c->l, x + step, c->sum_y, ROLE_FILTER, size, bias);
        rect below = {at.x - step, at.y + at.h, at.w + 2 * step, TERMS * u};
        draw_text_in(s->v->list, FONT_UI, c->l.least, below, 0.5f, theme_color(ROLE_FILTER), tr("stage.bias"));
        x = at.x + at.w;
    }
    sign_at(c, x + step / 2, exact ? "=" : "≈");
    c->l.result = large_box(&c->l, x + step, c->sum_y, ROLE_MAP, size * 1.15f, result);
}

static void sums(channels *c) {
    bool exact = true;
    for (int i = 0; i < c->count; i++) {
        exact &= sum_box(c, c->first + i, 22 * c->l.unit);
        const grid *g = &c->slices[i], *next = &c->slices[i + 1 < c->count ? i + 1 : i];
        if (i + 1 < c->count)
            sign_at(c, (g->area.x + g->area.w + next->area.x) / 2, "+");
    }
    if (c->l.sums.h > 0)
        large_channel_row(&c->l);
    else
        tail(c, exact);
}

bool draw_channels(const stage *s) {
    channels c;
    bool small = s->node && !s->pool && window_padded(s, CNN_VERTICAL) <= WINDOW_WHOLE &&
                 window_padded(s, CNN_HORIZONTAL) <= WINDOW_WHOLE;
    bool several = small && (s->in.c / s->attrs.groups > 1 || s->out.c > 1);
    if (!several || state_hides_size(s->v->state) || !channels_layout(&c, s))
        return false;
    channels_band(&c);
    for (int i = c.first; i < c.first + c.count; i++) {
        plane(&c, i);
        slice(&c, i);
    }
    if (large_shows_sum(s))
        sums(&c);
    channels_maps(&c);
    return true;
}
