/* The head stays; what is below it scrolls where it is longer than its room. The explanation of the step takes what the
 * controls leave. */
#include "own_panel.h"

#include "bench_panel.h"
#include "bench_tiles.h"
#include "breakpoints_panel.h"
#include "command_button.h"
#include "explanation.h"
#include "menu.h"
#include "scrolling.h"

#include <math.h>

static const float SIDE = 16, HEAD = 32, GAP = 4, EXPLAINED = 156;

/* Undo, redo, reset; what is saved. */
static void head(const view *v, rect at) {
    ui *u = v->ui;
    float gap = ui_px(u, GAP);
    command_button(v, rect_cut_left(&at, ui_px(u, 38)), REQUEST_undo, "panel.undo", "↶", UI_OUTLINED, false);
    rect_cut_left(&at, gap);
    command_button(v, rect_cut_left(&at, ui_px(u, 38)), REQUEST_redo, "panel.redo", "↷", UI_OUTLINED, false);
    rect_cut_left(&at, gap);
    const char *reset = tr("panel.reset");
    command_button(
        v, rect_cut_left(&at, ui_button_width(u, reset, 15)), REQUEST_reset, "panel.reset", reset, UI_OUTLINED, false);
    rect save = rect_cut_right(&at, menu_button_width(v, tr("panel.save")));
    menu_button(v, save, MENU_BENCH, tr("panel.save"), UI_OUTLINED);
}

/* Heading and sentences where there is room for both, else the heading, else nothing. */
static void explain(const view *v, rect at) {
    ui *u = v->ui;
    char heading[160], text[500];
    explanation_write(v, heading, sizeof heading, text, sizeof text);
    float size = ui_px(u, 20), small = ui_px(u, 15),
          tall = ui_paragraph_height(u, at.w, FONT_STRONG, size, heading) + ui_px(u, 4);
    if (tall > at.h)
        return;
    ui_paragraph(u, rect_cut_top(&at, tall), FONT_STRONG, size, theme_color(ROLE_INK), heading);
    if (ui_paragraph_height(u, at.w, FONT_UI, small, text) <= at.h)
        ui_paragraph(u, at, FONT_UI, small, theme_color(ROLE_QUIET), text);
}

static rect row_of(const view *v, rect *at, float tall) {
    rect row = rect_cut_top(at, ui_px(v->ui, tall));
    rect_cut_top(at, ui_px(v->ui, 8));
    return row;
}

static void segment(const view *v, rect at, const char *id, bool ceil_mode) {
    bool chosen = v->state->session.bench.ceil_mode == ceil_mode;
    if (ui_button(v->ui, id, rect_inset(at, ui_px(v->ui, 2)), tr(ceil_mode ? "panel.ceil" : "panel.floor"), UI_PLAIN,
            chosen, command_can(v->state, REQUEST_ceil)) &&
        !chosen)
        view_ask(v, REQUEST_ceil);
}

static void rounding(const view *v, rect *at) {
    ui *u = v->ui;
    rect row = row_of(v, at, 30), right = rect_cut_right(&row, ui_px(u, 128));
    draw_text_in(v->list, FONT_UI, ui_px(u, 15), row, 0, theme_color(ROLE_INK), tr("panel.rounding"));
    draw_rect(v->list, right, theme_color(ROLE_BUTTON), ui_px(u, 7));
    draw_frame(v->list, right, theme_color(ROLE_BORDER), ui_px(u, 1), ui_px(u, 7));
    rect left = rect_cut_left(&right, right.w / 2);
    segment(v, left, "panel.floor", false);
    segment(v, right, "panel.ceil", true);
}

static void tie_control(const view *v, rect *at) {
    const bench *b = &v->state->session.bench;
    ui *u = v->ui;
    rect row = row_of(v, at, 30);
    bool tied = b->source == BENCH_TIED;
    if (tied) {
        char text[64];
        cnn_format(text, sizeof text, "%s #%d", v->state->training.snapshot.first_layer, b->tied_filter);
        rect left = rect_cut_left(&row, row.w * 0.58f);
        rect_cut_left(&row, ui_px(u, 8));
        int turn = ui_chooser(u, "panel.tied", left, text);
        if (turn)
            view_ask_value(v, REQUEST_use_tied, b->tied_filter + turn);
    }
    command_button(v, row, REQUEST_tie, "panel.tie", tr(tied ? "panel.untie" : "panel.tie"), UI_OUTLINED, tied);
}

static void controls(const view *v, rect *at) {
    const session *s = &v->state->session;
    bool pools = s->bench.kind == BENCH_POOL;
    if (s->player.walk && s->player.at.phase >= CNN_BACKWARD) {
        if (s->player.at.phase == CNN_BACKWARD)
            bench_tiles_gradients(v, at);
        bench_panel_backward(v, at);
    }
    bench_tiles_pictures(v, at);
    if (!pools)
        bench_tiles_filters(v, at);
    bench_panel_parts(v, at, pools ? OPEN_ALL & ~(unsigned)(OPEN_DILATION | OPEN_FILTERS) : OPEN_ALL);
    rect_cut_top(at, ui_px(v->ui, 6));
    if (pools)
        rounding(v, at);
    else if (v->state->training.live)
        tie_control(v, at);
    breakpoints_panel_draw(v, rect_cut_top(at, breakpoints_panel_height(v)));
}

/* Only where nothing has to be scrolled for it. */
static void hint(const view *v, rect at) {
    ui *u = v->ui;
    const char *text = tr(v->state->session.player.at.phase >= CNN_BACKWARD ? "panel.gradient_hint" : "panel.hint");
    float size = ui_px(u, 13.5f);
    if (ui_paragraph_height(u, at.w, FONT_UI, size, text) <= at.h)
        ui_paragraph(u, at, FONT_UI, size, theme_color(ROLE_QUIET), text);
}

void own_panel_draw(const view *v, rect at) {
    ui *u = v->ui;
    view_state *own = v->own;
    float side = ui_px(u, SIDE);
    rect_cut_top(&at, ui_px(u, 12));
    rect top = rect_cut_top(&at, ui_px(u, HEAD));
    head(v, (rect){top.x + side, top.y, top.w - 2 * side, top.h});
    rect_cut_top(&at, ui_px(u, 8));
    float most = fmaxf(0, own->panel_tall - at.h), room = fminf(at.h - own->panel_tall, ui_px(u, EXPLAINED));
    scrolling_by_wheel(v, at, &own->panel_scroll, most);
    ui_open(u, at);
    rect in = {at.x + side, at.y - own->panel_scroll, at.w - 2 * side, 100 * at.h};
    if (room > 0)
        explain(v, rect_cut_top(&in, room));
    float begin = in.y;
    controls(v, &in);
    u->changed |= fabsf(in.y - begin - own->panel_tall) > 0.5f; /* another place for what is below */
    own->panel_tall = in.y - begin;
    float left = at.y + at.h - in.y;
    hint(v, (rect){in.x, in.y + ui_px(u, 8), in.w, left - ui_px(u, 16)});
    ui_close(u);
    scrolling_mark(v, at, own->panel_scroll, own->panel_tall);
}
