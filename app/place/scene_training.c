/* Training, and back in time: every run's loss as a curve, test accuracy above it, a marker that can be dragged to
 * any iteration, and the hyper-parameters, which fork when they are changed. */
#include "command.h"
#include "numbers.h"
#include "scene.h"
#include "scene_network.h"

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

static chart chart_of(const app *a, rect at) {
    chart c = {.at = at, .last = 1, .top = 1e-6f};
    for (int b = 0; b < a->snapshot.runs; b++) {
        const training_run_view *v = &a->snapshot.run_seen[b];
        c.last = (double)v->last > c.last ? (double)v->last : c.last;
        for (int i = 0; i < v->count; i++)
            c.top = isfinite(v->loss[i]) && v->loss[i] > c.top && v->loss[i] < 1e6f ? v->loss[i] : c.top;
    }
    c.top = c.top > 5 ? 5 : c.top;
    return c;
}

static void draw_run(app *a, const chart *c, const training_run_view *v, bool present) {
    int most = (int)(c->at.w / 3), step = v->count > most && most > 0 ? (v->count + most - 1) / most : 1;
    float x0 = 0, y0 = 0, wide = ui_px(&a->ui, present ? 2 : 1.5f);
    color paint =
        present ? theme_color(ROLE_STRIDE) : color_mix(theme_color(ROLE_STRIDE), theme_color(ROLE_PANEL), 0.55f);
    for (int i = 0; i < v->count; i += step) {
        float mean = 0;
        int n = 0;
        for (int j = i; j < i + step && j < v->count; j++, n++)
            mean += v->loss[j];
        float x = x_of(c, (double)v->fork + ((double)i + n / 2.0) * v->per_point), y = y_of(c, mean / (float)n);
        if (i)
            draw_line(&a->list, x0, y0, x, y, paint, wide);
        x0 = x;
        y0 = y;
    }
    for (int i = 0; i < v->marks; i++) {
        float x = x_of(c, (double)v->mark_at[i]), y = c->at.y + c->at.h * (1 - v->accuracy[i]);
        if (i)
            draw_line(&a->list, x0, y0, x, y,
                present ? theme_color(ROLE_INPUT) : color_mix(theme_color(ROLE_INPUT), theme_color(ROLE_PANEL), 0.55f),
                wide);
        x0 = x;
        y0 = y;
    }
    if (v->parent >= 0)
        draw_rect(
            &a->list, (rect){x_of(c, (double)v->fork) - 3, c->at.y + c->at.h - 3, 6, 6}, theme_color(ROLE_WINDOW), 3);
}

/* The run whose curve is nearest to the mouse, of those that reach so far. */
static int run_near(const app *a, const chart *c, double iteration) {
    int best = a->snapshot.run;
    float nearest = INFINITY;
    for (int b = 0; b < a->snapshot.runs; b++) {
        const training_run_view *v = &a->snapshot.run_seen[b];
        if (iteration < (double)v->fork || iteration > (double)v->last || !v->count)
            continue;
        int i = (int)((iteration - (double)v->fork) / v->per_point);
        float distance = fabsf(y_of(c, v->loss[i < v->count ? i : v->count - 1]) - a->ui.in.y);
        if (distance < nearest) {
            nearest = distance;
            best = b;
        }
    }
    return best;
}

static void marker(app *a, const chart *c) {
    ui *u = &a->ui;
    rect field = {c->at.x - 8, c->at.y - 4, c->at.w + 16, c->at.h + 14};
    ui_touch t = ui_touch_of(u, "network.curve", field, false);
    u->hand |= t.hovered;
    if (t.held) {
        double iteration = (double)((u->in.x - c->at.x) / c->at.w) * c->last;
        iteration = iteration < 0 ? 0 : iteration > c->last ? c->last : iteration;
        if (t.pressed)
            a->net.aimed_run = run_near(a, c, iteration);
        a->net.aimed = floor(iteration + 0.5);
        u->changed |= u->in.moved;
    } else if (a->net.aimed >= 0) {
        live_seek(a->live, a->net.aimed_run, (int64_t)a->net.aimed);
        a->net.aimed = -1;
        u->changed = true;
    }
    double shown = a->net.aimed >= 0 ? a->net.aimed : (double)a->snapshot.iteration;
    float x = x_of(c, shown), size = ui_px(u, 13);
    char text[64], number[NUMBER_TEXT];
    number_grouped((int64_t)shown, number);
    cnn_format(text, sizeof text, "%s %s", tr("word.iteration"), number);
    float width = text_width(FONT_DIGITS, size, text), left = x + 6 + width > c->at.x + c->at.w ? x - 6 - width : x + 6;
    draw_rect(&a->list, (rect){x - 1.5f, c->at.y - 2, 3, c->at.h + 4}, theme_color(ROLE_INK), 1);
    draw_rect(&a->list, (rect){left - 2, c->at.y, width + 4, text_height(FONT_DIGITS, size)},
        color_alpha(theme_color(ROLE_PANEL), 0.85f), 2);
    draw_text(&a->list, FONT_DIGITS, size, left, c->at.y, theme_color(ROLE_INK), text);
}

