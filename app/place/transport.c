/* Buttons on the left, the timeline in the middle, how far a step goes on the right. */
#include "transport.h"

#include "command_button.h"
#include "numbers.h"
#include "overlay.h"
#include "timeline.h"

#include <math.h>

static void buttons(const view *v, rect at) {
    static const request_name names[] = {REQUEST_home, REQUEST_back, REQUEST_play, REQUEST_step, REQUEST_end};
    ui *u = v->ui;
    char play[48], step[48], back[48];
    cnn_format(play, sizeof play, v->state->session.player.playing ? "❚❚ %s" : "▶ %s",
        tr(v->state->session.player.playing ? "button.pause" : "button.play"));
    cnn_format(step, sizeof step, "%s ▶", tr("button.step"));
    cnn_format(back, sizeof back, "◀ %s", tr("button.step"));
    const char *labels[] = {"⇤", back, play, step, "⇥"};
    float height = ui_px(u, 34), gap = ui_px(u, 6), wide = (at.w - 4 * gap - 2 * ui_px(u, 36)) / 3;
    for (int i = 0; i < 5; i++) {
        rect cell = rect_cut_left(&at, i == 0 || i == 4 ? ui_px(u, 36) : wide);
        rect_cut_left(&at, gap);
        cell = (rect){cell.x, cell.y + (cell.h - height) / 2, cell.w, height};
        command_button(v, cell, names[i], NULL, labels[i], i == 2 ? UI_PRIMARY : UI_OUTLINED, false);
    }
}

static void granularity(const view *v, rect at) {
    static const request_name names[] = {REQUEST_product, REQUEST_position, REQUEST_row, REQUEST_map, REQUEST_layer};
    static const cnn_depth depths[] = {
        CNN_DEPTH_PRODUCT, CNN_DEPTH_POSITION, CNN_DEPTH_ROW, CNN_DEPTH_MAP, CNN_DEPTH_LAYER};
    ui *u = v->ui;
    float height = ui_px(u, 26), all = 0, gap = ui_px(u, 2), pad = ui_px(u, 12), size = 14;
    float lines[2] = {at.y + at.h * 0.12f, at.y + at.h * 0.53f};
    for (int i = 0; i < 5; i++)
        all += text_width(FONT_STRONG, ui_px(u, size + 1), tr(request_text(names[i]))) + pad + gap;
    char speed[64];
    number_text(v->state->session.player.speed, 2, speed);
    cnn_append(speed, sizeof speed, " %s", tr("word.per_second"));
    draw_text(v->list, FONT_UI, ui_px(u, 14), at.x + ui_px(u, 4), lines[0] + ui_px(u, 4), theme_color(ROLE_QUIET),
        tr("word.step_by"));
    rect right = {at.x, lines[0], at.w, height};
    rect plus = rect_cut_right(&right, height),
         label = rect_cut_right(&right, text_width(FONT_UI, ui_px(u, 14), speed) + pad),
         minus = rect_cut_right(&right, height);
    command_button(v, minus, REQUEST_slower, NULL, "−", UI_OUTLINED, false);
    draw_text_in(v->list, FONT_UI, ui_px(u, 14), label, 0.5f, theme_color(ROLE_QUIET), speed);
    command_button(v, plus, REQUEST_faster, NULL, "+", UI_OUTLINED, false);
    float shrink = all > at.w ? at.w / all : 1;
    rect row = {at.x, lines[1], at.w, height};
    for (int i = 0; i < 5; i++) {
        rect cell = rect_cut_left(
            &row, (text_width(FONT_STRONG, ui_px(u, size + 1), tr(request_text(names[i]))) + pad) * shrink);
        rect_cut_left(&row, gap);
        command_button(v, cell, names[i], NULL, tr(request_text(names[i])), UI_PLAIN,
            v->state->session.player.at.depth == depths[i]);
    }
}

void transport_draw(const view *v, rect at) {
    ui *u = v->ui;
    draw_rect(v->list, at, theme_color(ROLE_PANEL), 0);
    draw_rect(v->list, (rect){at.x, at.y, at.w, 1}, theme_color(ROLE_BORDER), 0);
    rect row = {at.x + ui_px(u, 18), at.y, at.w - ui_px(u, 36), at.h};
    float narrow = fminf(at.w / ui_px(u, 1), 1280) / 1280;
    rect left = rect_cut_left(&row, ui_px(u, 340) * fmaxf(narrow, 0.9f)), right = rect_cut_right(&row, ui_px(u, 306));
    rect_cut_left(&row, ui_px(u, 22));
    rect_cut_right(&row, ui_px(u, 20));
    buttons(v, left);
    timeline_draw(v, row);
    granularity(v, right);
    if (v->state->screen.edit.kind == EDIT_LINE)
        overlay_line(v, at);
}
