/* Forward the numbers run to the right above the row, backward to the left below it. Each circle multiplies what comes back
 * by its own derivative. */
#include "chain_figure.h"

#include "check_strip.h"
#include "figure.h"
#include "marks.h"
#include "numbers.h"

#include <math.h>
#include <string.h>

/* Design pixels. */
enum { SIDE = 26, TITLE = 52, WRITTEN = 150, RADIUS = 38, WIDEST = 190, ABOVE = 136, BELOW = 104 };

void chain_partial(char text[40], const char *of, const char *by) {
    cnn_format(text, 40, "∂%s/∂%s", of, by);
}

static float center(const chain_figure *f, int op) {
    return f->left + f->wide * (float)op;
}

static void words(
    const chain_figure *f, font_id font, float size, float x, float y, float room, theme_role role, const char *text) {
    size = view_fit_text(font, size, 13 * f->v->ui->scale, room, text);
    float high = text_height(font, size);
    draw_text_in(f->v->list, font, size, (rect){x - room / 2, y - high / 2, room, high}, 0.5f, theme_color(role), text);
}

static void number(float value, char text[NUMBER_TEXT]) {
    number_text(value, 3, text);
}

/* ---- the arrows and what runs along them ---- */

/* The edge before operation `at`; behind the last one for at = count. */
static void edge(const chain_figure *f, int at) {
    const chain *c = f->c;
    float from = at ? center(f, at - 1) + f->radius : f->left - f->wide * 0.86f,
          to = at < c->count ? center(f, at) - f->radius : center(f, c->count - 1) + f->wide * 0.86f;
    bool known = at == 0 || chain_forward(f, at - 1),
         back = at == c->count ? f->step > c->count - 1 : chain_back(f, at);
    back = back && f->step >= c->count + (at < c->count);
    float y = f->middle - f->radius * 0.34f, x = (from + to) / 2, room = to - from - 4 * f->unit, w = 3 * f->unit;
    theme_role role = at == 0 ? ROLE_INPUT : ROLE_MAP;
    const char *name = at ? c->ops[at - 1].out_name : c->ops[0].in_name;
    float value = at ? c->ops[at - 1].out : c->ops[0].in;
    char text[NUMBER_TEXT];
    mark_arrow(f->v, from + 4 * f->unit, y, to - 5 * f->unit, y, theme_color(known ? role : ROLE_UNVISITED), w);
    words(f, FONT_FORMULA, f->text * 1.1f, x, y - f->digits * 2.15f, room + 16 * f->unit, known ? role : ROLE_QUIET,
        name);
    number(value, text);
    words(f, FONT_DIGITS_STRONG, f->digits, x, y - f->digits * 0.95f, room + 16 * f->unit, known ? role : ROLE_QUIET,
        known ? text : "·");
    if (!back)
        return;
    float low = f->middle + f->radius * 0.34f, gradient = at < c->count ? c->ops[at].gradient_in : 1;
    char partial[40];
    mark_arrow(f->v, to - 4 * f->unit, low, from + 5 * f->unit, low, theme_color(ROLE_GRADIENT), w);
    number(gradient, text);
    words(f, FONT_DIGITS_STRONG, f->digits, x, low + f->digits * 0.95f, room + 16 * f->unit, ROLE_GRADIENT, text);
    chain_partial(partial, "L", name);
    words(f, FONT_FORMULA, f->text, x, low + f->digits * 2.1f, room + 22 * f->unit, ROLE_GRADIENT, partial);
}

/* ---- one operation ---- */

/* The usual sign of a function, where it has one that differs from its name. */
static const char *function_sign(const char *name) {
    char key[64];
    cnn_format(key, sizeof key, "chain.sign.%s", name);
    const char *sign = tr(key);
    return strcmp(sign, key) ? sign : name;
}

static void write_sign(const chain_figure *f, const chain_op *op, char text[40]) {
    const cnn_net *net = f->v->state->session.bench.recording->net;
    static const char *const signs[] = {"· %s", "+ %s", "%s", "(%s − t)²", "%s"};
    const char *what = op->kind <= CHAIN_PLUS     ? op->parameter_name
                       : op->kind == CHAIN_SQUARE ? op->in_name
                       : op->kind == CHAIN_LOSS   ? "L"
                                                  : function_sign(net->nodes[op->node].op->name);
    cnn_format(text, 40, signs[op->kind], what);
}

