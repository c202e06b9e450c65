/* Axes with round numbers; raw losses faint, their mean on top; the other runs thinner. */
#include "network_chart.h"

#include "numbers.h"

#include <math.h>
#include <string.h>

enum { MEAN = 15, TAGS = 2 * RUNS_MAX, LABEL_LETTERS = 12 };
static const float AXIS_LEFT = 44, AXIS_RIGHT = 40, NO_AXIS = 20, AXIS_BELOW = 40, AXIS_ABOVE = 34, TEXT = 14,
                   CEILING = 10;

/* The smallest of 1, 2, 5 times a power of ten that is at least `least`. */
static double round_step(double least) {
    double power = pow(10, floor(log10(least)));
    return least <= power ? power : least <= 2 * power ? 2 * power : least <= 5 * power ? 5 * power : 10 * power;
}

static const live_snapshot *snapshot_of(const view *v) {
    return &v->state->training.snapshot;
}

/* ---- numbers of a run ---- */

int chart_mean_of(const chart *c, const training_run_view *r) {
    double pixels = c->last / (double)(c->at.w > 1 ? c->at.w : 1) * 3, least = pixels > MEAN ? pixels : MEAN;
    int points = (int)ceil(least / r->per_point);
    return points * r->per_point;
}

static float mean_of_points(const training_run_view *r, int from, int to) {
    float sum = 0;
    from = from < 0 ? 0 : from;
    to = to > r->count ? r->count : to;
    for (int i = from; i < to; i++)
        sum += r->loss[i];
    return to > from ? sum / (float)(to - from) : NAN;
}

float chart_mean_loss(const chart *c, const training_run_view *r, double iteration) {
    int points = chart_mean_of(c, r) / r->per_point, at = (int)((iteration - (double)r->fork) / r->per_point);
    return iteration < (double)r->fork ? NAN : mean_of_points(r, at - points / 2, at - points / 2 + points);
}

float chart_accuracy(const training_run_view *r, double iteration) {
    float found = -1;
    for (int i = 0; i < r->marks && (double)r->mark_at[i] <= iteration; i++)
        found = r->accuracy[i];
    return found;
}

/* ---- layout ---- */

static float highest(const view *v) {
    float top = 1e-6f;
    const live_snapshot *s = snapshot_of(v);
    for (int b = 0; b < s->runs; b++) {
        const training_run_view *r = &s->run_seen[b];
        for (int i = 0; i < r->count; i++) {
            /* Single minibatches may shoot over the top; their means do not. */
            float mean = mean_of_points(r, i, i + (MEAN + r->per_point - 1) / r->per_point);
            top = isfinite(mean) ? fmaxf(top, mean) : top;
        }
    }
    return fminf(top, CEILING);
}

chart chart_of(const view *v, rect at) {
    const live_snapshot *s = snapshot_of(v);
    float unit = v->ui->scale;
    chart c = {.last = 20};
    for (int b = 0; b < s->runs; b++)
        c.last = fmax(c.last, (double)s->run_seen[b].last);
    float right = s->classifies ? AXIS_RIGHT : NO_AXIS; /* of the accuracy, where classes are named */
    c.at = (rect){at.x + AXIS_LEFT * unit, at.y + AXIS_ABOVE * unit, at.w - (AXIS_LEFT + right) * unit,
        at.h - (AXIS_ABOVE + AXIS_BELOW) * unit};
    c.at.w = fmaxf(c.at.w, 40 * unit);
    c.at.h = fmaxf(c.at.h, 20 * unit);
    float top = highest(v) * 1.02f;
    c.loss_step = (float)round_step((double)(top / fmaxf(1, c.at.h / (34 * unit))));
    c.top = ceilf(top / c.loss_step) * c.loss_step;
    c.step = fmax(1, round_step(c.last / (double)fmaxf(1, c.at.w / (72 * unit))));
    return c;
}

float chart_x(const chart *c, double iteration) {
    return c->at.x + (float)(iteration / c->last) * c->at.w;
}

float chart_loss_y(const chart *c, float loss) {
    float share = isfinite(loss) ? loss / c->top : 1;
    return c->at.y + c->at.h * (1 - fminf(share, 1));
}

float chart_share_y(const chart *c, float share) {
    return c->at.y + c->at.h * (1 - share);
}

/* ---- axes ---- */

