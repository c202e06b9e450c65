/* What comes out, class by class: probabilities, scores or distances as bars, or the gradients or weights of the last
 * layer, each in the row of its class; below them the loss of this picture. */
#include "class_text.h"
#include "grid.h"
#include "network_columns.h"
#include "network_edges.h"
#include "network_ends.h"
#include "numbers.h"

#include <math.h>
#include <stdlib.h>

enum { ROWS = 12 };

typedef struct classes {
    rect at;
    float unit, line, size, names, numbers;
    int all, count, best;
    int shown[ROWS]; /* the outputs in sight, in order */
    const float *p;
    bool shares;       /* they add up to 1 */
    float sign;        /* -1: they are distances, of which the smallest is the best */
    float least, most; /* a bar from the one to the other is empty and full */
} classes;

static bool is_chosen(const classes *c, int output) {
    for (int i = 0; i < c->count; i++)
        if (c->shown[i] == output)
            return true;
    return false;
}

/* All outputs where there is room for them, else the best ones, in order. */
static void choose(classes *c) {
    int most = c->all > ROWS ? ROWS - 2 : c->all;
    while (c->count < most) {
        int next = -1;
        for (int i = 0; i < c->all && (next < 0 || c->all > ROWS); i++)
            if (!is_chosen(c, i) && (next < 0 || c->sign * c->p[i] > c->sign * c->p[next]))
                next = i;
        c->shown[c->count++] = next;
    }
    for (int i = 0; i < c->all && !c->shares; i++) {
        c->least = fminf(c->least, c->p[i]);
        c->most = fmaxf(c->most, c->p[i]);
    }
}

static void output_text(const view *v, const classes *c, int output, char text[NUMBER_TEXT]) {
    class_output_text(c->shares, c->p[output], v->state->screen.present ? 0 : 1, text);
}

static classes classes_of(const view *v, const network_layout *l) {
    const cnn_recording *r = v->state->training.seen;
    classes c = {.unit = l->unit, .p = r->pass->value[r->net->output].data};
    c.all = (int)cnn_shape_image(r->net->nodes[r->net->output].layout.out);
    c.shares = class_shares(r);
    c.most = c.shares ? 1 : 0;
    c.sign = cnn_net_least_wins(r->net) ? -1 : 1;
    c.best = cnn_net_class(r->net, c.p);
    choose(&c);
    c.at = (rect){l->classes.x, l->planes, l->classes.w, l->high};
    c.line = fminf(c.at.h / (float)(c.count > 0 ? c.count : 1), 34 * c.unit);
    c.size = fmaxf(fminf(14 * c.unit, c.line * 0.86f), fminf(13 * c.unit, c.line));
    if (v->state->screen.present)
        c.size = fminf(c.line * 0.8f, v->height * 0.045f);
    c.numbers = c.shares ? text_width(FONT_DIGITS_STRONG, c.size, v->state->screen.present ? "100 %" : "100.0 %") : 0;
    for (int i = 0; i < c.count; i++) {
        char number[16], text[NUMBER_TEXT];
        output_text(v, &c, c.shown[i], text);
        c.numbers = fmaxf(c.numbers, text_width(FONT_DIGITS_STRONG, c.size, text));
        const char *name = class_text_of(&v->state->training.snapshot, c.shown[i], number);
        c.names = fmaxf(c.names, text_width(FONT_STRONG, c.size, name));
    }
    c.names = fminf(c.names, c.at.w * 0.45f) + 8 * c.unit;
    c.numbers += 4 * c.unit;
    return c;
}

static rect row_of(const classes *c, int i) {
    return (rect){c->at.x, c->at.y + c->line * (float)i, c->at.w, c->line};
}

static void draw_name(const view *v, const classes *c, int i) {
    char number[16];
    const char *name = class_text_of(&v->state->training.snapshot, c->shown[i], number);
    rect at = row_of(c, i);
    at.w = c->names - 8 * c->unit;
    bool strong = c->shown[i] == v->state->training.seen->label;
    font_id font = strong ? FONT_STRONG : FONT_UI;
    float size = view_fit_text(font, c->size, 13 * v->ui->scale, at.w, name);
    draw_text_in(v->list, font, size, at, 1, theme_color(strong ? ROLE_INK : ROLE_QUIET), name);
}

static void draw_bar(const view *v, const classes *c, int i) {
    rect at = row_of(c, i);
    int output = c->shown[i];
    bool best = output == c->best, right = output == v->state->training.seen->label;
    float share = c->most > c->least ? (c->p[output] - c->least) / (c->most - c->least) : 0;
    rect bar = {at.x + c->names, at.y + at.h * 0.18f, at.w - c->names - c->numbers, at.h * 0.64f};
    draw_rect(v->list, bar, theme_color(ROLE_EMPTY), 3 * c->unit);
    color paint = theme_color(!best                                         ? ROLE_UNVISITED
                              : right || v->state->training.seen->label < 0 ? ROLE_PRIMARY
                                                                            : ROLE_MAP);
    draw_rect(v->list, (rect){bar.x, bar.y, fmaxf(bar.w * fminf(fmaxf(share, 0), 1), 2 * c->unit), bar.h}, paint,
        3 * c->unit);
    char text[NUMBER_TEXT];
    output_text(v, c, output, text);
    draw_text_in(v->list, best ? FONT_DIGITS_STRONG : FONT_DIGITS, fmaxf(c->size, 14 * c->unit), at, 1,
        theme_color(best ? ROLE_INK : ROLE_QUIET), text);
}

