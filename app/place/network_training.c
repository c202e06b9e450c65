/* Training, and back in time: the curves with a line that can be dragged to any iteration, the branches, the settings, which
 * fork when they are changed, and when training rests by itself. */
#include "network_training.h"

#include "command.h"
#include "command_button.h"
#include "network_chart.h"
#include "numbers.h"
#include "watches_panel.h"

#include <math.h>

/* Design pixels. */
static const float SIDE = 196, SIDE_GAP = 18, TITLE = 26, LOW = 290, NARROW = 700, LINE = 27, BRANCH = 27, WATCHES = 92,
                   FILES = 30, FILES_LEAST = 130;

static const live_snapshot *snapshot_of(const view *v) {
    return &v->state->training.snapshot;
}

/* ---- the line that is dragged ---- */

/* The run whose curve is nearest to the mouse, of those that reach so far. */
static int run_near(const view *v, const chart *c, double iteration) {
    const live_snapshot *s = snapshot_of(v);
    int best = s->run;
    float nearest = INFINITY;
    for (int b = 0; b < s->runs; b++) {
        const training_run_view *r = &s->run_seen[b];
        if (iteration < (double)r->fork || iteration > (double)r->last || !r->count)
            continue;
        float mean = chart_mean_loss(c, r, fmin(iteration, (double)r->last - 1)),
              distance = fabsf(chart_loss_y(c, mean) - v->ui->in.y);
        if (distance < nearest) {
            nearest = distance;
            best = b;
        }
    }
    return best;
}

static void drag(const view *v, const chart *c, ui_touch t, double iteration) {
    ui *u = v->ui;
    if (t.held) {
        if (t.pressed)
            v->own->aimed_run = run_near(v, c, iteration);
        v->own->aimed = floor(iteration + 0.5);
        u->changed |= u->in.moved;
    } else if (v->own->aimed >= 0) {
        view_ask_with(v, REQUEST_seek_training, (argument){.which = v->own->aimed_run, .step = (int64_t)v->own->aimed});
        v->own->aimed = -1;
        u->changed = true;
    }
}

static void draw_line_at(const view *v, const chart *c, double iteration) {
    float unit = v->ui->scale, size = 14 * unit, x = chart_x(c, iteration), knob = 14 * unit;
    char text[64], number[NUMBER_TEXT];
    draw_rect(
        v->list, (rect){x - 1.5f * unit, c->at.y - 8 * unit, 3 * unit, c->at.h + 8 * unit}, theme_color(ROLE_INK), 0);
    draw_rect(v->list, (rect){x - knob / 2, c->at.y - 15 * unit, knob, knob}, theme_color(ROLE_INK), knob / 2);
    number_grouped((int64_t)iteration, number);
    cnn_format(text, sizeof text, "%s %s", tr("word.iteration"), number);
    float axis = snapshot_of(v)->classifies ? 50 * unit : 0, /* its name stands there */
        wide = text_width(FONT_DIGITS_STRONG, size, text), most = c->at.x + c->at.w - axis - wide,
          left = x - wide - 12 * unit < c->at.x ? x + 12 * unit : x - wide - 12 * unit;
    draw_text_in(v->list, FONT_DIGITS_STRONG, size, (rect){fminf(left, most), c->at.y - 35 * unit, wide, 19 * unit}, 0,
        theme_color(ROLE_INK), text);
}

/* The numbers of the nearest run under the mouse. */
static void draw_values(const view *v, const chart *c, double iteration) {
    const live_snapshot *s = snapshot_of(v);
    int run = run_near(v, c, iteration);
    const training_run_view *r = &s->run_seen[run];
    float loss = chart_mean_loss(c, r, fmin(iteration, (double)r->last - 1)), share = chart_accuracy(r, iteration);
    if (iteration < (double)r->fork || iteration > (double)r->last || !isfinite(loss))
        return;
    char lines[3][96], number[NUMBER_TEXT];
    number_grouped((int64_t)iteration, number);
    chart_run_label(s, run, lines[1], sizeof lines[1]);
    cnn_format(lines[0], sizeof lines[0], "%s %s, %s", tr("word.iteration"), number, lines[1]);
    number_text(loss, 3, number);
    tr_format(lines[1], sizeof lines[1], "network.mean_loss", number, chart_mean_of(c, r));
    cnn_format(lines[2], sizeof lines[2], "%s %.1f %%", tr("strip.accuracy"), 100 * (double)share);
    int count = share < 0 ? 2 : 3;
    float unit = v->ui->scale, size = 13.5f * unit, wide = 0, x = chart_x(c, iteration);
    for (int i = 0; i < count; i++)
        wide = fmaxf(wide, text_width(FONT_UI, size, lines[i]));
    rect box = {x + 12 * unit, c->at.y + 6 * unit, wide + 18 * unit, (float)count * 19 * unit + 8 * unit};
    if (box.x + box.w > c->at.x + c->at.w)
        box.x = fmaxf(c->at.x, x - 12 * unit - box.w);
    draw_rect(v->list, (rect){x, c->at.y, 1, c->at.h}, theme_color(ROLE_QUIET), 0);
    draw_rect(v->list, box, theme_color(ROLE_PANEL), 6 * unit);
    draw_frame(v->list, box, theme_color(ROLE_BORDER), unit, 6 * unit);
    static const theme_role roles[] = {ROLE_INK, ROLE_STRIDE, ROLE_INPUT};
    for (int i = 0; i < count; i++)
        draw_text_in(v->list, FONT_UI, size,
            (rect){box.x + 9 * unit, box.y + (4 + 19 * (float)i) * unit, wide + unit, 19 * unit}, 0,
            theme_color(roles[i]), lines[i]);
}