/* How an operation's own derivative is found: as "w₁", "1" or "2(a − t)". */
static void write_rule(const chain_op *op, char text[48]) {
    char partial[40];
    chain_partial(partial, op->out_name, op->in_name);
    if (op->kind == CHAIN_TIMES)
        cnn_format(text, 48, "%s = %s", partial, op->parameter_name);
    else if (op->kind == CHAIN_SQUARE)
        cnn_format(text, 48, "%s = 2(%s − t)", partial, op->in_name);
    else
        cnn_format(text, 48, "%s", partial);
}

/* "∂L/∂w" over its number, above the weight. */
static void parameter_gradient(const chain_figure *f, const chain_op *op, float x, float top) {
    char text[NUMBER_TEXT], partial[40];
    float room = f->wide - 4 * f->unit;
    chain_partial(partial, "L", op->parameter_name);
    number(op->parameter_gradient, text);
    words(f, FONT_FORMULA, f->text, x, top + 9 * f->unit, room, ROLE_GRADIENT, partial);
    words(f, FONT_DIGITS_STRONG, f->digits, x, top + 31 * f->unit, room, ROLE_GRADIENT, text);
}

/* A weight, a bias or a target, above its circle. */
static void parameter(const chain_figure *f, int at) {
    const chain_op *op = &f->c->ops[at];
    const view *v = f->v;
    if (!op->has_parameter)
        return;
    float x = center(f, at), high = 34 * f->unit, wide = fminf(f->wide - 6 * f->unit, 100 * f->unit);
    bool learns = op->kind <= CHAIN_PLUS, chosen = learns && f->chosen == at;
    rect box = {x - wide / 2, f->row.y + 46 * f->unit, wide, high};
    char text[NUMBER_TEXT + 16], digits[NUMBER_TEXT], name[32];
    number(op->parameter, digits);
    cnn_format(text, sizeof text, "%s = %s", op->parameter_name, digits);
    theme_role role = learns ? ROLE_FILTER : ROLE_INK;
    draw_rect(v->list, box, theme_color(learns ? ROLE_FILTER_GROUND : ROLE_PANEL), 7 * f->unit);
    draw_frame(v->list, box, theme_color(chosen ? ROLE_GRADIENT : role), (chosen ? 3 : 1.5f) * f->unit, 7 * f->unit);
    words(f, FONT_DIGITS_STRONG, f->digits * 0.92f, x, box.y + high / 2, wide - 6 * f->unit, role, text);
    mark_arrow(
        v, x, box.y + high + 3 * f->unit, x, f->middle - f->radius - 5 * f->unit, theme_color(role), 2 * f->unit);
    if (!learns || !chain_back(f, at))
        return;
    cnn_format(name, sizeof name, "chain.parameter%d", at);
    ui_touch t = ui_touch_of(v->ui, name, box, true);
    v->ui->hand |= t.hovered;
    if (t.pressed)
        view_ask_value(v, REQUEST_choose_operation, at);
    parameter_gradient(f, op, x, f->row.y);
}

static void operation(const chain_figure *f, int at) {
    const chain_op *op = &f->c->ops[at];
    const view *v = f->v;
    float x = center(f, at), r = f->radius;
    bool done = chain_forward(f, at), back = chain_back(f, at),
         now = f->step > 0 && (f->step <= f->c->count ? at == f->step - 1 : at == 2 * f->c->count - f->step);
    rect circle = {x - r, f->middle - r, 2 * r, 2 * r};
    theme_role role = back ? ROLE_GRADIENT : done ? ROLE_MAP : ROLE_UNVISITED;
    char text[48], digits[NUMBER_TEXT], times[NUMBER_TEXT + 8];
    parameter(f, at);
    draw_rect(v->list, circle, theme_color(now ? ROLE_CHOSEN : ROLE_PANEL), r);
    draw_frame(v->list, circle, theme_color(role), (now ? 4.5f : 2.5f) * f->unit, r);
    write_sign(f, op, text);
    if (op->kind == CHAIN_SQUARE && text_width(FONT_FORMULA, 13 * v->ui->scale, text) > 2 * r - 12 * f->unit)
        cnn_format(text, sizeof text, "L"); /* its rule stands below */
    words(f, op->kind == CHAIN_FUNCTION ? FONT_STRONG : FONT_FORMULA, f->text * 1.25f, x, f->middle,
        2 * r - 10 * f->unit, ROLE_INK, text);
    if (!back)
        return;
    number(op->slope, digits);
    cnn_format(times, sizeof times, "× %s", digits);
    bool narrow = f->wide < 150 * f->unit; /* below what stands under the arrows */
    float low = f->middle + (narrow ? r * 0.34f + f->digits * 3.5f : r + f->digits * 0.9f);
    words(f, FONT_DIGITS_STRONG, f->digits, x, low, f->wide - 8 * f->unit, ROLE_GRADIENT, times);
    write_rule(op, text);
    words(f, FONT_FORMULA, f->text * 0.95f, x, low + f->digits * 1.25f, f->wide - 2 * f->unit, ROLE_QUIET, text);
}

