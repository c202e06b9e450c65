/* The figure in small above the columns, and the maps behind them. */
#include "channels.h"

#include "marks.h"
#include "numbers.h"
#include "op_steps.h"

#include <math.h>

/* ---- the band ---- */

enum { CARDS = 4 };

/* Cards one behind the other; the front one is the first. Returns how wide they are. */
static float stack(const channels *c, float x, float y, float side, int cards, bool filter) {
    const stage *s = c->s;
    float away = fminf(9 * c->l.unit, side * 0.2f);
    for (int i = cards - 1; i >= 0; i--) {
        rect at = {
            floorf(x + away * (float)i), floorf(y - side / 2 + away * ((float)(cards - 1) / 2 - (float)i)), side, side};
        int channel = channels_index(c, i);
        int64_t plane = filter ? (int64_t)s->attrs.kernel[0] * s->attrs.kernel[1] : (int64_t)s->in.h * s->in.w;
        palette p = filter ? weight_palette(s) : input_palette(s, channel);
        const float *values =
            filter ? s->weights + ((int64_t)s->map * c->l.channels + i) * plane : s->input + channel * plane;
        palette_draw(
            s->v, at, values, filter ? s->attrs.kernel[0] : s->in.h, filter ? s->attrs.kernel[1] : s->in.w, &p, plane);
        channel_look look = channel_look_of(s, channel);
        draw_frame(s->v->list, rect_inset(at, -1), theme_color(filter ? ROLE_FILTER : look.ink), 1.5f * c->l.unit, 0);
    }
    return side + away * (float)(cards - 1);
}

static float word(const channels *c, float x, float y, font_id font, float size, theme_role role, const char *text) {
    return large_words(&c->l, x, y, font, size * c->l.unit, role, text);
}

static void size_text(const char *more, int rows, int columns, int depth, char text[64]) {
    cnn_format(text, 64, "%s%d × %d", more, rows, columns);
    if (depth > 1)
        cnn_append(text, 64, " × %d", depth);
}

/* What the band is as wide as is found out by drawing it twice; only the second time is seen. */
static float band_at(const channels *c, float x, float side) {
    const stage *s = c->s;
    float u = c->l.unit, y = c->band.y + c->band.h / 2, gap = 12 * u;
    int cards = c->l.channels < CARDS ? c->l.channels : CARDS;
    char text[64];
    if (input_kind_of(s) == INPUT_COLORED) {
        rect at = {floorf(x), floorf(y - side / 2), side, side};
        input_draw(s, at, s->channel);
        draw_frame(s->v->list, rect_inset(at, -1), theme_color(ROLE_GRID), 1, 0);
        x = word(c, x + side + gap, y, FONT_UI, 22, ROLE_QUIET, "=") + gap;
    }
    x += stack(c, x, y, side, cards, false) + gap;
    size_text("", s->in.h, s->in.w, c->l.channels, text);
    x = word(c, x, y, FONT_DIGITS_STRONG, 17, ROLE_INPUT, text) + gap;
    x = word(c, x, y, FONT_DIGITS, 24, ROLE_QUIET, "∗") + gap;
    float small = floorf(fmaxf(side * fminf(1, (float)s->attrs.kernel[0] / (float)s->in.h), side * 0.5f));
    x += stack(c, x, y, small, cards, true) + gap;
    size_text("", s->attrs.kernel[0], s->attrs.kernel[1], c->l.channels, text);
    x = word(c, x, y, FONT_DIGITS_STRONG, 17, ROLE_FILTER, text) + gap;
    if (s->bias) {
        x = word(c, x, y, FONT_UI, 17, ROLE_QUIET, "+ ");
        x = word(c, x, y, FONT_FORMULA, 19, ROLE_FILTER, "b") + gap;
    }
    x = word(c, x, y, FONT_UI, 22, ROLE_QUIET, "=") + gap;
    float map = floorf(side * fminf(1, fmaxf((float)s->out.h / (float)s->in.h, 0.4f)));
    rect at = {floorf(x), floorf(y - map / 2), map, map};
    palette p = output_palette(s);
    palette_draw(s->v, at, s->output + (int64_t)s->map * s->out.h * s->out.w, s->out.h, s->out.w, &p,
        stage_done_in_map(s, s->map));
    draw_frame(s->v->list, rect_inset(at, -1), theme_color(ROLE_MAP), 1.5f * u, 0);
    size_text("", s->out.h, s->out.w, 1, text);
    return word(c, x + map + gap, y, FONT_DIGITS_STRONG, 17, ROLE_MAP, text);
}