static void draw_chart(const view *v, rect at) {
    chart c = chart_of(v, at);
    chart_draw(v, &c);
    rect field = {c.at.x - 8, c.at.y - 16 * v->ui->scale, c.at.w + 16, c.at.h + 20 * v->ui->scale};
    ui_touch t = ui_touch_of(v->ui, "network.curve", field, false);
    v->ui->hand |= t.hovered;
    double iteration = (double)((v->ui->in.x - c.at.x) / c.at.w) * c.last;
    iteration = iteration < 0 ? 0 : iteration > c.last ? c.last : iteration;
    drag(v, &c, t, iteration);
    draw_line_at(v, &c, v->own->aimed >= 0 ? v->own->aimed : (double)snapshot_of(v)->iteration);
    if (t.hovered && v->own->aimed < 0)
        draw_values(v, &c, floor(iteration));
}

/* ---- branches ---- */

static void draw_branch(const view *v, rect at, int run) {
    const live_snapshot *s = snapshot_of(v);
    const training_run_view *r = &s->run_seen[run];
    float unit = v->ui->scale, size = 14 * unit;
    char id[40], text[64], share[24] = "";
    cnn_format(id, sizeof id, "network.branch%d", run);
    ui_touch t = ui_touch_of(v->ui, id, at, true);
    v->ui->hand |= t.hovered;
    bool present = run == s->run;
    if (present || t.hovered)
        draw_rect(v->list, at, color_alpha(theme_color(ROLE_CHOSEN), present ? 1 : 0.6f), 7 * unit);
    draw_frame(v->list, at, theme_color(ROLE_BORDER), unit, 7 * unit);
    float middle = at.y + at.h / 2, thick = (present ? 2.4f : 1.6f) * unit, mix = present ? 0 : 0.4f;
    color ground = theme_color(ROLE_PANEL);
    if (s->classifies)
        draw_rect(v->list, (rect){at.x + 9 * unit, middle - 5 * unit, 20 * unit, thick},
            color_mix(theme_color(ROLE_INPUT), ground, mix), 0);
    draw_rect(v->list, (rect){at.x + 9 * unit, middle + (s->classifies ? 3 * unit : -thick / 2), 20 * unit, thick},
        color_mix(theme_color(ROLE_STRIDE), ground, mix), 0);
    float accuracy = chart_accuracy(r, (double)r->last);
    if (accuracy >= 0)
        cnn_format(share, sizeof share, "%.1f %%", 100 * (double)accuracy);
    rect in = {at.x + 37 * unit, at.y, at.w - 46 * unit, at.h};
    draw_text_in(v->list, FONT_DIGITS, size, in, 1, theme_color(ROLE_INPUT), share);
    chart_run_label(s, run, text, sizeof text);
    float room = in.w - text_width(FONT_DIGITS, size, share) - 6 * unit;
    draw_text_in(v->list, FONT_DIGITS_STRONG, view_fit_text(FONT_DIGITS_STRONG, size, 13 * unit, room, text), in, 0,
        theme_color(ROLE_INK), text);
    if (t.pressed && !present)
        view_ask_with(v, REQUEST_seek_training, (argument){.which = run, .step = r->last});
}