/* ---- the whole ---- */

/* Back, on, and the nudge of the gradient that is written out. */
static void title_buttons(const chain_figure *f, rect *row) {
    const view *v = f->v;
    float px = v->ui->scale, high = 34 * px;
    int count = f->c->count;
    struct {
        const char *name;
        request_name ask;
        int value;
        ui_look look;
        bool shown, can;
    } buttons[] = {
        {"chain.on", REQUEST_chain_step, 1, UI_PRIMARY, true, f->step < 2 * count && !state_asks(v->state)},
        {"chain.back", REQUEST_chain_step, -1, UI_OUTLINED, true, f->step > 0},
        {"chain.nudge", REQUEST_check_chain, 0, UI_OUTLINED, f->chosen >= 0, true},
    };
    for (int i = 0; i < 3; i++) {
        if (!buttons[i].shown)
            continue;
        const char *label = tr(buttons[i].name);
        rect at = rect_cut_right(row, ui_button_width(v->ui, label, 15));
        rect_cut_right(row, 8 * px);
        at = (rect){at.x, row->y + (row->h - high) / 2, at.w, high};
        if (ui_button(v->ui, buttons[i].name, at, label, buttons[i].look, false, buttons[i].can))
            view_ask_value(v, buttons[i].ask, buttons[i].value);
    }
}

static void title(const chain_figure *f) {
    const view *v = f->v;
    rect row = f->title;
    char text[160];
    int count = f->c->count;
    bool back = f->step > count;
    const char *words_of = tr(f->step == 0 ? "chain.begin" : back ? "chain.backward" : "chain.forward");
    cnn_format(text, sizeof text, words_of, back ? f->step - count : f->step, count);
    if (!v->state->screen.present && !view_on_paper(v))
        title_buttons(f, &row);
    ui_line(v->ui, row, 0, FONT_STRONG, f->text * 1.15f, theme_color(f->step > count ? ROLE_GRADIENT : ROLE_INK), text);
}

static void place(chain_figure *f, rect at) {
    bool present = f->v->state->screen.present;
    bool writes = f->chosen >= 0 || !(present || view_on_paper(f->v)); /* else there is nothing to be read yet */
    float px = f->v->ui->scale, room = fminf(at.w / (980 * px), at.h / ((writes ? 520 : 380) * px)), u;
    f->unit = u = px * fmaxf(0.7f, fminf(present ? 1.9f : 1, present || view_on_paper(f->v) ? room : fmaxf(1, room)));
    at = (rect){at.x + SIDE * u, at.y + 6 * u, at.w - 2 * SIDE * u, at.h - 12 * u};
    f->title = rect_cut_top(&at, TITLE * u);
    f->written = writes ? rect_cut_bottom(&at, fmaxf(fminf(WRITTEN * u, at.h * 0.36f), 62 * px + 32 * u)) : (rect){0};
    if (check_is_here(f->v))
        f->measured = rect_cut_bottom(&at, 74 * u);
    float count = (float)f->c->count;
    f->wide = fminf(at.w / (count + 0.72f), WIDEST * u);
    f->radius = fminf(RADIUS * u, f->wide * 0.29f);
    f->text = fmaxf(16 * u, 13.7f * px);
    f->digits = fmaxf(19 * u, 15.3f * px);
    float high = fminf(at.h, (ABOVE + BELOW + 2 * RADIUS + 70) * u);
    f->row = (rect){at.x, at.y + (at.h - high) / 2, at.w, high};
    f->middle = f->row.y + fmaxf((ABOVE - 6) * u, high * 0.5f) + f->radius * 0.4f;
    f->left = at.x + (at.w - f->wide * (count - 1)) / 2;
}

void draw_chain(const view *v, rect at) {
    chain c;
    if (cnn_failed(chain_of(v->state->session.bench.recording, &c)))
        return;
    const reader *reads = &v->state->lesson;
    chain_figure f = {.v = v,
        .c = &c,
        .step = reads->figure_step,
        .chosen = chain_chosen(&c, reads->figure_step, reads->figure_choice)};
    place(&f, at);
    title(&f);
    for (int i = 0; i <= c.count; i++)
        edge(&f, i);
    for (int i = 0; i < c.count; i++)
        operation(&f, i);
    if (f.measured.h > 0)
        check_result_draw(v, (rect){f.measured.x, f.measured.y, f.measured.w, f.measured.h - 12 * f.unit});
    if (f.written.h > 0)
        chain_written(&f);
}
