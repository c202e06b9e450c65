/* Training, and back in time: every run's loss as a curve, test accuracy above it, a marker that can be dragged to
 * any iteration, and the hyper-parameters, which fork when they are changed. */
#include "network_training.h"

#include "command_button.h"
#include "numbers.h"
#include "watches_panel.h"

#include <math.h>

/* Where iterations and losses stand in the chart. */
typedef struct chart {
    rect at;
    double last; /* iterations across */
    float top;   /* the largest loss */
} chart;

static float x_of(const chart *c, double iteration) {
    return c->at.x + (float)(iteration / c->last) * c->at.w;
}

static float y_of(const chart *c, float loss) {
    float share = isfinite(loss) ? loss / c->top : 1;
    return c->at.y + c->at.h * (1 - (share > 1 ? 1 : share));
}

static chart chart_of(const view *v, rect at) {
    chart c = {.at = at, .last = 1, .top = 1e-6f};
    for (int b = 0; b < v->state->training.snapshot.runs; b++) {
        const training_run_view *r = &v->state->training.snapshot.run_seen[b];
        c.last = (double)r->last > c.last ? (double)r->last : c.last;
        for (int i = 0; i < r->count; i++)
            c.top = isfinite(r->loss[i]) && r->loss[i] > c.top && r->loss[i] < 1e6f ? r->loss[i] : c.top;
    }
    c.top = c.top > 5 ? 5 : c.top;
    return c;
}

static void draw_run(const view *v, const chart *c, const training_run_view *r, bool present) {
    int most = (int)(c->at.w / 3), step = r->count > most && most > 0 ? (r->count + most - 1) / most : 1;
    float x0 = 0, y0 = 0, wide = ui_px(v->ui, present ? 2 : 1.5f);
    color paint =
        present ? theme_color(ROLE_STRIDE) : color_mix(theme_color(ROLE_STRIDE), theme_color(ROLE_PANEL), 0.55f);
    for (int i = 0; i < r->count; i += step) {
        float mean = 0;
        int n = 0;
        for (int j = i; j < i + step && j < r->count; j++, n++)
            mean += r->loss[j];
        float x = x_of(c, (double)r->fork + ((double)i + n / 2.0) * r->per_point), y = y_of(c, mean / (float)n);
        if (i)
            draw_line(v->list, x0, y0, x, y, paint, wide);
        x0 = x;
        y0 = y;
    }
    for (int i = 0; i < r->marks; i++) {
        float x = x_of(c, (double)r->mark_at[i]), y = c->at.y + c->at.h * (1 - r->accuracy[i]);
        if (i)
            draw_line(v->list, x0, y0, x, y,
                present ? theme_color(ROLE_INPUT) : color_mix(theme_color(ROLE_INPUT), theme_color(ROLE_PANEL), 0.55f),
                wide);
        x0 = x;
        y0 = y;
    }
    if (r->parent >= 0)
        draw_rect(
            v->list, (rect){x_of(c, (double)r->fork) - 3, c->at.y + c->at.h - 3, 6, 6}, theme_color(ROLE_WINDOW), 3);
}

/* The run whose curve is nearest to the mouse, of those that reach so far. */
static int run_near(const view *v, const chart *c, double iteration) {
    int best = v->state->training.snapshot.run;
    float nearest = INFINITY;
    for (int b = 0; b < v->state->training.snapshot.runs; b++) {
        const training_run_view *r = &v->state->training.snapshot.run_seen[b];
        if (iteration < (double)r->fork || iteration > (double)r->last || !r->count)
            continue;
        int i = (int)((iteration - (double)r->fork) / r->per_point);
        float distance = fabsf(y_of(c, r->loss[i < r->count ? i : r->count - 1]) - v->ui->in.y);
        if (distance < nearest) {
            nearest = distance;
            best = b;
        }
    }
    return best;
}

