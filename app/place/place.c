/* Where everything stands on the screen. */
#include "place.h"

#include "atlas_place.h"
#include "bench_panel.h"
#include "lesson_page.h"
#include "network_place.h"
#include "overlay.h"
#include "stage_draw.h"
#include "top_bar.h"
#include "training_strip.h"
#include "transport.h"

/* Design pixels. */
static const float TOP_HEIGHT = 44, LINE_HEIGHT = 56, WIDE = 1200, HIGH = 700;

static bool is_narrow(const view *v) {
    return v->width < WIDE * v->ui->scale;
}

static bool is_low(const view *v) {
    return v->height < HIGH * v->ui->scale;
}

/* What stands in place of a layer: a network, or a graph; false: a layer does. */
static bool draw_instead(const view *v, rect at) {
    if (state_shows_graph(v->state))
        atlas_place_draw_first(v, rect_inset(at, ui_px(v->ui, 12)));
    else if (state_shows_network(v->state))
        network_place_draw(v, at);
    else
        return false;
    return true;
}

/* The line that is being typed takes its room from the bottom. */
static void draw_line_below(const view *v, rect *at) {
    if (v->state->screen.edit.kind == EDIT_LINE)
        overlay_line(v, rect_cut_bottom(at, ui_px(v->ui, LINE_HEIGHT)));
}

/* A place that takes the whole window. */
static void draw_whole(const view *v, rect at, void (*draw)(const view *v, rect at)) {
    draw_line_below(v, &at);
    draw(v, at);
    overlay_task(v, at);
    overlay_message(v, at);
}

/* Presenter mode: the panels are folded away. */
static void draw_presented(const view *v, rect at) {
    draw_line_below(v, &at);
    if (v->state->screen.place == PLACE_ATLAS) {
        atlas_place_draw(v, at);
    } else if (v->state->screen.place == PLACE_NETWORK) {
        network_place_draw(v, at);
    } else {
        bench_panel_heading(v, rect_cut_top(&at, v->height * 0.085f));
        rect_cut_bottom(&at, v->height * 0.02f);
        if (state_in_lesson(v->state))
            at.h -= lesson_page_asked(v, at);
        if (!draw_instead(v, at))
            stage_draw(v, at);
    }
    overlay_task(v, at);
    overlay_message(v, at);
}

/* The strip of the training network takes its room from the bottom. */
static void draw_strip(const view *v, rect *at) {
    bool low = is_low(v), reading = v->state->screen.place == PLACE_LESSONS;
    if (v->state->screen.hide_strip || (low && reading))
        return;
    ui *u = v->ui;
    rect strip = rect_cut_bottom(at, ui_px(u, low ? 104 : 128));
    training_strip_draw(v, (rect){strip.x + ui_px(u, 14), strip.y, strip.w - ui_px(u, 28), strip.h - ui_px(u, 10)});
}

/* A layer, with a panel or the page of a lesson on its left. */
static void draw_layer(const view *v, rect at) {
    ui *u = v->ui;
    bool reading = v->state->screen.place == PLACE_LESSONS;
    if (reading) {
        lesson_page_draw(v, rect_cut_left(&at, ui_px(u, is_narrow(v) ? 300 : 348)));
        bool instead = state_shows_graph(v->state) || state_shows_network(v->state);
        if (instead)
            draw_line_below(v, &at);
        if (draw_instead(v, at)) {
            overlay_task(v, at);
            overlay_message(v, at);
            return;
        }
    }
    transport_draw(v, rect_cut_bottom(&at, ui_px(u, is_low(v) ? 66 : 76)));
    if (!reading)
        bench_panel_draw(v, rect_cut_left(&at, ui_px(u, is_narrow(v) ? 252 : 300)));
    draw_strip(v, &at);
    stage_draw(v, at);
    overlay_task(v, at);
    overlay_message(v, at);
}

static void draw_screen(const view *v) {
    rect at = {0, 0, v->width, v->height};
    const state *s = v->state;
    draw_rect(v->list, at, theme_color(ROLE_GROUND), 0);
    if (s->screen.present && !(s->screen.place == PLACE_LESSONS && s->lesson.contents)) {
        draw_presented(v, at);
        return;
    }
    top_bar_draw(v, rect_cut_top(&at, ui_px(v->ui, TOP_HEIGHT)));
    if (s->screen.place == PLACE_ATLAS)
        draw_whole(v, at, atlas_place_draw);
    else if (s->screen.place == PLACE_NETWORK)
        draw_whole(v, at, network_place_draw);
    else
        draw_layer(v, at);
}

void place_draw(const view *v) {
    const state *s = v->state;
    v->ui->muted = s->screen.help;
    draw_screen(v);
    v->ui->muted = false;
    if (s->screen.help)
        overlay_help(v);
    bool elsewhere = v->ui->in.pressed && !v->ui->took_mouse && !s->screen.help;
    if (elsewhere && s->screen.edit.kind != EDIT_NONE)
        view_ask(v, REQUEST_accept);
}
