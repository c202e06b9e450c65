/* The Atlas place: the time line, one graph or two, and the panel. */
#include "atlas_place.h"

#include "atlas_chart.h"
#include "atlas_panel.h"
#include "atlas_text.h"

#include <math.h>
#include <string.h>

enum { GAP = 10, INNER = 4 }; /* between years, and between the chips of one */
enum { YEARS_MOST = 24, CHIP_ROWS = 3 };

/* A stretch of the time line: a year and its networks; where room is short several years. */
typedef struct year {
    int first, count;
} year;

typedef struct time_line {
    year years[YEARS_MOST];
    int count, rows;                     /* rows of chips */
    float width[CHIP_ROWS * YEARS_MOST]; /* of each column of chips */
} time_line;

static void find_years(const view *v, time_line *t) {
    t->count = 0;
    for (int i = 0; i < atlas_count; i++) {
        if (t->count && atlas_entries[t->years[t->count - 1].first].year == atlas_entries[i].year)
            t->years[t->count - 1].count++;
        else if (t->count < YEARS_MOST)
            t->years[t->count++] = (year){i, 1};
    }
    if (v->state->session.own_network[0] && t->count < YEARS_MOST)
        t->years[t->count++] = (year){atlas_count, 1};
}

/* The network file of one's own stands behind the others. */
static int entry_of(int place) {
    return place < atlas_count ? place : ATLAS_OWN;
}

static void name_of(const view *v, int place, char text[80]) {
    if (entry_of(place) == ATLAS_OWN)
        atlas_text_file(v->state->session.own_network, 14, text, 80);
    else
        cnn_format(text, 80, "%s", atlas_text_name(place));
}

static int year_at(int place) {
    return place < atlas_count ? atlas_entries[place].year : 0;
}

static int begins(const year *y) {
    return year_at(y->first);
}

static int ends(const year *y) {
    return year_at(y->first + y->count - 1);
}

static int columns_for(const time_line *t, int networks) {
    return (networks + t->rows - 1) / t->rows;
}

/* Puts neighbours together that need fewer columns then; those that span the shortest time. False: there are none. */
static bool join_years(time_line *t) {
    int best = -1, until = -1;
    for (int i = 0; i < t->count; i++) {
        int networks = 0, columns = 0;
        for (int j = i; j < t->count && begins(&t->years[j]); j++) { /* the classroom's forms have no year */
            networks += t->years[j].count;
            columns += columns_for(t, t->years[j].count);
            int span = ends(&t->years[j]) - begins(&t->years[i]);
            if (columns_for(t, networks) < columns &&
                (best < 0 || span < ends(&t->years[until]) - begins(&t->years[best]))) {
                best = i;
                until = j;
            }
        }
    }
    if (best < 0)
        return false;
    for (int i = best + 1; i <= until; i++)
        t->years[best].count += t->years[i].count;
    memmove(&t->years[best + 1], &t->years[until + 1], sizeof *t->years * (size_t)(t->count - until - 1));
    t->count -= until - best;
    return true;
}

/* What is left of the width between the gaps. */
static float room_for_chips(const view *v, const time_line *t, float wide) {
    float room = wide - ui_px(v->ui, GAP) * (float)(t->count - 1);
    for (int i = 0; i < t->count; i++)
        room -= ui_px(v->ui, INNER) * (float)(columns_for(t, t->years[i].count) - 1);
    return room;
}

/* The least width of each column of chips; how many there are. */
static int least_widths(const view *v, time_line *t) {
    int cells = 0;
    for (int i = 0; i < t->count; i++) {
        int columns = columns_for(t, t->years[i].count);
        for (int k = 0; k < t->years[i].count; k++) {
            char name[80];
            name_of(v, t->years[i].first + k, name);
            float *cell = &t->width[cells + k % columns], wide = text_width(FONT_STRONG, ui_px(v->ui, 13), name);
            *cell = fmaxf(k < columns ? 0 : *cell, wide + ui_px(v->ui, 9));
        }
        cells += columns;
    }
    return cells;
}