void channels_band(const channels *c) {
    draw_list *list = c->s->v->list;
    float side = fminf(c->band.h - 30 * c->l.unit, 55 * c->l.unit);
    int count = list->count;
    float wide = band_at(c, 0, side);
    list->count = count;
    if (wide <= c->band.w && c->band.h > 0)
        band_at(c, c->band.x + (c->band.w - wide) / 2, side);
}

/* ---- maps ---- */

static void go_to_map(const stage *s, int map) {
    cnn_address to = s->step.address;
    to.depth = CNN_DEPTH_POSITION;
    to.map = map;
    view_go(s->v, to);
}

static void map_cell(const channels *c, const grid *g, int map, const palette *p, int row, int column) {
    const stage *s = c->s;
    int64_t index = (int64_t)row * s->out.w + column, done = stage_done_in_map(s, map);
    bool now = map == s->map && row == s->step.address.row && column == s->step.address.column;
    bool arriving = now && s->motion.flight < 1;
    float value = s->output[cnn_flat(s->out, map, row, column)];
    char text[NUMBER_TEXT + 4] = "";
    color fill = theme_color(ROLE_EMPTY);
    if (index < done && !arriving) {
        number_in(value, c->output.format, text);
        fill = palette_color(p, value * 0.85f);
    } else if (now && (s->hidden || s->partial)) {
        cnn_format(text, sizeof text, "%s", s->hidden ? "?" : "…");
    }
    rect at = grid_cell(g, (float)row, (float)column);
    channels_cell(c, at, c->output, (channels_look){.fill = fill, .text = text, .strong = now});
    const hover *h = &s->v->own->hover;
    bool reached = h->kind == HOVER_INPUT && cnn_axis_tap(stage_axis(s, CNN_VERTICAL), row, h->row) >= 0 &&
                   cnn_axis_tap(stage_axis(s, CNN_HORIZONTAL), column, h->column) >= 0;
    if (reached || (h->kind == HOVER_OUTPUT && h->row == row && h->column == column))
        draw_frame(s->v->list, rect_inset(at, 2), theme_color(ROLE_REACH), ui_px(s->v->ui, 3), 0);
}

static void map_heading(const channels *c, const grid *g, int map) {
    const stage *s = c->s;
    float u = c->l.unit, y = g->area.y - 29 * u, room = s->area.x + s->area.w - g->area.x;
    char title[64], size[32] = "";
    if (!state_hides_counted(s->v->state))
        cnn_format(size, sizeof size, "%d × %d", s->out.h, s->out.w);
    if (c->map_count > 1) {
        tr_format(title, sizeof title, "stage.map_number", map);
        float side = 24 * u;
        rect at = {g->area.x, y - side / 2, side, side};
        palette p = weight_palette(s);
        int64_t taps = (int64_t)s->attrs.kernel[0] * s->attrs.kernel[1];
        palette_draw(
            s->v, at, s->weights + map * taps * c->l.channels, s->attrs.kernel[0], s->attrs.kernel[1], &p, taps);
        draw_frame(s->v->list, rect_inset(at, -1), theme_color(ROLE_FILTER), 1.2f * u, 0);
        large_title(&c->l, at.x + side + 8 * u, y, room, map == s->map ? ROLE_MAP : ROLE_QUIET, title, "");
        return;
    }
    large_title(&c->l, g->area.x, y - (s->out.c > 1 && c->l.maps.h <= 0 ? 12 * u : 0), room, ROLE_MAP,
        tr("stage.feature_map"), size);
}

static void one_map(const channels *c, int i, int map) {
    const stage *s = c->s;
    const grid *g = &c->maps[i];
    palette p = output_palette(s);
    char name[40];
    cnn_format(name, sizeof name, map == s->map ? "stage.output" : "stage.output.%d", map);
    window_output_touch_as(s, g, map, name);
    for (int row = 0; row < g->rows; row++)
        for (int column = 0; column < g->columns; column++)
            map_cell(c, g, map, &p, row, column);
    map_heading(c, g, map);
    if (map != s->map)
        return;
    rect now = large_position(s, g);
    float wide = fmaxf(3, 4 * c->l.unit);
    draw_frame(s->v->list, rect_inset(now, -wide / 2), theme_color(ROLE_MAP), wide, 2 * c->l.unit);
    mark_rulers(s->v, g,
        (ruler){.row = (now.y - g->y) / g->cell,
            .column = (now.x - g->x) / g->wide,
            .rows = 1,
            .columns = 1,
            .role = ROLE_MAP});
}