static void marker(const view *v, const chart *c) {
    ui *u = v->ui;
    rect field = {c->at.x - 8, c->at.y - 4, c->at.w + 16, c->at.h + 14};
    ui_touch t = ui_touch_of(u, "network.curve", field, false);
    u->hand |= t.hovered;
    if (t.held) {
        double iteration = (double)((u->in.x - c->at.x) / c->at.w) * c->last;
        iteration = iteration < 0 ? 0 : iteration > c->last ? c->last : iteration;
        if (t.pressed)
            v->own->aimed_run = run_near(v, c, iteration);
        v->own->aimed = floor(iteration + 0.5);
        u->changed |= u->in.moved;
    } else if (v->own->aimed >= 0) {
        view_ask_with(v, REQUEST_seek_training, (argument){.which = v->own->aimed_run, .step = (int64_t)v->own->aimed});
        v->own->aimed = -1;
        u->changed = true;
    }
    double shown = v->own->aimed >= 0 ? v->own->aimed : (double)v->state->training.snapshot.iteration;
    float x = x_of(c, shown), size = ui_px(u, 13);
    char text[64], number[NUMBER_TEXT];
    number_grouped((int64_t)shown, number);
    cnn_format(text, sizeof text, "%s %s", tr("word.iteration"), number);
    float width = text_width(FONT_DIGITS, size, text), left = x + 6 + width > c->at.x + c->at.w ? x - 6 - width : x + 6;
    draw_rect(v->list, (rect){x - 1.5f, c->at.y - 2, 3, c->at.h + 4}, theme_color(ROLE_INK), 1);
    draw_rect(v->list, (rect){left - 2, c->at.y, width + 4, text_height(FONT_DIGITS, size)},
        color_alpha(theme_color(ROLE_PANEL), 0.85f), 2);
    draw_text(v->list, FONT_DIGITS, size, left, c->at.y, theme_color(ROLE_INK), text);
}

static bool turned(const view *v, rect *at, const char *id, const char *text, int *turn) {
    rect row = rect_cut_top(at, ui_px(v->ui, 27));
    rect_cut_bottom(&row, ui_px(v->ui, 3));
    *turn = ui_chooser(v->ui, id, row, text);
    return *turn != 0;
}

static void rates(const view *v, rect at) {
    static const float rates[] = {0.001f, 0.002f, 0.005f, 0.01f, 0.02f, 0.05f, 0.1f, 0.2f, 0.5f, 1};
    static const float momenta[] = {0, 0.5f, 0.8f, 0.9f, 0.95f, 0.99f};
    static const int batches[] = {1, 2, 4, 8, 16, 32, 64, 128, 256};
    enum {
        RATES = sizeof rates / sizeof *rates,
        MOMENTA = sizeof momenta / sizeof *momenta,
        BATCHES = sizeof batches / sizeof *batches
    };
    cnn_train_settings s = v->state->training.snapshot.run_seen[v->state->training.snapshot.run].settings;
    char text[96], number[NUMBER_TEXT];
    int turn, i;
    number_significant(s.rate, 3, number);
    cnn_format(text, sizeof text, "η = %s", number);
    if (turned(v, &at, "network.rate", text, &turn)) {
        for (i = 0; i < RATES && rates[i] < s.rate * 0.999f;)
            i++;
        bool between = i == RATES || fabsf(rates[i] - s.rate) > s.rate * 0.001f;
        i += turn > 0 ? (between ? 0 : 1) : -1;
        s.rate = rates[i < 0 ? 0 : i >= RATES ? RATES - 1 : i];
        view_ask_with(v, REQUEST_train_with, (argument){.settings = s});
    }
    number_significant(s.momentum, 3, number);
    cnn_format(text, sizeof text, tr("network.momentum"), number);
    if (turned(v, &at, "network.momentum", text, &turn)) {
        for (i = 0; i < MOMENTA && momenta[i] < s.momentum - 1e-4f;)
            i++;
        i += turn;
        s.momentum = momenta[i < 0 ? 0 : i >= MOMENTA ? MOMENTA - 1 : i];
        view_ask_with(v, REQUEST_train_with, (argument){.settings = s});
    }
    cnn_format(text, sizeof text, tr("network.batch"), s.batch);
    if (turned(v, &at, "network.batch", text, &turn)) {
        for (i = 0; i < BATCHES && batches[i] < s.batch;)
            i++;
        i += turn;
        s.batch = batches[i < 0 ? 0 : i >= BATCHES ? BATCHES - 1 : i];
        view_ask_with(v, REQUEST_train_with, (argument){.settings = s});
    }
    cnn_format(text, sizeof text, tr("network.seed"), (unsigned long long)s.seed, v->state->training.snapshot.run + 1,
        v->state->training.snapshot.runs);
    ui_line(v->ui, rect_cut_top(&at, ui_px(v->ui, 20)), 0.5f, FONT_UI, ui_px(v->ui, 13), theme_color(ROLE_QUIET), text);
}

