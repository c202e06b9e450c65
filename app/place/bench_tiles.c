/* A heading names what is chosen, or pointed at; below it stand the pictures that can be chosen. */
#include "bench_tiles.h"

#include "command_button.h"
#include "grid.h"
#include "presets.h"

#include <math.h>

enum { ACROSS = 5, TILES = 12, PICTURE_SIDE = 5, FILTER_SIDE = 3 };
static const float TILE = 44, GAP = 8, LEAST_GAP = 6, HEADING = 27;

typedef struct tile {
    const float *values;
    int rows, columns;
    const char *name; /* as it is read */
    request_name pressed;
    int value;
} tile;

typedef struct tiles {
    const char *id, *heading;
    tile list[TILES];
    int count, chosen; /* chosen: -1: none */
    const char *name;  /* of what is chosen */
    theme_role ground, full;
} tiles;

static void add(tiles *t, tile one) {
    if (t->count < TILES)
        t->list[t->count++] = one;
}

static float tile_side(const view *v, float room) {
    return floorf(fminf(ui_px(v->ui, TILE), (room - (ACROSS - 1) * ui_px(v->ui, LEAST_GAP)) / ACROSS));
}

static rect tile_at(const view *v, rect at, int index, int across) {
    float side = tile_side(v, at.w), gap = (at.w - ACROSS * side) / (ACROSS - 1), down = side + ui_px(v->ui, GAP);
    return (rect){at.x + (float)(index % ACROSS) * (side + gap), at.y + (float)(index / ACROSS) * down,
        side * (float)across + gap * (float)(across - 1), side};
}

/* The wheel and the keyboard reach a tile as they reach a button. */
static void draw_tile(const view *v, rect box, const tiles *t, int index) {
    ui *u = v->ui;
    const tile *one = &t->list[index];
    char id[48];
    cnn_format(id, sizeof id, "%s%d", t->id, index);
    ui_touch touch = ui_touch_of(u, id, box, true);
    u->hand |= touch.hovered;
    scale colors = scale_of(
        facts_now(one->values, (size_t)(one->rows * one->columns)), theme_color(t->ground), theme_color(t->full));
    grid_heat(v, box, one->values, one->rows, one->columns, &colors);
    draw_frame(v->list, box, theme_color(ROLE_GRID), ui_px(u, 1), 0);
    if (index == t->chosen)
        draw_frame(v->list, rect_inset(box, -ui_px(u, 3)), theme_color(ROLE_PRIMARY), ui_px(u, 2.5f), ui_px(u, 4));
    else if (touch.hovered)
        draw_frame(v->list, rect_inset(box, -ui_px(u, 2)), theme_color(ROLE_QUIET), ui_px(u, 1.5f), ui_px(u, 3));
    if (touch.hovered)
        ui_tip_of(u, id, box, box, one->name);
    if (touch.pressed)
        view_ask_value(v, one->pressed, one->value);
}

static void heading(const view *v, rect at, const tiles *t, const char *pointed) {
    ui *u = v->ui;
    float size = ui_px(u, 14);
    draw_text_in(v->list, FONT_UI, size, at, 0, theme_color(ROLE_QUIET), t->heading);
    rect_cut_left(&at, text_width(FONT_UI, size, t->heading) + ui_px(u, 12));
    const char *name = pointed ? pointed : t->name;
    size = view_fit_text(FONT_STRONG, size, ui_px(u, 13), at.w, name);
    if (text_width(FONT_STRONG, size, name) <= at.w)
        draw_text_in(v->list, FONT_STRONG, size, at, 1, theme_color(pointed ? ROLE_QUIET : ROLE_INK), name);
    else
        ui_line(u, at, 1, FONT_UI, size, theme_color(ROLE_INK), name);
}

