/* The curve is drawn from the operator's own function. Numbers of the axes stand outside of the box, so that no line
 * crosses them. */
#include "draw_each.h"
#include "pass.h"

#include <math.h>

enum { POINTS = 120 };

typedef struct curve {
    const stage *s;
    cnn_call call;
    rect box;
    double side, low, high; /* x from −side to side */
} curve;

static double value_at(const curve *c, double x) {
    cnn_probe probe = {.call = &c->call, .in = {&x}, .moved_weight = -1, .moved_bias = -1, .noted = -1};
    return c->s->node->op->value(&probe, 0);
}

/* The derivative at the present number; a slope that is learned counts on one side alone. */
static float slope_of(const stage *s) {
    return s->node->weight_count && s->step.numbers.taken ? 1 : s->step.numbers.weight;
}

static float across(const curve *c, double x) {
    return c->box.x + (float)((x + c->side) / (2 * c->side)) * c->box.w;
}

static float up(const curve *c, double y) {
    return c->box.y + c->box.h - (float)((y - c->low) / (c->high - c->low)) * c->box.h;
}

/* A round number of at least that size. */
static double round_up(double size) {
    static const double steps[] = {1, 2, 3, 4, 5, 6, 8, 10};
    double ten = pow(10, floor(log10(size)));
    for (int i = 0; i < 8; i++)
        if (steps[i] * ten >= size * (1 - 1e-9))
            return steps[i] * ten;
    return 10 * ten;
}

static void choose_range(curve *c, double x) {
    c->side = isfinite(x) && fabs(x) > 3 ? round_up(fabs(x) * 1.05) : 3;
    for (int i = 0; i <= POINTS; i++) {
        double y = value_at(c, (2.0 * i / POINTS - 1) * c->side);
        c->low = fmin(c->low, y);
        c->high = fmax(c->high, y);
    }
    double rest = (c->high - c->low) * 0.06 + 1e-6;
    c->low -= rest;
    c->high += rest;
}

static void axis_number(const curve *c, rect at, float align, double number, theme_role role) {
    char text[NUMBER_TEXT];
    float size = ui_px(c->s->v->ui, 14);
    number_text((float)number, 2, text);
    draw_text_in(c->s->v->list, FONT_DIGITS, size, at, align, theme_color(role), text);
}

static void draw_axes(const curve *c, float room) {
    const view *v = c->s->v;
    rect b = c->box;
    float high = text_height(FONT_DIGITS, ui_px(v->ui, 14)), wide = ui_px(v->ui, 60);
    draw_rect(v->list, b, theme_color(ROLE_PANEL), 0);
    draw_frame(v->list, b, theme_color(ROLE_BORDER), 1, 0);
    draw_rect(v->list, (rect){across(c, 0), b.y, 1, b.h}, theme_color(ROLE_GRID), 0);
    draw_rect(v->list, (rect){b.x, up(c, 0), b.w, 1}, theme_color(ROLE_GRID), 0);
    double xs[3] = {-c->side, 0, c->side};
    for (int i = 0; i < 3; i++)
        axis_number(
            c, (rect){across(c, xs[i]) - wide / 2, b.y + b.h + ui_px(v->ui, 3), wide, high}, 0.5f, xs[i], ROLE_QUIET);
    double most = floor(c->high * 4) / 4, least = ceil(c->low * 4) / 4;
    double ys[3] = {0, most, least};
    for (int i = 0; i < 3; i++)
        if (i == 0 || fabsf(up(c, ys[i]) - up(c, 0)) > high)
            axis_number(
                c, (rect){b.x - room, up(c, ys[i]) - high / 2, room - ui_px(v->ui, 6), high}, 1, ys[i], ROLE_QUIET);
}

static void draw_function(const curve *c) {
    const view *v = c->s->v;
    for (int i = 0; i < POINTS; i++) {
        double x0 = (2.0 * i / POINTS - 1) * c->side, x1 = (2.0 * (i + 1) / POINTS - 1) * c->side;
        draw_line(v->list, across(c, x0), up(c, value_at(c, x0)), across(c, x1), up(c, value_at(c, x1)),
            theme_color(ROLE_MAP), ui_px(v->ui, 2.5f));
    }
}

/* The tangent, cut to the box. */
static void draw_tangent(const curve *c, double x, double y, double slope) {
    double reach = c->side * 0.4, left = fmax(x - reach, -c->side), right = fmin(x + reach, c->side);
    if (slope != 0) {
        double a = x + (c->low - y) / slope, b = x + (c->high - y) / slope;
        left = fmax(left, fmin(a, b));
        right = fmin(right, fmax(a, b));
    }
    draw_line(c->s->v->list, across(c, left), up(c, y + slope * (left - x)), across(c, right),
        up(c, y + slope * (right - x)), theme_color(ROLE_GRADIENT), ui_px(c->s->v->ui, 3));
}