static bool turned(app *a, rect *at, const char *id, const char *text, int *turn) {
    rect row = rect_cut_top(at, ui_px(&a->ui, 27));
    rect_cut_bottom(&row, ui_px(&a->ui, 3));
    *turn = ui_chooser(&a->ui, id, row, text);
    return *turn != 0;
}

static void rates(app *a, rect at) {
    static const float rates[] = {0.001f, 0.002f, 0.005f, 0.01f, 0.02f, 0.05f, 0.1f, 0.2f, 0.5f, 1};
    static const float momenta[] = {0, 0.5f, 0.8f, 0.9f, 0.95f, 0.99f};
    static const int batches[] = {1, 2, 4, 8, 16, 32, 64, 128, 256};
    enum {
        RATES = sizeof rates / sizeof *rates,
        MOMENTA = sizeof momenta / sizeof *momenta,
        BATCHES = sizeof batches / sizeof *batches
    };
    cnn_train_settings s = a->snapshot.run_seen[a->snapshot.run].settings;
    char text[96], number[NUMBER_TEXT];
    int turn, i;
    number_significant(s.rate, 3, number);
    cnn_format(text, sizeof text, "η = %s", number);
    if (turned(a, &at, "network.rate", text, &turn)) {
        for (i = 0; i < RATES && rates[i] < s.rate * 0.999f;)
            i++;
        bool between = i == RATES || fabsf(rates[i] - s.rate) > s.rate * 0.001f;
        i += turn > 0 ? (between ? 0 : 1) : -1;
        s.rate = rates[i < 0 ? 0 : i >= RATES ? RATES - 1 : i];
        live_settings(a->live, &s);
    }
    number_significant(s.momentum, 3, number);
    cnn_format(text, sizeof text, tr("network.momentum"), number);
    if (turned(a, &at, "network.momentum", text, &turn)) {
        for (i = 0; i < MOMENTA && momenta[i] < s.momentum - 1e-4f;)
            i++;
        i += turn;
        s.momentum = momenta[i < 0 ? 0 : i >= MOMENTA ? MOMENTA - 1 : i];
        live_settings(a->live, &s);
    }
    cnn_format(text, sizeof text, tr("network.batch"), s.batch);
    if (turned(a, &at, "network.batch", text, &turn)) {
        for (i = 0; i < BATCHES && batches[i] < s.batch;)
            i++;
        i += turn;
        s.batch = batches[i < 0 ? 0 : i >= BATCHES ? BATCHES - 1 : i];
        live_settings(a->live, &s);
    }
    cnn_format(
        text, sizeof text, tr("network.seed"), (unsigned long long)s.seed, a->snapshot.run + 1, a->snapshot.runs);
    ui_line(
        &a->ui, rect_cut_top(&at, ui_px(&a->ui, 20)), 0.5f, FONT_UI, ui_px(&a->ui, 13), theme_color(ROLE_QUIET), text);
}

static void buttons(app *a, rect at) {
    ui *u = &a->ui;
    const live_snapshot *s = &a->snapshot;
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
    if (ui_button(u, "network.pause", half, tr(s->state == LIVE_PAUSED ? "strip.resume" : "strip.pause"), UI_OUTLINED,
            false, command_can(a, "pause")))
        u->changed |= command_run(a, "pause");
    if (ui_button(u, "network.one", row, tr("network.one"), UI_OUTLINED, false, command_can(a, "one")))
        u->changed |= command_run(a, "one");
    rect_cut_top(&at, ui_px(u, 6));
    if (ui_button(u, "network.inside", rect_cut_top(&at, height), tr("network.inside"), UI_PRIMARY, false,
            command_can(a, "inside")))
        u->changed |= command_run(a, "inside");
}

void network_training(app *a, rect at) {
    ui *u = &a->ui;
    rect title = rect_cut_top(&at, ui_px(u, 22));
    float x = title.x + draw_text(&a->list, FONT_STRONG, ui_px(u, 15), title.x, title.y, theme_color(ROLE_INK),
                            tr("network.time_travel"));
    draw_text(&a->list, FONT_UI, ui_px(u, 13.5f), x + ui_px(u, 8), title.y + 1, theme_color(ROLE_QUIET),
        tr(a->width < 1200 * u->scale ? "network.drag_short" : "network.drag"));
    rect right = rect_cut_right(&at, ui_px(u, 262));
    rect_cut_right(&at, ui_px(u, 16));
    rect middle = rect_cut_right(&at, ui_px(u, 176));
    rect_cut_right(&at, ui_px(u, 20));
    rect_cut_bottom(&at, ui_px(u, 6));
    rect_cut_top(&at, ui_px(u, 4));
    chart c = chart_of(a, at);
    draw_rect(&a->list, (rect){at.x, at.y + at.h, at.w, 1}, theme_color(ROLE_BORDER), 0);
    for (int b = 0; b < a->snapshot.runs; b++)
        if (b != a->snapshot.run)
            draw_run(a, &c, &a->snapshot.run_seen[b], false);
    draw_run(a, &c, &a->snapshot.run_seen[a->snapshot.run], true);
    marker(a, &c);
    if (a->watches.count && right.h > ui_px(u, 150)) {
        rect low = rect_cut_bottom(&right, right.h - ui_px(u, 126));
        scene_watches(a, &low);
    }
    rates(a, middle);
    buttons(a, right);
}