/* `open`: the last tile opens a file. */
static void draw_tiles(const view *v, rect *at, const tiles *t, bool open) {
    ui *u = v->ui;
    const char *pointed = NULL;
    rect head = rect_cut_top(at, ui_px(u, HEADING)), room = *at;
    for (int i = 0; i < t->count; i++)
        if (rect_has(tile_at(v, room, i, 1), u->in.x, u->in.y) && !u->muted)
            pointed = t->list[i].name;
    heading(v, head, t, pointed);
    for (int i = 0; i < t->count; i++)
        draw_tile(v, tile_at(v, room, i, 1), t, i);
    int last = t->count + open, rows = (last + ACROSS - 1) / ACROSS;
    if (open) {
        int across = ACROSS - t->count % ACROSS;
        rect box = tile_at(v, room, t->count, across > 2 ? 2 : across);
        command_button(
            v, box, REQUEST_open_dialog, "panel.open", across > 1 ? tr("panel.open") : "…", UI_OUTLINED, false);
    }
    rect_cut_top(at, (float)rows * (tile_side(v, at->w) + ui_px(u, GAP)) + ui_px(u, 6));
}

void bench_tiles_pictures(const view *v, rect *at) {
    static float shown[PRESET_PICTURES][PICTURE_SIDE * PICTURE_SIDE];
    const session *s = &v->state->session;
    const bench *b = &s->bench;
    tiles t = {.id = "panel.picture",
        .heading = tr("panel.picture"),
        .chosen = b->picture_preset,
        .ground = ROLE_INPUT_GROUND,
        .full = ROLE_INPUT_CELL};
    t.name = b->note[0] ? b->note : tr(bench_picture_name(b));
    for (int i = 0; i < PRESET_PICTURES; i++) {
        preset_picture(i, 1, PICTURE_SIDE, PICTURE_SIDE, shown[i]);
        add(&t, (tile){shown[i], PICTURE_SIDE, PICTURE_SIDE, tr(preset_picture_key(i)), REQUEST_use_picture, i});
    }
    if (s->made.rows > 0 && session_is_own(s)) {
        if (b->picture_preset < 0)
            t.chosen = t.count;
        add(&t, (tile){s->made.pixels, s->made.rows, s->made.columns, tr("preset.own"), REQUEST_use_made, 0});
    }
    draw_tiles(v, at, &t, true);
}

/* The filter that the chooser speaks of: the one whose map is under the cursor. */
static int focused_filter(const view *v) {
    const player *p = &v->state->session.player;
    int map = p->walk ? p->at.map : 0, filters = v->state->session.bench.filters;
    return map < filters ? map : filters - 1;
}

void bench_tiles_filters(const view *v, rect *at) {
    static float shown[PRESET_FILTERS][FILTER_SIDE * FILTER_SIDE];
    const bench *b = &v->state->session.bench;
    int focus = focused_filter(v), preset = bench_filter_preset_of(b, focus);
    char text[64];
    tiles t = {.id = "panel.filter",
        .heading = tr("panel.filter"),
        .chosen = preset,
        .ground = ROLE_FILTER_GROUND,
        .full = ROLE_FILTER_CELL};
    t.name = tr(preset < 0 ? "preset.own" : preset_filter_key(preset));
    if (b->filters > 1) {
        cnn_format(text, sizeof text, "%s %d", tr("panel.filter"), focus);
        t.heading = text;
    }
    for (int i = 0; i < PRESET_FILTERS; i++) {
        float bias;
        preset_filter(i, 1, 1, FILTER_SIDE, shown[i], &bias);
        add(&t, (tile){shown[i], FILTER_SIDE, FILTER_SIDE, tr(preset_filter_key(i)), REQUEST_use_filter, i});
    }
    draw_tiles(v, at, &t, false);
}

void bench_tiles_gradients(const view *v, rect *at) {
    static float shown[PRESET_GRADIENTS][FILTER_SIDE * FILTER_SIDE];
    const bench *b = &v->state->session.bench;
    tiles t = {.id = "panel.gradient",
        .heading = tr("panel.gradient"),
        .chosen = b->gradient_preset,
        .ground = ROLE_PANEL,
        .full = ROLE_GRADIENT};
    t.name = tr(bench_gradient_name(b));
    for (int i = 0; i < PRESET_GRADIENTS; i++) {
        preset_gradient(i, 1, FILTER_SIDE, FILTER_SIDE, shown[i]);
        add(&t, (tile){shown[i], FILTER_SIDE, FILTER_SIDE, tr(preset_gradient_key(i)), REQUEST_use_gradient, i});
    }
    draw_tiles(v, at, &t, false);
}