/* The run that trains, then the newest ones; what has no room is counted. */
static void draw_branches(const view *v, rect at) {
    const live_snapshot *s = snapshot_of(v);
    float unit = v->ui->scale;
    ui_line(
        v->ui, rect_cut_top(&at, 18 * unit), 0, FONT_UI, 13.5f * unit, theme_color(ROLE_QUIET), tr("network.branches"));
    int fits = (int)((at.h + 3 * unit) / (BRANCH * unit)), shown = s->runs <= fits ? s->runs : fits - 1;
    for (int i = 0, run = s->run; i < shown; i++, run = s->runs - i - (s->runs - i <= s->run)) {
        rect row = rect_cut_top(&at, BRANCH * unit);
        row.h -= 3 * unit;
        draw_branch(v, row, run);
    }
    if (shown >= s->runs || fits < 1)
        return;
    char text[64], number[NUMBER_TEXT];
    number_grouped(s->runs - (shown > 0 ? shown : 0), number);
    tr_format(text, sizeof text, "network.more", number);
    ui_line(v->ui, rect_cut_top(&at, 20 * unit), 0, FONT_UI, 13.5f * unit, theme_color(ROLE_QUIET), text);
}

/* ---- settings ---- */

/* A row is left out where there is none for it. */
static int turned(const view *v, rect *at, const char *id, const char *text) {
    if (at->h < LINE * v->ui->scale - 1)
        return 0;
    rect row = rect_cut_top(at, LINE * v->ui->scale);
    row.h -= 3 * v->ui->scale;
    return ui_chooser(v->ui, id, row, text);
}

/* The next of some values in a direction, from one that may lie between two of them. */
static float next_of(const float *values, int count, float now, int turn) {
    int i = 0;
    while (i < count && values[i] < now - fabsf(now) * 1e-3f)
        i++;
    bool between = i == count || fabsf(values[i] - now) > fabsf(now) * 1e-3f;
    i += turn > 0 ? !between : -1;
    return values[i < 0 ? 0 : i >= count ? count - 1 : i];
}

static void train_with(const view *v, cnn_train_settings s) {
    view_ask_with(v, REQUEST_train_with, (argument){.settings = s});
}

static void rates(const view *v, rect *at) {
    static const float rates[] = {0.001f, 0.002f, 0.005f, 0.01f, 0.02f, 0.05f, 0.1f, 0.2f, 0.5f, 1};
    static const float momenta[] = {0, 0.5f, 0.8f, 0.9f, 0.95f, 0.99f};
    static const float batches[] = {1, 2, 4, 8, 16, 32, 64, 128, 256};
    cnn_train_settings s = snapshot_of(v)->run_seen[snapshot_of(v)->run].settings;
    char text[96], number[NUMBER_TEXT];
    number_significant(s.rate, 3, number);
    cnn_format(text, sizeof text, "η = %s", number);
    int turn = turned(v, at, "network.rate", text);
    if (turn) {
        s.rate = next_of(rates, sizeof rates / sizeof *rates, s.rate, turn);
        train_with(v, s);
    }
    number_significant(s.momentum, 3, number);
    tr_format(text, sizeof text, "network.momentum", number);
    turn = turned(v, at, "network.momentum", text);
    if (turn) {
        s.momentum = next_of(momenta, sizeof momenta / sizeof *momenta, s.momentum, turn);
        train_with(v, s);
    }
    tr_format(text, sizeof text, "network.batch", s.batch);
    turn = turned(v, at, "network.batch", text);
    if (turn) {
        s.batch = (int)next_of(batches, sizeof batches / sizeof *batches, (float)s.batch, turn);
        train_with(v, s);
    }
}

static void use_limit(const view *v, int epochs, int patience) {
    view_ask_with(v, REQUEST_limit_training, (argument){.which = epochs, .value = patience});
}

static const float epochs[] = {0, 1, 2, 3, 5, 10, 20, 50, 100};

static void draw_limit(const view *v, rect at) {
    const training *t = &v->state->training;
    char text[96];
    tr_format(text, sizeof text, t->limit ? "network.limit" : "network.no_limit", t->limit);
    int turn = ui_chooser(v->ui, "network.limit", at, text);
    if (turn)
        use_limit(v, (int)next_of(epochs, sizeof epochs / sizeof *epochs, (float)t->limit, turn), t->patience);
}

static void draw_patience(const view *v, rect *at) {
    const training *t = &v->state->training;
    char text[96];
    if (!t->snapshot.classifies) /* it waits for a better accuracy */
        return;
    tr_format(text, sizeof text, t->patience ? "network.patience" : "network.no_patience", t->patience);
    int turn = turned(v, at, "network.patience", text);
    if (turn)
        use_limit(v, t->limit, (int)next_of(epochs, sizeof epochs / sizeof *epochs, (float)t->patience, turn));
}

/* Files hold what was trained: one that is written, or one that is read into a run of its own. Side by side where the
 * words have room for that. */
