/* One line about the network that trains, whatever else is on the screen. What does not fit is left out whole, the least
 * needed first, so that nothing is cut and nothing touches. */
#include "training_strip.h"

#include "command_button.h"
#include "grid.h"
#include "loss_line.h"
#include "numbers.h"
#include "told.h"

#include <math.h>

static const float TEXT = 14, GAP = 18, FILTER = 22, FILTER_GAP = 6, CURVE_WIDTH = 150, CURVE_HEIGHT = 18, SIDE = 8,
                   FOLD = 32;
enum { FILTERS = 6 };

/* The parts between the state and the buttons, in the order in which they stand. */
typedef enum part { PART_NAME, PART_CURVE, PART_LOSS, PART_ACCURACY, PART_FILTERS, PART_ITERATION, PARTS } part;

static const live_snapshot *seen(const view *v) {
    return &v->state->training.snapshot;
}

/* A word and a number in figures of one width, so that the line stands still while the number changes. */
static float figure(const view *v, rect at, const char *word, const char *number, bool visible) {
    float size = ui_px(v->ui, TEXT), gap = ui_px(v->ui, 5), width = text_width(FONT_UI, size, word),
          all = width + gap + text_width(FONT_DIGITS_STRONG, size, number);
    if (!visible)
        return all;
    draw_text_in(v->list, FONT_UI, size, at, 0, theme_color(ROLE_QUIET), word);
    at.x += width + gap;
    draw_text_in(v->list, FONT_DIGITS_STRONG, size, at, 0, theme_color(ROLE_INK), number);
    return all;
}

static float curve(const view *v, rect at, bool visible) {
    const training_run_view *run = &seen(v)->run_seen[seen(v)->run];
    float width = ui_px(v->ui, CURVE_WIDTH), height = ui_px(v->ui, CURVE_HEIGHT);
    if (visible)
        loss_line_draw(v, (rect){at.x, at.y + (at.h - height) / 2, width, height}, run, 2, 1.5f);
    return run->count < 2 ? 0 : width;
}

static void filter_tile(const view *v, rect box, int i, const scale *colors) {
    const live_snapshot *s = seen(v);
    cnn_shape f = s->filters;
    const bench *b = &v->state->session.bench;
    bool tied = b->source == BENCH_TIED && b->tied_filter == i;
    grid_heat(v, box, s->weights + (size_t)i * (size_t)(f.c * f.h * f.w), f.h, f.w, colors);
    draw_frame(v->list, rect_inset(box, tied ? -2 : 0), theme_color(tied ? ROLE_WINDOW : ROLE_GRID),
        ui_px(v->ui, tied ? 3 : 1), 0);
    char id[32];
    cnn_format(id, sizeof id, "strip.filter%d", i);
    ui_touch t = ui_touch_of(v->ui, id, box, true);
    v->ui->hand |= t.hovered;
    if (t.pressed)
        view_ask_value(v, REQUEST_use_tied, i);
}

/* The first filters, and how many more there are. */
static float filters(const view *v, rect at, bool visible) {
    const live_snapshot *s = seen(v);
    cnn_shape f = s->filters;
    int shown = f.n < FILTERS ? f.n : FILTERS;
    float side = ui_px(v->ui, FILTER), gap = ui_px(v->ui, FILTER_GAP), size = ui_px(v->ui, TEXT),
          all = (float)shown * (side + gap) - gap;
    char more[16] = "";
    if (f.n > shown)
        cnn_format(more, sizeof more, "+%d", f.n - shown);
    if (shown < 1)
        return 0;
    if (more[0])
        all += gap + text_width(FONT_DIGITS, size, more);
    if (!visible)
        return all;
    scale colors =
        scale_of(facts_now(s->weights, cnn_shape_count(f)), theme_color(ROLE_PANEL), theme_color(ROLE_POSITIVE));
    colors.is_signed = true;
    for (int i = 0; i < shown; i++) {
        rect box = rect_cut_left(&at, side);
        rect_cut_left(&at, gap);
        filter_tile(v, (rect){box.x, box.y + (box.h - side) / 2, side, side}, i, &colors);
    }
    draw_text_in(v->list, FONT_DIGITS, size, at, 0, theme_color(ROLE_QUIET), more);
    return all;
}

/* Draws or measures a part; 0: it has nothing to say. */
static float draw_part(const view *v, part which, rect at, bool visible) {
    const live_snapshot *s = seen(v);
    float size = ui_px(v->ui, TEXT);
    char number[NUMBER_TEXT];
    switch (which) {
    case PART_NAME:
        if (visible)
            draw_text_in(v->list, FONT_UI, size, at, 0, theme_color(ROLE_QUIET), s->network);
        return text_width(FONT_UI, size, s->network);
    case PART_CURVE:
        return curve(v, at, visible);
    case PART_LOSS:
        cnn_format(number, sizeof number, "%.3f", (double)s->loss);
        return isfinite(s->loss) ? figure(v, at, tr("word.loss"), number, visible) : 0;
    case PART_ACCURACY:
        cnn_format(number, sizeof number, "%.1f %%", 100 * (double)s->accuracy);
        return s->accuracy < 0 ? 0 : figure(v, at, tr("strip.accuracy"), number, visible);
    case PART_FILTERS:
        return filters(v, at, visible);
    case PART_ITERATION:
        number_grouped(s->iteration, number);
        return figure(v, at, tr("word.iteration"), number, visible);
    case PARTS:
        break;
    }
    return 0;
}

