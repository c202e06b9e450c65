/* The Atlas place: the time line, one graph or two, and the panel. */
#include "atlas_place.h"

#include "atlas_chart.h"
#include "atlas_panel.h"
#include "atlas_text.h"

#include <math.h>
#include <string.h>

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

static void draw_chip(const view *v, rect at, int entry) {
    ui *u = v->ui;
    char id[48];
    cnn_format(id, sizeof id, "atlas.chip%d", entry);
    bool shown = false;
    for (int i = 0; i < (v->state->screen.comparing ? 2 : 1); i++)
        shown |= v->state->session.graph[i].net && v->state->session.graph[i].entry == entry;
    if (ui_button(u, id, at, atlas_text_name(entry), UI_OUTLINED, shown, true))
        view_ask_value(v, REQUEST_use_network, entry);
}

static void draw_time(const view *v, rect at) {
    enum { MOST = 16 };
    ui *u = v->ui;
    year years[MOST];
    int count = years_of(years, MOST), cells = 0;
    for (int i = 0; i < count; i++)
        cells += (years[i].count + 1) / 2;
    float gap = ui_px(u, 10), width = (at.w - gap * (float)(count - 1)) / (float)cells, chip = ui_px(u, 28);
    rect line = rect_cut_top(&at, ui_px(u, 24));
    draw_rect(
        v->list, (rect){line.x, line.y + line.h - ui_px(u, 5), line.w, ui_px(u, 1.5f)}, theme_color(ROLE_BORDER), 0);
    float x = at.x;
    for (int i = 0; i < count; i++) {
        int columns = (years[i].count + 1) / 2;
        float wide = width * (float)columns;
        char text[16];
        int when = atlas_entries[years[i].first].year;
        cnn_format(text, sizeof text, "%d", when);
        draw_rect(v->list, (rect){x, line.y + line.h - ui_px(u, 9), ui_px(u, 9), ui_px(u, 9)},
            theme_color(ROLE_PRIMARY), ui_px(u, 4.5f));
        draw_text(v->list, FONT_STRONG, ui_px(u, 13), x + ui_px(u, 14), line.y, theme_color(ROLE_INK),
            when ? text : tr("atlas.classroom"));
        float inner = ui_px(u, 4), each = (wide - inner * (float)(columns - 1)) / (float)columns;
        for (int k = 0; k < years[i].count; k++)
            draw_chip(v,
                (rect){x + (each + inner) * (float)(k % columns),
                    at.y + ui_px(u, 6) + (chip + inner) * (float)(k / columns), each, chip},
                years[i].first + k);
        x += wide + gap;
    }
}

static void draw_compare(const view *v, rect at) {
    ui *u = v->ui;
    if (ui_button(u, "atlas.compare", at, tr(v->state->screen.comparing ? "atlas.alone" : "atlas.compare"), UI_OUTLINED,
            v->state->screen.comparing, true))
        view_ask(v, REQUEST_compare);
}

static void draw_place(const view *v, rect at) {
    ui *u = v->ui;
    const atlas_graph *graphs = v->state->session.graph;
    if (!graphs[0].net)
        return;
    rect in = {at.x + ui_px(u, 20), at.y + ui_px(u, 10), at.w - ui_px(u, 40), at.h - ui_px(u, 22)};
    if (!v->state->screen.present) {
        rect time = rect_cut_top(&in, ui_px(u, 96));
        rect button = rect_cut_right(&time, ui_px(u, 132));
        draw_compare(v, (rect){button.x, button.y + ui_px(u, 30), button.w, ui_px(u, 28)});
        rect_cut_right(&time, ui_px(u, 16));
        draw_time(v, time);
        rect_cut_top(&in, ui_px(u, 8));
    }
    rect panel = rect_cut_right(&in, ui_px(u, v->width < 1200 * u->scale ? 300 : 336));
    rect_cut_right(&in, ui_px(u, 14));
    int shown = v->state->screen.comparing && graphs[1].net ? 2 : 1;
    for (int i = 0; i < shown; i++) {
        rect half = i + 1 < shown ? rect_cut_top(&in, in.h / 2 - ui_px(u, 4)) : in;
        if (i + 1 < shown)
            rect_cut_top(&in, ui_px(u, 8));
        atlas_chart_draw(v, half, i);
    }
    atlas_panel_draw(v, panel);
}

static void draw_first(const view *v, rect at) {
    atlas_chart_draw(v, at, 0);
}

/* Larger where it is projected. */
static void draw_scaled(const view *v, rect at, void (*draw)(const view *v, rect at)) {
    float scale = v->ui->scale;
    if (v->state->screen.present)
        v->ui->scale *= 1.3f;
    draw(v, at);
    v->ui->scale = scale;
}

void atlas_place_draw(const view *v, rect at) {
    draw_scaled(v, at, draw_place);
}

void atlas_place_draw_first(const view *v, rect at) {
    draw_scaled(v, at, draw_first);
}