static void files(const view *v, rect *from) {
    static const struct {
        request_name asks;
        const char *id;
    } list[] = {{REQUEST_save_weights, "network.save_weights"}, {REQUEST_open_dialog, "network.open_weights"}};
    float unit = v->ui->scale, gap = 6 * unit, wide[2], tall = FILES * unit;
    for (int i = 0; i < 2; i++)
        wide[i] = ui_button_width(v->ui, tr(list[i].id), 15);
    bool beside = wide[0] + gap + wide[1] <= from->w;
    rect at = rect_cut_bottom(from, beside ? tall : 2 * tall + gap);
    for (int i = 0; i < 2; i++) {
        rect row = beside ? rect_cut_left(&at, wide[i]) : rect_cut_top(&at, tall);
        if (beside)
            rect_cut_left(&at, gap);
        else
            rect_cut_top(&at, gap);
        command_button(v, row, list[i].asks, list[i].id, tr(list[i].id), UI_OUTLINED, false);
    }
}

static void buttons(const view *v, rect at) {
    const live_snapshot *s = snapshot_of(v);
    float unit = v->ui->scale, gap = 6 * unit;
    char text[96], number[NUMBER_TEXT];
    rect low = rect_cut_bottom(&at, 34 * unit), half;
    rect_cut_bottom(&at, gap);
    at = rect_cut_bottom(&at, 32 * unit);
    half = rect_cut_left(&at, (at.w - gap) * 0.56f);
    rect_cut_left(&at, gap);
    command_button(v, half, REQUEST_pause, "network.pause",
        tr(s->state == LIVE_PAUSED ? "network.go_on" : "network.pause"), UI_OUTLINED, false);
    command_button(v, at, REQUEST_one, "network.one", tr("network.one"), UI_OUTLINED, false);
    number_grouped(s->iteration, number);
    tr_format(text, sizeof text, "network.inside", number);
    command_button(v, low, REQUEST_inside, "network.inside", text, UI_PRIMARY, false);
}

/* ---- the card ---- */

/* What it is, and how to use it, or why training rests. */
static void draw_title(const view *v, rect at) {
    const training *t = &v->state->training;
    float unit = v->ui->scale, size = 14 * unit, wide = text_width(FONT_STRONG, 16 * unit, tr("network.time_travel"));
    draw_text_in(v->list, FONT_STRONG, 16 * unit, at, 0, theme_color(ROLE_INK), tr("network.time_travel"));
    rect_cut_left(&at, wide + 12 * unit);
    char rests[120];
    bool limit = t->snapshot.rests == LIVE_RESTS_AT_LIMIT;
    tr_format(
        rests, sizeof rests, limit ? "network.rests_limit" : "network.rests_level", limit ? t->limit : t->patience);
    const char *words[] = {tr("network.drag"), tr("network.drag_short")};
    if (t->snapshot.rests != LIVE_RESTS_NOT)
        words[0] = words[1] = rests;
    for (int i = 0; i < 2; i++)
        if (text_width(FONT_UI, size, words[i]) <= at.w) {
            draw_text_in(v->list, FONT_UI, size, at, 0,
                theme_color(t->snapshot.rests != LIVE_RESTS_NOT ? ROLE_MAP : ROLE_QUIET), words[i]);
            return;
        }
}

static void draw_side(const view *v, rect at, bool with_branches) {
    float unit = v->ui->scale;
    rect low = rect_cut_bottom(&at, 78 * unit);
    buttons(v, low);
    rect middle = rect_cut_bottom(&at, fminf((snapshot_of(v)->classifies ? 4 : 3) * LINE * unit + unit, at.h));
    rates(v, &middle);
    draw_patience(v, &middle);
    if (with_branches && at.h > 40 * unit) {
        rect_cut_bottom(&at, 6 * unit);
        draw_branches(v, at);
    }
}

void network_training_draw(const view *v, rect at) {
    float unit = v->ui->scale;
    bool low = at.h < LOW * unit, narrow = at.w < NARROW * unit;
    rect title = rect_cut_top(&at, TITLE * unit), limit = rect_cut_right(&title, SIDE * unit);
    rect_cut_right(&title, SIDE_GAP * unit);
    draw_title(v, title);
    draw_limit(v, limit);
    rect_cut_top(&at, 4 * unit);
    rect side = rect_cut_right(&at, SIDE * unit);
    rect_cut_right(&at, SIDE_GAP * unit);
    draw_side(v, side, !low);
    rect *column = &at, middle;
    if (low && !narrow) {
        middle = rect_cut_right(&at, SIDE * unit);
        rect_cut_right(&at, SIDE_GAP * unit);
        column = &middle;
    }
    if (column->h > FILES_LEAST * unit)
        files(v, column);
    if (column == &middle)
        draw_branches(v, middle);
    if (v->state->training.watches.count && at.h > 2 * WATCHES * unit) {
        rect below = rect_cut_bottom(&at, WATCHES * unit);
        watches_panel_draw(v, &below);
    }
    draw_chart(v, at);
}
