/* The Atlas place: the time line, one graph or two, and the panel. */
#include "scene_atlas.h"

#include "command.h"

#include <math.h>
#include <string.h>

const char *atlas_name(const atlas_graph *g) {
    char key[64];
    cnn_format(key, sizeof key, "atlas.%s.name", atlas_entries[g->entry].key);
    return tr(key);
}

void atlas_shape_text(cnn_shape s, char *text, size_t size) {
    if (s.h > 1 || s.w > 1)
        cnn_format(text, size, "%d × %d × %d", s.h, s.w, s.c);
    else
        cnn_format(text, size, "%d", s.c);
}

void atlas_choose(app *a, int entry) {
    atlas *at = &a->atlas;
    int which = at->comparing && at->graph[0].net ? at->second : 0;
    cnn_status status = atlas_open(&at->graph[which], entry);
    if (cnn_failed(status)) {
        app_say(a, "%s", status.message);
        return;
    }
    at->active = which;
    at->weights[0] = '\0';
    a->dirty = a->ui.changed = true;
}

/* A column of the time line: a year and its networks. */
typedef struct year {
    int first, count;
} year;

static int years_of(year *out, int most) {
    int count = 0;
    for (int i = 0; i < atlas_count; i++) {
        if (count && atlas_entries[out[count - 1].first].year == atlas_entries[i].year)
            out[count - 1].count++;
        else if (count < most)
            out[count++] = (year){i, 1};
    }
    return count;
}

static void draw_chip(app *a, rect at, int entry) {
    ui *u = &a->ui;
    char id[48], key[64];
    cnn_format(id, sizeof id, "atlas.chip%d", entry);
    cnn_format(key, sizeof key, "atlas.%s.name", atlas_entries[entry].key);
    bool shown = false;
    for (int i = 0; i < (a->atlas.comparing ? 2 : 1); i++)
        shown |= a->atlas.graph[i].net && a->atlas.graph[i].entry == entry;
    if (ui_button(u, id, at, tr(key), UI_OUTLINED, shown, true))
        atlas_choose(a, entry);
}

static void draw_time(app *a, rect at) {
    enum { MOST = 16 };
    ui *u = &a->ui;
    year years[MOST];
    int count = years_of(years, MOST), cells = 0;
    for (int i = 0; i < count; i++)
        cells += (years[i].count + 1) / 2;
    float gap = ui_px(u, 10), width = (at.w - gap * (float)(count - 1)) / (float)cells, chip = ui_px(u, 28);
    rect line = rect_cut_top(&at, ui_px(u, 24));
    draw_rect(
        &a->list, (rect){line.x, line.y + line.h - ui_px(u, 5), line.w, ui_px(u, 1.5f)}, theme_color(ROLE_BORDER), 0);
    float x = at.x;
    for (int i = 0; i < count; i++) {
        int columns = (years[i].count + 1) / 2;
        float wide = width * (float)columns;
        char text[16];
        int when = atlas_entries[years[i].first].year;
        cnn_format(text, sizeof text, "%d", when);
        draw_rect(&a->list, (rect){x, line.y + line.h - ui_px(u, 9), ui_px(u, 9), ui_px(u, 9)},
            theme_color(ROLE_PRIMARY), ui_px(u, 4.5f));
        draw_text(&a->list, FONT_STRONG, ui_px(u, 13), x + ui_px(u, 14), line.y, theme_color(ROLE_INK),
            when ? text : tr("atlas.classroom"));
        float inner = ui_px(u, 4), each = (wide - inner * (float)(columns - 1)) / (float)columns;
        for (int k = 0; k < years[i].count; k++)
            draw_chip(a,
                (rect){x + (each + inner) * (float)(k % columns),
                    at.y + ui_px(u, 6) + (chip + inner) * (float)(k / columns), each, chip},
                years[i].first + k);
        x += wide + gap;
    }
}

static void draw_compare(app *a, rect at) {
    ui *u = &a->ui;
    if (ui_button(u, "atlas.compare", at, tr(a->atlas.comparing ? "atlas.alone" : "atlas.compare"), UI_OUTLINED,
            a->atlas.comparing, true))
        command_run(a, "compare");
}