static void draw_loss_axis(const view *v, const chart *c) {
    float unit = v->ui->scale, size = TEXT * unit;
    for (int i = 0; (float)i * c->loss_step <= c->top * 1.001f; i++) {
        float loss = (float)i * c->loss_step, y = chart_loss_y(c, loss);
        char text[NUMBER_TEXT];
        number_text(loss, 4, text);
        draw_rect(v->list, (rect){c->at.x, y, c->at.w, 1}, theme_color(ROLE_BORDER), 0);
        draw_text_in(v->list, FONT_DIGITS, size, (rect){c->at.x - 60 * unit, y - 10 * unit, 52 * unit, 20 * unit}, 1,
            theme_color(ROLE_STRIDE), text);
    }
    draw_text_in(v->list, FONT_STRONG, size,
        (rect){c->at.x - AXIS_LEFT * unit, c->at.y - 35 * unit, AXIS_LEFT * unit - 8 * unit, 18 * unit}, 1,
        theme_color(ROLE_STRIDE), tr("word.loss"));
}

static void draw_share_axis(const view *v, const chart *c) {
    if (!snapshot_of(v)->classifies)
        return;
    float unit = v->ui->scale, size = TEXT * unit;
    int step = c->at.h > 120 * unit ? 20 : 50;
    for (int percent = 0; percent <= 100; percent += step) {
        char text[16];
        cnn_format(text, sizeof text, "%d", percent);
        draw_text_in(v->list, FONT_DIGITS, size,
            (rect){
                c->at.x + c->at.w + 7 * unit, chart_share_y(c, (float)percent / 100) - 10 * unit, 40 * unit, 20 * unit},
            0, theme_color(ROLE_INPUT), text);
    }
    float wide = text_width(FONT_STRONG, size, tr("network.percent")), right = c->at.x + c->at.w + AXIS_RIGHT * unit;
    draw_text_in(v->list, FONT_STRONG, size, (rect){right - wide - unit, c->at.y - 35 * unit, wide + unit, 18 * unit},
        0, theme_color(ROLE_INPUT), tr("network.percent"));
}

static void draw_iterations(const view *v, const chart *c) {
    float unit = v->ui->scale, size = TEXT * unit, below = c->at.y + c->at.h;
    const live_snapshot *s = snapshot_of(v);
    char text[96], number[NUMBER_TEXT];
    for (double i = 0; i <= c->last; i += c->step) {
        float x = chart_x(c, i);
        number_grouped((int64_t)i, number);
        draw_rect(v->list, (rect){x, below, 1, 5 * unit}, theme_color(ROLE_QUIET), 0);
        draw_text_in(v->list, FONT_DIGITS, size, (rect){x - 40 * unit, below + 5 * unit, 80 * unit, 18 * unit}, 0.5f,
            theme_color(ROLE_QUIET), number);
    }
    tr_format(text, sizeof text, "network.iterations", s->run_seen[s->run].settings.batch);
    draw_text_in(v->list, FONT_UI, size, (rect){c->at.x, below + 22 * unit, c->at.w, 18 * unit}, 0.5f,
        theme_color(ROLE_QUIET), text);
}

/* The height at which words from x on are farthest from the curves. */
static float free_height(const chart *c, const training_run_view *r, float x, float wide) {
    float best = c->at.y, most = -1;
    for (int i = 1; i < 8; i++) {
        float y = c->at.y + c->at.h * (float)i / 8, least = c->at.h;
        for (int k = 0; k < 3; k++) {
            double at = (double)(x + wide * (float)k / 2 - c->at.x) / (double)c->at.w * c->last;
            float loss = chart_mean_loss(c, r, at), share = chart_accuracy(r, at);
            if (isfinite(loss))
                least = fminf(least, fabsf(chart_loss_y(c, loss) - y));
            if (share >= 0)
                least = fminf(least, fabsf(chart_share_y(c, share) - y));
        }
        if (least >= most) {
            most = least;
            best = y;
        }
    }
    return best;
}

