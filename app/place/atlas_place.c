/* The Atlas place: the time line, one graph or two, and the panel. */
#include "atlas_place.h"

#include "atlas_chart.h"
#include "atlas_panel.h"
#include "atlas_text.h"

#include <math.h>
#include <string.h>

enum { GAP = 10, INNER = 4 }; /* between years, and between the chips of one */

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

static int columns_of(const year *y) {
    return (y->count + 1) / 2;
}

/* The widths of all columns of chips: equal, except that none is too narrow for its names. */
static void chip_widths(const view *v, const year *years, int count, float room, float *width) {
    int cells = 0;
    for (int i = 0; i < count; i++) {
        int columns = columns_of(&years[i]);
        for (int k = 0; k < years[i].count; k++) {
            float name = text_width(FONT_STRONG, ui_px(v->ui, 13), atlas_text_name(years[i].first + k)),
                  *cell = &width[cells + k % columns];
            *cell = fmaxf(k < columns ? 0 : *cell, name + ui_px(v->ui, 9));
        }
        cells += columns;
    }
    float level = room / (float)cells, before = 0;
    while (level != before) {
        float left = room;
        int rest = 0;
        for (int i = 0; i < cells; i++)
            if (width[i] > level)
                left -= width[i];
            else
                rest++;
        before = level;
        level = rest ? left / (float)rest : level;
    }
    for (int i = 0; i < cells; i++)
        width[i] = fmaxf(width[i], level);
}

static void draw_year(const view *v, rect at, rect line, const year *y, const float *width) {
    ui *u = v->ui;
    char text[16];
    int when = atlas_entries[y->first].year, columns = columns_of(y);
    cnn_format(text, sizeof text, "%d", when);
    draw_rect(v->list, (rect){at.x, line.y + line.h - ui_px(u, 9), ui_px(u, 9), ui_px(u, 9)}, theme_color(ROLE_PRIMARY),
        ui_px(u, 4.5f));
    draw_text(v->list, FONT_STRONG, ui_px(u, 13), at.x + ui_px(u, 14), line.y, theme_color(ROLE_INK),
        when ? text : tr("atlas.classroom"));
    float x = at.x, chip = ui_px(u, 28), inner = ui_px(u, INNER);
    for (int k = 0; k < y->count; k++) {
        int column = k % columns;
        x = column ? x + width[column - 1] + inner : at.x;
        draw_chip(v, (rect){x, at.y + ui_px(u, 6) + (chip + inner) * (float)(k / columns), width[column], chip},
            y->first + k);
    }
}

static void draw_time(const view *v, rect at) {
    enum { MOST = 16 };
    ui *u = v->ui;
    year years[MOST];
    float width[2 * MOST], gap = ui_px(u, GAP), inner = ui_px(u, INNER);
    int count = years_of(years, MOST);
    float room = at.w - gap * (float)(count - 1);
    for (int i = 0; i < count; i++)
        room -= inner * (float)(columns_of(&years[i]) - 1);
    chip_widths(v, years, count, room, width);
    rect line = rect_cut_top(&at, ui_px(u, 24));
    draw_rect(
        v->list, (rect){line.x, line.y + line.h - ui_px(u, 5), line.w, ui_px(u, 1.5f)}, theme_color(ROLE_BORDER), 0);
    const float *next = width;
    for (int i = 0; i < count; i++) {
        draw_year(v, at, line, &years[i], next);
        for (int k = 0; k < columns_of(&years[i]); k++)
            at.x += *next++ + inner;
        at.x += gap - inner;
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
