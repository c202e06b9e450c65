/* The card of the live network, unfolded over the stage: its curve, its filters, its figures. */
#include "training_card.h"

#include "command_button.h"
#include "grid.h"
#include "loss_line.h"
#include "numbers.h"
#include "told.h"
#include "training_strip.h"

#include <math.h>
#include <string.h>

static void curve(const view *v, rect at) {
    const live_snapshot *now = &v->state->training.snapshot;
    loss_line_draw(v, at, &now->run_seen[now->run], 3, 2);
}

static void filters(const view *v, rect at) {
    const live_snapshot *s = &v->state->training.snapshot;
    cnn_shape f = s->filters;
    if (f.n < 1)
        return;
    scale colors =
        scale_of(facts_now(s->weights, cnn_shape_count(f)), theme_color(ROLE_PANEL), theme_color(ROLE_POSITIVE));
    colors.is_signed = true;
    float gap = ui_px(v->ui, 8), side = fminf(at.h, (at.w + gap) / (float)f.n - gap);
    side = fminf(fmaxf(side, ui_px(v->ui, 22)), ui_px(v->ui, 52));
    size_t each = (size_t)(f.c * f.h * f.w);
    for (int i = 0; i < f.n && at.w >= side; i++) {
        rect box = rect_cut_left(&at, side);
        rect_cut_left(&at, gap);
        box = (rect){box.x, box.y + (box.h - side) / 2, side, side};
        grid_heat(v, box, s->weights + (size_t)i * each, f.h, f.w, &colors);
        bool tied = v->state->session.bench.source == BENCH_TIED && v->state->session.bench.tied_filter == i;
        draw_frame(v->list, rect_inset(box, tied ? -2 : 0), theme_color(tied ? ROLE_WINDOW : ROLE_GRID),
            ui_px(v->ui, tied ? 3 : 1), 0);
        char id[32];
        cnn_format(id, sizeof id, "card.filter%d", i);
        ui_touch t = ui_touch_of(v->ui, id, box, true);
        v->ui->hand |= t.hovered;
        if (t.pressed)
            view_ask_value(v, REQUEST_use_tied, i);
    }
}

static void figures(const view *v, rect at) {
    const live_snapshot *s = &v->state->training.snapshot;
    ui *u = v->ui;
    enum { LINES = 4 };
    char number[NUMBER_TEXT], lines[LINES][96];
    number_grouped(s->iteration, number);
    cnn_format(lines[0], sizeof lines[0], "%s **%s**", tr("word.iteration"), number);
    if (s->accuracy < 0)
        cnn_format(lines[1], sizeof lines[1], "%s —", tr("strip.accuracy"));
    else
        cnn_format(lines[1], sizeof lines[1], "%s **%.1f %%**", tr("strip.accuracy"), 100 * (double)s->accuracy);
    number_grouped((int64_t)(s->images_per_second + 0.5), number);
    tr_format(lines[2], sizeof lines[2], "strip.rate", number);
    number_text(s->loss, 3, number);
    cnn_format(lines[3], sizeof lines[3], "%s **%s**", tr("word.loss"), number);
    int count = s->classifies ? LINES : LINES - 1; /* without classes no accuracy */
    float line = at.h / (float)count, size = fminf(ui_px(u, 14.5f), line * 0.72f);
    for (int i = 0; i < LINES; i++) {
        if (i == 1 && !s->classifies)
            continue;
        rect row = rect_cut_top(&at, line);
        ui_paragraph(u, (rect){row.x, row.y, row.w + 200, row.h}, FONT_UI, size, theme_color(ROLE_QUIET), lines[i]);
    }
}

static void buttons(const view *v, rect at) {
    const live_snapshot *s = &v->state->training.snapshot;
    ui *u = v->ui;
    float height = fminf(ui_px(u, 32), (at.h - ui_px(u, 6)) / 2),
          gap = at.h - 2 * height > ui_px(u, 10) ? ui_px(u, 10) : ui_px(u, 5);
    rect first = {at.x, at.y + (at.h - 2 * height - gap) / 2, at.w, height},
         second = {at.x, first.y + height + gap, at.w, height};
    command_button(v, first, REQUEST_enter, "card.inside", tr("strip.inside"), UI_PRIMARY, false);
    command_button(v, second, REQUEST_pause, "card.pause", tr(s->state == LIVE_PAUSED ? "strip.resume" : "strip.pause"),
        UI_OUTLINED, false);
}

void training_card_draw(const view *v, rect at) {
    const live_snapshot *s = &v->state->training.snapshot;
    ui *u = v->ui;
    draw_rect(v->list, at, theme_color(ROLE_PANEL), ui_px(u, 12));
    draw_frame(v->list, at, theme_color(ROLE_BORDER), ui_px(u, 1), ui_px(u, 12));
    rect in = {at.x + ui_px(u, 18), at.y + ui_px(u, 10), at.w - ui_px(u, 36), at.h - ui_px(u, 20)};
    float size = ui_px(u, 15);
    if (s->state == LIVE_LOADING || s->state == LIVE_FAILED) {
        char loading[160], note[2 * CNN_MESSAGE_MAX];
        told(s->note, note, sizeof note);
        const char *text = s->state == LIVE_LOADING ? training_loading_text(s, loading) : note;
        draw_text(v->list, FONT_STRONG, size, in.x, in.y, theme_color(ROLE_INK),
            tr(s->state == LIVE_LOADING ? "strip.title" : "strip.stopped"));
        ui_paragraph(u, (rect){in.x, in.y + ui_px(u, 26), in.w, in.h}, FONT_UI, size, theme_color(ROLE_QUIET), text);
        return;
    }
    rect right = rect_cut_right(&in, ui_px(u, 168));
    rect_cut_right(&in, ui_px(u, 16));
    rect numbers = rect_cut_right(&in, ui_px(u, 176));
    rect_cut_right(&in, ui_px(u, 16));
    rect middle = rect_cut_right(&in, in.w * 0.54f);
    rect_cut_right(&in, ui_px(u, 20));
    const char *title = tr(s->state != LIVE_PAUSED      ? "strip.title"
                           : s->rests != LIVE_RESTS_NOT ? "strip.resting"
                                                        : "strip.paused");
    float x = in.x + draw_text(v->list, FONT_STRONG, size, in.x, in.y, theme_color(ROLE_INK), title) + ui_px(u, 8);
    char text[160];
    cnn_format(text, sizeof text, "%s, %s", s->network, s->data);
    float small = ui_px(u, 13.5f);
    bool fits = x + text_width(FONT_UI, small, text) <= in.x + in.w;
    if (fits)
        draw_text(v->list, FONT_UI, small, x, in.y + ui_px(u, 1.5f), theme_color(ROLE_QUIET), text);
    curve(v, (rect){in.x, in.y + ui_px(u, 26), in.w, in.h - ui_px(u, 28)});
    tr_format(text, sizeof text, "strip.filters", s->first_layer);
    if (s->filters.n) {
        while (small > ui_px(u, 13) && text_width(FONT_UI, small, text) > middle.w)
            small -= 0.5f;
        draw_text(v->list, FONT_UI, small, middle.x, middle.y + ui_px(u, 1.5f), theme_color(ROLE_QUIET), text);
    }
    rect_cut_top(&middle, ui_px(u, 24));
    filters(v, middle);
    figures(v, numbers);
    buttons(v, right);
}