/* What the tabs show of the last layer: a row of numbers for each class. */
static void draw_planes(const view *v, const classes *c, const network_planes *p) {
    int each = p->shape.h == c->all ? p->shape.w : p->shape.c == c->all ? p->shape.h * p->shape.w : 0;
    if (!p->values || !each)
        return;
    scale colors =
        scale_of(facts_now(p->values, cnn_shape_image(p->shape)), theme_color(ROLE_PANEL), theme_color(ROLE_POSITIVE));
    colors.most *= fabsf(p->factor);
    colors.is_signed = true;
    float *row = malloc((size_t)each * sizeof *row);
    for (int i = 0; i < c->count && row; i++) {
        rect at = row_of(c, i);
        at.x += c->names;
        at.w = each == 1 ? at.h : at.w - c->names;
        for (int j = 0; j < each; j++)
            row[j] = p->values[(size_t)c->shown[i] * (size_t)each + (size_t)j] * p->factor;
        grid_heat(v, rect_inset(at, c->unit), row, 1, each, &colors);
        char number[NUMBER_TEXT];
        number_significant(row[0], 2, number);
        if (each == 1)
            draw_text_in(
                v->list, FONT_DIGITS, fmaxf(c->size, 14 * c->unit), row_of(c, i), 1, theme_color(ROLE_INK), number);
    }
    free(row);
}

static void draw_loss(const view *v, const network_layout *l) {
    const cnn_recording *r = v->state->training.seen;
    int label = r->label, all = (int)cnn_shape_image(r->net->nodes[r->net->output].layout.out);
    rect at = {l->classes.x, l->foot, l->classes.w, 20 * l->unit};
    float size = 14 * l->unit;
    if (label < 0 || label >= all) {
        ui_line(v->ui, at, 0, FONT_UI, size, theme_color(ROLE_QUIET), tr("network.no_loss"));
        return;
    }
    float loss = r->pass->value[r->net->loss].data[0], p = r->pass->value[r->net->output].data[label];
    char text[200], one[NUMBER_TEXT], two[NUMBER_TEXT];
    bool exact = p < 0.001f ? number_significant(p, 2, one) : number_text(p, 3, one);
    exact &= number_text(loss, 3, two);
    if (fabsf(-logf(p) - loss) < 1e-3f * fmaxf(1, loss))
        cnn_format(text, sizeof text, "%s −ln %s %s {gradient}%s{}", tr("word.loss"), one, exact ? "=" : "≈", two);
    else
        cnn_format(text, sizeof text, "%s {gradient}%s{}", tr("word.loss"), two);
    ui_line(v->ui, at, 0, FONT_UI, size, theme_color(ROLE_QUIET), text);
}

/* Where no class is named: the first map that comes out, and the loss. */
static void draw_restored(const view *v, const network_layout *l) {
    const cnn_recording *r = v->state->training.seen;
    cnn_shape out = r->net->nodes[r->net->output].layout.out;
    const float *values = r->pass->value[r->net->output].data;
    char text[64], number[NUMBER_TEXT];
    cnn_format(text, sizeof text, "%d×%d×%d", out.c, out.h, out.w);
    network_head_draw(v, l, l->classes, l->output, theme_color(ROLE_INK), text, NULL);
    size_t plane = (size_t)out.h * (size_t)out.w;
    scale colors = scale_of(facts_of(v, values, plane), theme_color(ROLE_MAP_GROUND), theme_color(ROLE_MAP_CELL));
    rect at = classes_of(v, l).at;
    float cell = fminf(at.w / (float)out.w, at.h / (float)out.h);
    at.w = cell * (float)out.w;
    at.h = cell * (float)out.h;
    grid_heat(v, at, values, out.h, out.w, &colors);
    number_text(r->pass->value[r->net->loss].data[0], 3, number);
    cnn_format(text, sizeof text, "%s {gradient}%s{}", tr("word.loss"), number);
    ui_line(v->ui, (rect){l->classes.x, l->foot, l->classes.w, 20 * l->unit}, 0, FONT_UI, 14 * l->unit,
        theme_color(ROLE_QUIET), text);
    network_parameters_draw(v, l, l->classes, l->output);
}

void network_classes_draw(const view *v, const network_layout *l) {
    if (!cnn_net_classifies(v->state->training.seen->net)) {
        draw_restored(v, l);
        return;
    }
    const training *t = &v->state->training;
    char shape[64];
    classes c = classes_of(v, l);
    tr_format(shape, sizeof shape, c.all > c.count ? "network.classes_most" : "network.classes", c.all, c.count);
    network_head_draw(v, l, l->classes, l->output, theme_color(ROLE_INK), shape, NULL);
    network_planes p = network_planes_of(v, l->output);
    ui_touch touch = ui_touch_of(v->ui, "network.classes", c.at, true);
    v->ui->hand |= touch.hovered;
    for (int i = 0; i < c.count; i++) {
        rect row = row_of(&c, i);
        bool over = touch.hovered && rect_has(row, v->ui->in.x, v->ui->in.y);
        if (over)
            draw_rect(v->list, row, theme_color(ROLE_CHOSEN), 4 * c.unit);
        draw_name(v, &c, i);
        if (v->state->screen.tab == NETWORK_ACTIVATIONS)
            draw_bar(v, &c, i);
        if (over && touch.pressed)
            view_ask_with(v, REQUEST_open_layer,
                (argument){.address = {.iteration = -1,
                               .depth = CNN_DEPTH_POSITION,
                               .phase = CNN_FORWARD,
                               .node = t->seen->net->output,
                               .map = c.shown[i]}});
    }
    if (v->state->screen.tab != NETWORK_ACTIVATIONS)
        draw_planes(v, &c, &p);
    draw_loss(v, l);
    network_parameters_draw(v, l, l->classes, l->output);
}
