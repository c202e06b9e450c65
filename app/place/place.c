/* Where everything stands on the screen. */
#include "place.h"

#include "atlas_place.h"
#include "bench_panel.h"
#include "contents.h"
#include "figure.h"
#include "files.h"
#include "finder.h"
#include "glossary.h"
#include "lesson_band.h"
#include "lesson_page.h"
#include "menu.h"
#include "network_place.h"
#include "overlay.h"
#include "picture_view.h"
#include "present_line.h"
#include "present_page.h"
#include "refusal.h"
#include "sheets.h"
#include "stage_draw.h"
#include "teacher.h"
#include "tips.h"
#include "top_bar.h"
#include "training_card.h"
#include "training_strip.h"
#include "transport.h"
#include "why_panel.h"

/* Rows and columns, in design pixels. The stage is what they leave, and nothing that unfolds pushes it. */
static const float BAR = 44, TRANSPORT = 64, STRIP = 32, LINE = 56, CARD = 128;
static const float BENCH_PANEL = 300, INSIDE_PANEL = 284, LESSON_PANEL = 348, NARROW_LESSON_PANEL = 320, WIDE = 1200;

static bool is_narrow(const view *v) {
    return v->width < WIDE * v->ui->scale;
}

/* What stands in place of a layer: a network, or a graph; false: a layer does. */
static bool draw_instead(const view *v, rect at) {
    if (state_shows_graph(v->state))
        atlas_place_draw_first(v, rect_inset(at, ui_px(v->ui, 12)));
    else if (state_shows_network(v->state))
        network_place_draw(v, at);
    else if (state_shows_picture(v->state))
        picture_view_draw(v, at);
    else
        return false;
    return true;
}

/* The line that is being typed takes its room from the bottom. */
static void draw_line_below(const view *v, rect *at) {
    if (v->state->screen.edit.kind == EDIT_LINE)
        overlay_line(v, rect_cut_bottom(at, ui_px(v->ui, LINE)));
}

/* A place that takes the whole window. */
static void draw_whole(const view *v, rect at, void (*draw)(const view *v, rect at)) {
    draw_line_below(v, &at);
    draw(v, at);
    overlay_opening(v, at);
}

/* Presenter mode: the panels are folded away. */
static void draw_presented(const view *v, rect at) {
    present_line_draw(v, rect_cut_bottom(&at, present_line_height(v)));
    draw_line_below(v, &at);
    if (v->state->screen.place == PLACE_ATLAS) {
        atlas_place_draw(v, at);
    } else if (v->state->screen.place == PLACE_NETWORK) {
        network_place_draw(v, at);
    } else {
        bench_panel_heading(v, rect_cut_top(&at, v->height * 0.085f));
        rect_cut_bottom(&at, v->height * 0.01f);
        bool staged = !state_in_lesson(v->state) || present_page_draw(v, &at);
        if (staged && !draw_instead(v, at))
            stage_draw(v, at);
    }
    overlay_opening(v, at);
}

static float panel_width(const view *v) {
    if (v->state->screen.place == PLACE_LESSONS)
        return is_narrow(v) ? NARROW_LESSON_PANEL : LESSON_PANEL;
    return session_is_inside(&v->state->session) ? INSIDE_PANEL : BENCH_PANEL;
}

/* The page tells where the number at the cursor comes from. */
static bool says_why(const view *v) {
    return state_in_lesson(v->state) && state_tells_why(v->state);
}

static void draw_why_panel(const view *v, rect panel) {
    rect in = rect_inset(panel, ui_px(v->ui, 18));
    draw_rect(v->list, panel, theme_color(ROLE_PANEL), 0);
    ui_open(v->ui, panel);
    why_panel_draw(v, &in);
    ui_close(v->ui);
}

/* A panel at the right leaves the stage enough of this. */
static bool has_room_for_why(const view *v, float wide) {
    enum { LEAST = 500 };
    return wide >= ui_px(v->ui, INSIDE_PANEL + LEAST);
}

static void draw_why(const view *v, rect *at) {
    if (!says_why(v) || !has_room_for_why(v, at->w))
        return;
    rect panel = rect_cut_right(at, ui_px(v->ui, INSIDE_PANEL));
    draw_why_panel(v, panel);
    draw_rect(v->list, (rect){panel.x, panel.y, 1, panel.h}, theme_color(ROLE_BORDER), 0);
}

/* The page; in a small window what was asked for by key stands in its place. */
static void draw_page(const view *v, rect *at) {
    rect left = rect_cut_left(at, ui_px(v->ui, panel_width(v)));
    if (says_why(v) && v->state->screen.why_turned && !has_room_for_why(v, at->w))
        draw_why_panel(v, left);
    else
        lesson_page_draw(v, left);
}

/* The page stands above a figure that needs the width; false: it stands beside its stage. */
static bool draw_band(const view *v, rect *at) {
    float high = figure_is_wide(v) || says_why(v) ? lesson_band_height(v) : 0;
    if (high > 0)
        lesson_band_draw(v, rect_cut_top(at, high));
    return high > 0;
}

/* Nothing but the stage: its heading stands where the panel would. */
static void draw_bare_heading(const view *v, rect *at) {
    float high = ui_px(v->ui, 52);
    bench_panel_heading(v, rect_cut_top(at, high));
}