/* All columns equally wide, except that none is too narrow for its names. False: there is too little room for that. */
static bool find_widths(const view *v, time_line *t, float wide) {
    int cells = least_widths(v, t);
    float room = room_for_chips(v, t, wide), level = room / (float)cells, before = 0, all = 0;
    while (level != before) {
        float left = room;
        int rest = 0;
        for (int i = 0; i < cells; i++)
            if (t->width[i] > level)
                left -= t->width[i];
            else
                rest++;
        before = level;
        level = rest ? left / (float)rest : level;
    }
    for (int i = 0; i < cells; i++) {
        t->width[i] = fmaxf(t->width[i], level);
        all += t->width[i];
    }
    return all <= room + 1;
}

/* Where there is too little room years are put together, and then there is one more row. */
static time_line time_line_of(const view *v, float wide) {
    time_line t;
    for (t.rows = 2; t.rows <= CHIP_ROWS; t.rows++) {
        find_years(v, &t);
        do
            if (find_widths(v, &t, wide))
                return t;
        while (join_years(&t));
    }
    t.rows = CHIP_ROWS;
    return t;
}

static float time_line_height(const view *v, const time_line *t) {
    return ui_px(v->ui, 32 + 32 * (float)t->rows);
}

static void draw_chip(const view *v, rect at, int place) {
    ui *u = v->ui;
    char id[48], name[80];
    cnn_format(id, sizeof id, "atlas.chip%d", place);
    name_of(v, place, name);
    bool shown = false;
    for (int i = 0; i < (v->state->screen.comparing ? 2 : 1); i++)
        shown |= v->state->session.graph[i].net && v->state->session.graph[i].entry == entry_of(place);
    if (ui_button(u, id, at, name, UI_OUTLINED, shown, true))
        view_ask_value(v, REQUEST_use_network, entry_of(place));
}

static void year_text(const year *y, char text[64]) {
    int from = begins(y), to = ends(y);
    if (!from)
        cnn_format(text, 64, "%s", tr(entry_of(y->first) == ATLAS_OWN ? "atlas.own" : "atlas.classroom"));
    else if (from == to)
        cnn_format(text, 64, "%d", from);
    else if (from / 100 == to / 100)
        cnn_format(text, 64, "%d–%02d", from, to % 100);
    else
        cnn_format(text, 64, "%d–%d", from, to);
}

static void draw_year(const view *v, rect at, rect line, const year *y, const float *width, int columns) {
    ui *u = v->ui;
    char text[64];
    year_text(y, text);
    draw_rect(v->list, (rect){at.x, line.y + line.h - ui_px(u, 9), ui_px(u, 9), ui_px(u, 9)}, theme_color(ROLE_PRIMARY),
        ui_px(u, 4.5f));
    draw_text(v->list, FONT_STRONG, ui_px(u, 13), at.x + ui_px(u, 14), line.y, theme_color(ROLE_INK), text);
    float x = at.x, chip = ui_px(u, 28), inner = ui_px(u, INNER);
    for (int k = 0; k < y->count; k++) {
        int column = k % columns;
        x = column ? x + width[column - 1] + inner : at.x;
        draw_chip(v, (rect){x, at.y + ui_px(u, 6) + (chip + inner) * (float)(k / columns), width[column], chip},
            y->first + k);
    }
}

static void draw_time(const view *v, rect at, const time_line *t) {
    ui *u = v->ui;
    float gap = ui_px(u, GAP), inner = ui_px(u, INNER);
    rect line = rect_cut_top(&at, ui_px(u, 24));
    draw_rect(
        v->list, (rect){line.x, line.y + line.h - ui_px(u, 5), line.w, ui_px(u, 1.5f)}, theme_color(ROLE_BORDER), 0);
    const float *next = t->width;
    for (int i = 0; i < t->count; i++) {
        int columns = columns_for(t, t->years[i].count);
        draw_year(v, at, line, &t->years[i], next, columns);
        for (int k = 0; k < columns; k++)
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
        float button_wide = ui_px(u, 132), gap = ui_px(u, 16);
        time_line t = time_line_of(v, in.w - button_wide - gap);
        rect time = rect_cut_top(&in, time_line_height(v, &t)), button = rect_cut_right(&time, button_wide);
        draw_compare(v, (rect){button.x, button.y + ui_px(u, 30), button.w, ui_px(u, 28)});
        rect_cut_right(&time, gap);
        draw_time(v, time, &t);
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