static void draw_parts(const view *v, rect at) {
    static const part needed_least_first[PARTS] = {
        PART_NAME, PART_LOSS, PART_ITERATION, PART_FILTERS, PART_CURVE, PART_ACCURACY};
    float gap = ui_px(v->ui, GAP), width[PARTS], all = 0;
    for (int i = 0; i < PARTS; i++) {
        width[i] = draw_part(v, (part)i, at, false);
        all += width[i] > 0 ? width[i] + gap : 0;
    }
    for (int i = 0; i < PARTS && all > at.w; i++) {
        part out = needed_least_first[i];
        all -= width[out] > 0 ? width[out] + gap : 0;
        width[out] = 0;
    }
    for (int i = 0; i < PARTS; i++)
        if (width[i] > 0 && width[i] <= at.w) {
            draw_part(v, (part)i, at, true);
            rect_cut_left(&at, width[i] + gap);
        }
}

static bool rests(const view *v) {
    return seen(v)->state == LIVE_PAUSED;
}

/* "Training now" and so on; NULL: nothing more is known of the network. */
static const char *state_word(const view *v, bool *trains) {
    *trains = v->state->training.live && seen(v)->state == LIVE_TRAINING;
    if (!v->state->training.live)
        return "strip.none";
    if (rests(v) && seen(v)->rests != LIVE_RESTS_NOT)
        return "strip.resting";
    static const char *const words[] = {[LIVE_LOADING] = "strip.loading",
        [LIVE_TRAINING] = "strip.title",
        [LIVE_PAUSED] = "strip.paused",
        [LIVE_FAILED] = "strip.stopped"};
    return words[seen(v)->state];
}

const char *training_loading_text(const live_snapshot *s, char text[160]) {
    if (s->replaying >= 0) {
        tr_format(text, 160, "strip.replaying", (int)(100 * s->replaying));
        return text;
    }
    if (s->loading <= 0)
        return tr("strip.loading");
    tr_format(text, 160, "strip.loading_share", (int)(100 * s->loading));
    return text;
}

static const char *button_label(const view *v) {
    return tr(rests(v) ? "strip.resume" : "strip.inside");
}

float training_strip_buttons(const view *v) {
    ui *u = v->ui;
    return v->state->training.live ? ui_button_width(u, button_label(v), 15) + ui_px(u, SIDE + FOLD + 8 + 16) : 0;
}

/* What can be done, cut off the right: the strip unfolds, and training is stepped into, or goes on. */
static void buttons(const view *v, rect *row) {
    ui *u = v->ui;
    bool resting = rests(v);
    float height = ui_px(u, 26);
    const char *label = button_label(v);
    rect fold = rect_cut_right(row, ui_px(u, FOLD));
    rect_cut_right(row, ui_px(u, 8));
    rect main = rect_cut_right(row, ui_button_width(u, label, 15));
    rect_cut_right(row, ui_px(u, 16));
    command_button(v, (rect){fold.x, fold.y + (fold.h - height) / 2, fold.w, height}, REQUEST_unfold_strip, NULL,
        v->state->screen.strip_open ? "▾" : "▴", UI_PLAIN, false);
    command_button(v, (rect){main.x, main.y + (main.h - height) / 2, main.w, height},
        resting ? REQUEST_pause : REQUEST_enter, resting ? "strip.pause" : "strip.inside", label, UI_OUTLINED, false);
}

void training_strip_draw(const view *v, rect at) {
    ui *u = v->ui;
    bool trains;
    const char *word = state_word(v, &trains);
    draw_rect(v->list, at, theme_color(ROLE_PANEL), 0);
    draw_rect(v->list, (rect){at.x, at.y, at.w, 1}, theme_color(ROLE_BORDER), 0);
    rect row = {at.x + ui_px(u, 18), at.y, at.w - ui_px(u, 18 + SIDE), at.h};
    float dot = ui_px(u, 8), size = ui_px(u, TEXT);
    rect mark = rect_cut_left(&row, dot);
    rect_cut_left(&row, ui_px(u, 8));
    draw_rect(v->list, (rect){mark.x, mark.y + (mark.h - dot) / 2, dot, dot},
        theme_color(trains ? ROLE_STRIDE : ROLE_PADDING), dot / 2);
    if (v->state->training.live)
        buttons(v, &row);
    if (v->state->screen.message[0] || v->state->session.task == TASK_CHECK)
        return; /* its place is taken */
    char text[160];
    bool loads = v->state->training.live && seen(v)->state == LIVE_LOADING;
    float width = draw_text_in(v->list, FONT_STRONG, size, row, 0, theme_color(ROLE_INK),
        loads ? training_loading_text(seen(v), text) : tr(word));
    rect_cut_left(&row, width + ui_px(u, 10));
    char note[2 * CNN_MESSAGE_MAX];
    if (!training_can(&v->state->training)) {
        told(seen(v)->note, note, sizeof note);
        ui_line(u, row, 0, FONT_UI, size, theme_color(ROLE_QUIET), note);
    } else {
        draw_parts(v, row);
    }
}