/* Thin lines where epochs end, as many as can be told apart. */
static void draw_epochs(const view *v, const chart *c) {
    const live_snapshot *s = snapshot_of(v);
    if (s->per_epoch < 1)
        return;
    float unit = v->ui->scale, wide = chart_x(c, s->per_epoch) - chart_x(c, 0);
    int every = wide > 0 ? (int)ceilf(28 * unit / wide) : 1;
    char text[64];
    for (int epoch = every; (double)epoch * s->per_epoch <= c->last; epoch += every) {
        float x = chart_x(c, (double)epoch * s->per_epoch);
        draw_rect(v->list, (rect){x, c->at.y, 1, c->at.h}, color_alpha(theme_color(ROLE_QUIET), 0.5f), 0);
        tr_format(text, sizeof text, "network.epoch_ends", epoch);
        float room = fminf(wide * (float)every, c->at.x + c->at.w - x);
        float words = text_width(FONT_UI, 13 * unit, text);
        if (words + 10 * unit >= room)
            continue;
        float y = free_height(c, &s->run_seen[s->run], x, words);
        draw_text_in(v->list, FONT_UI, 13 * unit, (rect){x + 5 * unit, y - 9 * unit, room, 18 * unit}, 0,
            theme_color(ROLE_QUIET), text);
    }
}

/* ---- curves ---- */

/* All losses, column by column of pixels: from the least to the largest of those in it. */
static void draw_raw(const view *v, const chart *c, const training_run_view *r) {
    color paint = color_alpha(theme_color(ROLE_STRIDE), 0.3f);
    float unit = v->ui->scale;
    for (int i = 0; i < r->count;) {
        float x = floorf(chart_x(c, (double)r->fork + (double)i * r->per_point)), least = r->loss[i], most = r->loss[i];
        int end = i;
        for (; end < r->count && chart_x(c, (double)r->fork + (double)end * r->per_point) < x + unit; end++) {
            least = fminf(least, r->loss[end]);
            most = fmaxf(most, r->loss[end]);
        }
        if (end < r->count) /* joined to the next one */
            least = fminf(least, r->loss[end]), most = fmaxf(most, r->loss[end]);
        float top = chart_loss_y(c, most), bottom = chart_loss_y(c, least);
        draw_rect(v->list, (rect){x, top, unit, fmaxf(bottom - top, unit)}, paint, 0);
        i = end > i ? end : i + 1;
    }
}

static void draw_mean(const view *v, const chart *c, const training_run_view *r, color paint, float wide) {
    int points = chart_mean_of(c, r) / r->per_point;
    float x0 = 0, y0 = 0;
    for (int i = 0; i < r->count; i += points) {
        int end = i + points < r->count ? i + points : r->count;
        if (end - i < points && i > 0 && end - i < points / 2) /* too few for a mean of their own */
            break;
        float x = chart_x(c, (double)r->fork + (double)(i + end) / 2 * r->per_point),
              y = chart_loss_y(c, mean_of_points(r, i, end));
        if (i)
            draw_line(v->list, x0, y0, x, y, paint, wide);
        x0 = x;
        y0 = y;
    }
}

static void draw_shares(const view *v, const chart *c, const training_run_view *r, color paint, float wide) {
    float x0 = 0, y0 = 0;
    for (int i = 0; i < r->marks; i++) {
        float x = chart_x(c, (double)r->mark_at[i]), y = chart_share_y(c, r->accuracy[i]);
        if (i)
            draw_line(v->list, x0, y0, x, y, paint, wide);
        x0 = x;
        y0 = y;
    }
}

static void draw_run(const view *v, const chart *c, int run) {
    const live_snapshot *s = snapshot_of(v);
    const training_run_view *r = &s->run_seen[run];
    bool present = run == s->run;
    float wide = (present ? 2.4f : 1.6f) * v->ui->scale, share = present ? 0 : 0.4f;
    color ground = theme_color(ROLE_PANEL);
    if (present)
        draw_raw(v, c, r);
    draw_mean(v, c, r, color_mix(theme_color(ROLE_STRIDE), ground, share), wide);
    draw_shares(v, c, r, color_mix(theme_color(ROLE_INPUT), ground, share), wide);
    if (r->parent >= 0)
        draw_rect(v->list, (rect){chart_x(c, (double)r->fork) - 1, c->at.y, 2 * v->ui->scale, c->at.h},
            theme_color(ROLE_WINDOW), 0);
}

/* ---- labels at the ends of the lines ---- */