/* A layer, with a panel or the page of a lesson on its left. */
static void draw_layer(const view *v, rect at) {
    ui *u = v->ui;
    bool reading = v->state->screen.place == PLACE_LESSONS, wide = draw_band(v, &at), bare = v->state->screen.bare;
    if (reading && !wide) {
        draw_page(v, &at);
        bool instead = state_shows_graph(v->state) || state_shows_network(v->state) || state_shows_picture(v->state);
        if (instead)
            draw_line_below(v, &at);
        if (draw_instead(v, at)) {
            overlay_opening(v, at);
            return;
        }
    }
    if (bare || state_hides_transport(v->state) || state_shows(v->state, SHOW_CHAIN)) /* whose steps are its own */
        draw_line_below(v, &at);
    else
        transport_draw(v, rect_cut_bottom(&at, ui_px(u, TRANSPORT)));
    if (bare && !reading)
        draw_bare_heading(v, &at);
    else if (!reading)
        bench_panel_draw(v, rect_cut_left(&at, ui_px(u, panel_width(v))));
    draw_why(v, &at);
    if (!v->state->lesson.blank || !reading)
        stage_draw(v, at);
    overlay_opening(v, at);
}

/* Where the unfolded strip lies: over the stage, above the transport. */
static rect card_area(const view *v) {
    float side = ui_px(v->ui, 14), tall = ui_px(v->ui, CARD), below = ui_px(v->ui, STRIP + TRANSPORT + 8);
    return (rect){side, v->height - below - tall, v->width - 2 * side, tall};
}

/* What lies under the unfolded strip does not feel the mouse. */
static void draw_under_card(const view *v, rect at, void (*draw)(const view *v, rect at)) {
    bool muted = v->ui->muted, open = state_has_strip(v->state) && v->state->screen.strip_open;
    rect card = card_area(v);
    v->ui->muted |= open && !v->ui->active && rect_has(card, v->ui->in.x, v->ui->in.y);
    draw(v, at);
    v->ui->muted = muted;
    if (open)
        training_card_draw(v, card);
}

static void draw_atlas(const view *v, rect at) {
    draw_whole(v, at, atlas_place_draw);
}

static void draw_contents(const view *v, rect at) {
    static void (*const sheets[READER_SHEETS])(const view *v, rect at) = {[SHEET_CONTENTS] = contents_draw,
        [SHEET_TERMS] = glossary_draw,
        [SHEET_NOTES] = teacher_draw,
        [SHEET_END] = sheet_end_draw,
        [SHEET_RESULT] = sheet_result_draw};
    draw_whole(v, at, v->state->lesson.lesson ? sheets[v->state->lesson.sheet] : contents_draw);
}

static void draw_network(const view *v, rect at) {
    draw_whole(v, at, network_place_draw);
}

/* The table of contents is read, not presented. */
static bool is_presented(const state *s) {
    return s->screen.present && !state_in_contents(s);
}

/* The row at the bottom where it is said what just happened, beside the buttons of the strip. */
static rect message_row(const view *v) {
    float tall = is_presented(v->state) ? present_line_height(v) : ui_px(v->ui, STRIP);
    float buttons = state_has_strip(v->state) ? training_strip_buttons(v) : 0;
    return (rect){0, v->height - tall, v->width - buttons, tall};
}

static void draw_screen(const view *v) {
    rect at = {0, 0, v->width, v->height};
    const state *s = v->state;
    draw_rect(v->list, at, theme_color(ROLE_GROUND), 0);
    if (is_presented(s)) {
        draw_presented(v, at);
        return;
    }
    if (!s->screen.bare)
        top_bar_draw(v, rect_cut_top(&at, ui_px(v->ui, BAR)));
    if (state_has_strip(s))
        training_strip_draw(v, rect_cut_bottom(&at, ui_px(v->ui, STRIP)));
    draw_under_card(v, at,
        state_in_contents(s)               ? draw_contents
        : s->screen.place == PLACE_ATLAS   ? draw_atlas
        : s->screen.place == PLACE_NETWORK ? draw_network
                                           : draw_layer);
}

void place_draw(const view *v) {
    const state *s = v->state;
    bool asks = s->screen.waiting[0] != '\0', refused = s->screen.refusal.text[0] != '\0',
         covered =
             asks || refused || s->screen.files.open || s->screen.help || s->screen.menu != MENU_NONE || s->screen.term;
    v->ui->muted = covered;
    draw_screen(v);
    overlay_check(v, message_row(v));
    overlay_reading(v, message_row(v));
    overlay_message(v, message_row(v));
    v->ui->muted = refused;
    bool elsewhere = v->ui->in.pressed && !v->ui->took_mouse && !covered;
    if (asks)
        overlay_ask(v);
    else if (s->screen.files.open)
        files_draw(v);
    else if (s->screen.help)
        finder_draw(v);
    if (s->screen.menu != MENU_NONE)
        menu_draw(v);
    glossary_card_draw(v);
    v->ui->muted = false;
    refusal_draw(v);
    if (s->screen.drops)
        overlay_drop(v);
    tips_draw(v);
    if (elsewhere && s->screen.edit.kind != EDIT_NONE)
        view_ask(v, REQUEST_accept);
}