/* The card of the maps behind, the switch between maps, and the filter that comes next. */
static void other_maps(const channels *c) {
    const stage *s = c->s;
    const view *v = s->v;
    const grid *g = &c->maps[0];
    float u = c->l.unit, high = 28 * u, y = g->area.y + g->area.h + 14 * u, room = s->area.x + s->area.w - g->area.x;
    float each = fminf(72 * u, room / (float)s->out.c), bottom = c->l.result.y - 30 * u;
    char label[64];
    tr_format(label, sizeof label, "stage.map_number", s->out.c - 1);
    bool words = ui_button_width(v->ui, label, 14 * v->ui->scale) <= each;
    for (int k = 0; k < s->out.c; k++) {
        char name[32];
        cnn_format(name, sizeof name, "map%d", k);
        cnn_format(label, sizeof label, words ? tr("stage.map_number") : "%d", k);
        if (ui_button(v->ui, name, (rect){g->area.x + each * (float)k, y, each - 4 * u, high}, label, UI_OUTLINED,
                k == s->map, true))
            go_to_map(s, k);
    }
    int next = (s->map + 1) % s->out.c, slices = c->l.channels < CARDS ? c->l.channels : CARDS;
    float side = fminf(36 * u, (room - 50 * u) / (float)slices - 8 * u);
    rect card = {g->area.x, y + high + 14 * u, (side + 8 * u) * (float)slices + 40 * u, side + 44 * u};
    if (card.y + card.h > bottom || card.w > room)
        return;
    ui_touch t = ui_touch_of(v->ui, "stage.next_filter", card, true);
    v->ui->hand |= t.hovered;
    if (t.pressed)
        go_to_map(s, next);
    draw_rect(v->list, card, theme_color(t.hovered ? ROLE_CHOSEN : ROLE_PANEL), 9 * u);
    draw_frame(v->list, card, theme_color(ROLE_BORDER), 1, 9 * u);
    char title[64];
    tr_format(title, sizeof title, "stage.filter_number", next);
    large_words(&c->l, card.x + 12 * u, card.y + 17 * u, FONT_STRONG, 14 * u, ROLE_FILTER, title);
    palette p = weight_palette(s);
    int64_t taps = (int64_t)s->attrs.kernel[0] * s->attrs.kernel[1];
    for (int k = 0; k < slices; k++) {
        rect at = {floorf(card.x + 12 * u + (side + 8 * u) * (float)k), floorf(card.y + 32 * u), side, side};
        palette_draw(v, at, s->weights + ((int64_t)next * c->l.channels + k) * taps, s->attrs.kernel[0],
            s->attrs.kernel[1], &p, taps);
        draw_frame(v->list, rect_inset(at, -1), theme_color(ROLE_FILTER), 1.2f * u, 0);
    }
    large_words(&c->l, card.x + card.w - 18 * u, card.y + 32 * u + side / 2, FONT_STRONG, 18 * u, ROLE_QUIET, "›");
}

void channels_maps(channels *c) {
    const stage *s = c->s;
    bool cards = c->map_count == 1 && s->out.c > 1 && c->l.maps.h <= 0;
    if (cards) {
        rect behind = c->maps[0].area;
        behind.x += 14 * c->l.unit;
        behind.y -= 14 * c->l.unit;
        draw_rect(s->v->list, behind, theme_color(ROLE_EMPTY), 0);
        draw_frame(s->v->list, behind, theme_color(ROLE_MAP), 1.5f * c->l.unit, 0);
    }
    for (int i = 0; i < c->map_count; i++)
        one_map(c, i, c->map_count > 1 ? i : s->map);
    if (cards)
        other_maps(c);
    c->l.output = c->maps[c->map_count > 1 ? s->map : 0];
    c->l.pixel = c->cell;
    c->l.rail = c->l.output.area.x - 26 * c->l.unit;
    large_rail(&c->l);
    large_flight(&c->l);
    if (c->l.maps.h > 0)
        large_maps(&c->l);
}