static void draw_place(app *a, rect at) {
    ui *u = &a->ui;
    atlas *place = &a->atlas;
    if (!place->graph[0].net)
        atlas_choose(a, 0);
    if (!place->graph[0].net)
        return;
    rect in = {at.x + ui_px(u, 20), at.y + ui_px(u, 10), at.w - ui_px(u, 40), at.h - ui_px(u, 22)};
    if (!a->present) {
        rect time = rect_cut_top(&in, ui_px(u, 96));
        rect button = rect_cut_right(&time, ui_px(u, 132));
        draw_compare(a, (rect){button.x, button.y + ui_px(u, 30), button.w, ui_px(u, 28)});
        rect_cut_right(&time, ui_px(u, 16));
        draw_time(a, time);
        rect_cut_top(&in, ui_px(u, 8));
    }
    rect panel = rect_cut_right(&in, ui_px(u, a->width < 1200 * u->scale ? 300 : 336));
    rect_cut_right(&in, ui_px(u, 14));
    int shown = place->comparing && place->graph[1].net ? 2 : 1;
    for (int i = 0; i < shown; i++) {
        rect half = i + 1 < shown ? rect_cut_top(&in, in.h / 2 - ui_px(u, 4)) : in;
        if (i + 1 < shown)
            rect_cut_top(&in, ui_px(u, 8));
        atlas_draw_graph(a, half, i);
    }
    atlas_draw_panel(a, panel);
}

static void draw_first(app *a, rect at) {
    atlas_draw_graph(a, at, 0);
}

/* Larger where it is projected. */
static void draw_scaled(app *a, rect at, void (*draw)(app *a, rect at)) {
    float scale = a->ui.scale;
    if (a->present)
        a->ui.scale *= 1.3f;
    draw(a, at);
    a->ui.scale = scale;
}

void scene_atlas(app *a, rect at) {
    draw_scaled(a, at, draw_place);
}

void scene_atlas_graph(app *a, rect at) {
    draw_scaled(a, at, draw_first);
}

/* Moves the choice to the next box, in the order of the boxes. */
static void move(app *a, int by) {
    atlas_graph *g = atlas_active(a);
    int box = atlas_box_of(g, g->chosen) + by;
    if (box >= 0 && box < g->box_count)
        g->chosen = g->boxes[box].first;
}

static void fold(app *a) {
    atlas_graph *g = atlas_active(a);
    int block = g->boxes[atlas_box_of(g, g->chosen)].block;
    if (block >= 0)
        atlas_fold(g, block, true);
    else if (g->chosen > 0 && g->desc->layers[g->chosen - 1].block >= 0)
        atlas_fold(g, g->desc->layers[g->chosen - 1].block, false);
}

bool atlas_key(app *a, SDL_Keycode code) {
    atlas_graph *g = atlas_active(a);
    if (!g->net)
        return false;
    switch (code) {
    case SDLK_LEFT:
        move(a, -1);
        break;
    case SDLK_RIGHT:
        move(a, 1);
        break;
    case SDLK_HOME:
        g->chosen = 0;
        break;
    case SDLK_END:
        g->chosen = g->net->output;
        break;
    case SDLK_UP:
    case SDLK_DOWN:
        a->atlas.active = a->atlas.comparing && a->atlas.graph[1].net ? 1 - a->atlas.active : 0;
        break;
    case SDLK_SPACE:
        fold(a);
        break;
    case SDLK_PLUS:
    case SDLK_EQUALS:
    case SDLK_KP_PLUS:
        g->zoom = fminf((g->zoom > 0 ? g->zoom : 40) * 1.25f, 400);
        break;
    case SDLK_MINUS:
    case SDLK_KP_MINUS:
        g->zoom = g->zoom > 30 ? g->zoom / 1.25f : 0;
        break;
    case SDLK_RETURN:
    case SDLK_KP_ENTER:
        if (a->ui.focus_visible && a->ui.focus)
            return false;
        command_run(a, "atlas_bench");
        break;
    default:
        return false;
    }
    a->dirty = true;
    return true;
}