/* A file's name without its ending, as much of it as a label has room for. */
static void name_file(const char *file, char *text, size_t size) {
    const char *dot = strrchr(file, '.');
    int length = dot && dot > file ? (int)(dot - file) : (int)strlen(file), end = 0, letters = 0;
    for (int i = 0; i < length; i++)
        if ((file[i] & 0xc0) != 0x80 && ++letters <= LABEL_LETTERS) /* the first byte of a letter */
            end = i;
    if (letters <= LABEL_LETTERS)
        cnn_format(text, size, "%.*s", length, file);
    else
        cnn_format(text, size, "%.*s…", end, file);
}

void chart_run_label(const live_snapshot *s, int run, char *text, size_t size) {
    const training_run_view *r = &s->run_seen[run];
    const cnn_train_settings *mine = &r->settings, *its = r->parent >= 0 ? &s->run_seen[r->parent].settings : NULL;
    char number[NUMBER_TEXT];
    text[0] = '\0';
    if (r->from[0]) {
        name_file(r->from, text, size);
        return;
    }
    if (!its || its->rate != mine->rate) {
        number_significant(mine->rate, 3, number);
        cnn_append(text, size, "η %s", number);
    }
    if (its && its->momentum != mine->momentum) {
        number_significant(mine->momentum, 3, number);
        cnn_append(text, size, text[0] ? " " : "");
        cnn_append(text, size, tr("network.momentum"), number);
    }
    if (its && its->batch != mine->batch) {
        cnn_append(text, size, text[0] ? " " : "");
        cnn_append(text, size, tr("network.batch"), mine->batch);
    }
    if (!text[0])
        cnn_append(text, size, tr("network.same_settings"), run + 1);
}

typedef struct tags {
    rect taken[TAGS + 1];
    int count;
} tags;

static bool is_free(const tags *t, rect at) {
    for (int i = 0; i < t->count; i++) {
        rect both = rect_cross(t->taken[i], at);
        if (both.w > 0 && both.h > 0)
            return false;
    }
    return true;
}

/* Beside the end of a line, a little higher or lower where another one is; else left out: the list names it too. */
static void tag(const view *v, const chart *c, tags *t, float x, float y, const char *text, theme_role role) {
    float unit = v->ui->scale, size = 14 * unit, wide = text_width(FONT_DIGITS_STRONG, size, text) + 12 * unit,
          high = 20 * unit;
    x = fminf(fmaxf(x - wide - 6 * unit, c->at.x), c->at.x + c->at.w - wide);
    for (int i = 0; i < 5 && t->count < TAGS; i++) {
        float shift = (float)((i + 1) / 2) * (i % 2 ? -1.0f : 1.0f) * 24 * unit;
        rect at = {x, y - high / 2 - 16 * unit + shift, wide, high};
        if (at.y < c->at.y || at.y + at.h > c->at.y + c->at.h || !is_free(t, at))
            continue;
        t->taken[t->count++] = at;
        draw_rect(v->list, at, theme_color(ROLE_PANEL), 5 * unit);
        draw_frame(v->list, at, theme_color(role), 1.3f * unit, 5 * unit);
        draw_text_in(v->list, FONT_DIGITS_STRONG, size, at, 0.5f, theme_color(role), text);
        return;
    }
}

static void draw_tags(const view *v, const chart *c) {
    const live_snapshot *s = snapshot_of(v);
    tags t = {.count = 0};
    if (s->runs < 2)
        return;
    for (int i = 0; i < s->runs; i++) {
        int run = (s->run + i) % s->runs;
        const training_run_view *r = &s->run_seen[run];
        char text[64];
        chart_run_label(s, run, text, sizeof text);
        float x = chart_x(c, (double)r->last), loss = chart_mean_loss(c, r, (double)r->last - 1),
              share = chart_accuracy(r, (double)r->last);
        if (isfinite(loss))
            tag(v, c, &t, x, chart_loss_y(c, loss), text, ROLE_STRIDE);
        if (share >= 0)
            tag(v, c, &t, x, chart_share_y(c, share), text, ROLE_INPUT);
    }
}

void chart_draw(const view *v, const chart *c) {
    const live_snapshot *s = snapshot_of(v);
    draw_loss_axis(v, c);
    draw_share_axis(v, c);
    draw_iterations(v, c);
    draw_epochs(v, c);
    for (int b = 0; b < s->runs; b++)
        if (b != s->run)
            draw_run(v, c, b);
    draw_run(v, c, s->run);
    draw_tags(v, c);
}