static void draw_point(const curve *c, double x) {
    const stage *s = c->s;
    const view *v = s->v;
    double y = value_at(c, x);
    float px = across(c, x), py = up(c, y), r = ui_px(v->ui, 6), thin = ui_px(v->ui, 1.5f);
    draw_rect(
        v->list, (rect){px - thin / 2, fminf(py, up(c, 0)), thin, fabsf(up(c, 0) - py)}, theme_color(ROLE_INPUT), 0);
    draw_rect(v->list, (rect){fminf(px, across(c, 0)), py - thin / 2, fabsf(across(c, 0) - px), thin},
        theme_color(ROLE_MAP), 0);
    if (s->phase == CNN_BACKWARD)
        draw_tangent(c, x, y, (double)slope_of(s));
    draw_rect(v->list, (rect){px - r, py - r, 2 * r, 2 * r}, theme_color(ROLE_PANEL), r);
    draw_rect(v->list, (rect){px - r * 0.7f, py - r * 0.7f, 1.4f * r, 1.4f * r},
        theme_color(s->phase == CNN_BACKWARD ? ROLE_GRADIENT : ROLE_MAP), r);
}

/* Below the curve: what goes in and what comes out, or how steep it is; with fewer decimals where room is scarce. */
static void draw_words(const curve *c, rect at, double x) {
    const stage *s = c->s;
    bool back = s->phase == CNN_BACKWARD, asked = s->hidden && !back;
    char in[40], out[64], number[NUMBER_TEXT];
    float size = unit_label_size(s), least = ui_px(s->v->ui, 13), wide, other, gap = ui_px(s->v->ui, 14);
    for (int digits = 3;; digits--) {
        number_text((float)x, digits, number);
        cnn_format(in, sizeof in, "x = %s", number);
        number_text(back ? slope_of(s) : (float)value_at(c, x), digits, number);
        cnn_format(out, sizeof out, "%s %s", back ? tr("each.slope") : "y =", asked ? "?" : number);
        wide = text_width(FONT_DIGITS, size, in);
        other = text_width(FONT_DIGITS, size, out);
        if (digits == 1 || wide + gap + other <= at.w)
            break;
    }
    while (size > least && wide + gap + other > at.w) {
        size -= 0.5f;
        wide = text_width(FONT_DIGITS, size, in);
        other = text_width(FONT_DIGITS, size, out);
    }
    rect_cut_left(&at, fmaxf(0, (at.w - wide - gap - other) / 2));
    draw_text_in(s->v->list, FONT_DIGITS, size, at, 0, theme_color(ROLE_INPUT), in);
    rect_cut_left(&at, wide + gap);
    draw_text_in(s->v->list, FONT_DIGITS, size, at, 0, theme_color(back ? ROLE_GRADIENT : ROLE_MAP), out);
}

void draw_curve(const stage *s, rect at) {
    const view *v = s->v;
    cnn_shape one = {1, 1, 1, 1};
    curve c = {.s = s, .call = {.attrs = &s->node->attrs, .inputs = 1, .in = {{.shape = one}}, .out = {.shape = one}}};
    if (s->node->weight_count)
        c.call.weight = &s->step.numbers.weight;
    double x = (double)s->step.numbers.input;
    float room = text_width(FONT_DIGITS, ui_px(v->ui, 14), "−0.00") + ui_px(v->ui, 6);
    float line = text_height(FONT_DIGITS, unit_label_size(s)) * 1.3f,
          numbers = text_height(FONT_DIGITS, ui_px(v->ui, 14));
    at.h = fminf(at.h, at.w * 0.9f + line);
    rect words = rect_cut_bottom(&at, line);
    rect_cut_bottom(&at, numbers + ui_px(v->ui, 6));
    rect_cut_top(&at, ui_px(v->ui, 8));
    rect_cut_left(&at, room);
    rect_cut_right(&at, ui_px(v->ui, 22));
    if (at.w < ui_px(v->ui, 60) || at.h < ui_px(v->ui, 50))
        return;
    c.box = at;
    choose_range(&c, x);
    draw_axes(&c, room);
    draw_function(&c);
    if (isfinite(x) && !(s->hidden && s->phase != CNN_BACKWARD))
        draw_point(&c, x);
    draw_words(&c, words, x);
}