static void buttons(const view *v, rect at) {
    ui *u = v->ui;
    const live_snapshot *s = &v->state->training.snapshot;
    char text[160], number[NUMBER_TEXT], loss[NUMBER_TEXT];
    number_text(s->loss, 3, loss);
    cnn_format(text, sizeof text, "%s **%s**   %s **%.1f %%**", tr("word.loss"), loss, tr("strip.accuracy"),
        100 * (double)(s->accuracy < 0 ? 0 : s->accuracy));
    ui_line(u, rect_cut_top(&at, ui_px(u, 22)), 0, FONT_UI, ui_px(u, 14), theme_color(ROLE_INK), text);
    number_grouped((int64_t)(s->images_per_second + 0.5), number);
    cnn_format(text, sizeof text, tr("strip.rate"), number);
    cnn_append(
        text, sizeof text, "   %s %.2f", tr("network.epoch"), s->per_epoch ? (double)s->iteration / s->per_epoch : 0.0);
    ui_line(u, rect_cut_top(&at, ui_px(u, 22)), 0, FONT_UI, ui_px(u, 14), theme_color(ROLE_QUIET), text);
    rect_cut_top(&at, ui_px(u, 4));
    float height = fminf(ui_px(u, 30), (at.h - ui_px(u, 6)) / 2);
    rect row = rect_cut_top(&at, height), half = rect_cut_left(&row, row.w * 0.46f);
    rect_cut_left(&row, ui_px(u, 6));
    command_button(v, half, REQUEST_pause, "network.pause",
        tr(s->state == LIVE_PAUSED ? "strip.resume" : "strip.pause"), UI_OUTLINED, false);
    command_button(v, row, REQUEST_one, "network.one", tr("network.one"), UI_OUTLINED, false);
    rect_cut_top(&at, ui_px(u, 6));
    command_button(
        v, rect_cut_top(&at, height), REQUEST_inside, "network.inside", tr("network.inside"), UI_PRIMARY, false);
}

void network_training_draw(const view *v, rect at) {
    ui *u = v->ui;
    rect title = rect_cut_top(&at, ui_px(u, 22));
    float x = title.x + draw_text(v->list, FONT_STRONG, ui_px(u, 15), title.x, title.y, theme_color(ROLE_INK),
                            tr("network.time_travel"));
    draw_text(v->list, FONT_UI, ui_px(u, 13.5f), x + ui_px(u, 8), title.y + 1, theme_color(ROLE_QUIET),
        tr(v->width < 1200 * u->scale ? "network.drag_short" : "network.drag"));
    rect right = rect_cut_right(&at, ui_px(u, 262));
    rect_cut_right(&at, ui_px(u, 16));
    rect middle = rect_cut_right(&at, ui_px(u, 176));
    rect_cut_right(&at, ui_px(u, 20));
    rect_cut_bottom(&at, ui_px(u, 6));
    rect_cut_top(&at, ui_px(u, 4));
    chart c = chart_of(v, at);
    draw_rect(v->list, (rect){at.x, at.y + at.h, at.w, 1}, theme_color(ROLE_BORDER), 0);
    for (int b = 0; b < v->state->training.snapshot.runs; b++)
        if (b != v->state->training.snapshot.run)
            draw_run(v, &c, &v->state->training.snapshot.run_seen[b], false);
    draw_run(v, &c, &v->state->training.snapshot.run_seen[v->state->training.snapshot.run], true);
    marker(v, &c);
    if (v->state->training.watches.count && right.h > ui_px(u, 150)) {
        rect low = rect_cut_bottom(&right, right.h - ui_px(u, 126));
        watches_panel_draw(v, &low);
    }
    rates(v, middle);
    buttons(v, right);
}
