/* The live network as columns of maps, with shape, formula and parameters. A column is a layer together with the function
 * that follows it. A click opens what was clicked on the bench. */
#include "network_columns.h"

#include "grid.h"
#include "numbers.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

/* A layer and the functions right behind it. */
typedef struct network_column {
    int first, last; /* nodes */
} network_column;

static int columns_of(const cnn_net *net, network_column *out, int most) {
    int count = 0;
    for (int n = 0; n < net->loss && count < most; n++) {
        const cnn_node *node = &net->nodes[n];
        bool function = n > 1 && !node->op->window && !node->weight_count && node->inputs[0] == n - 1 && count > 1;
        if (function)
            out[count - 1].last = n;
        else
            out[count++] = (network_column){n, n};
    }
    return count;
}

/* What a column shows: planes of numbers. */
typedef struct planes {
    const float *values;
    cnn_shape shape; /* c planes of h x w; a vector has h = w = 1 */
    bool is_signed;
    float factor; /* what is shown is values * factor */
} planes;

static planes planes_of(const view *v, const network_column *c) {
    const cnn_recording *r = v->state->training.seen;
    const cnn_node *node = &r->net->nodes[c->first];
    int shown = c->last;
    planes p = {.factor = 1};
    if (v->state->screen.tab <= NETWORK_GRADIENTS || c->first == 0) {
        p.shape = r->net->nodes[shown].layout.out;
        bool back = v->state->screen.tab == NETWORK_GRADIENTS;
        /* Softmax in front of the loss has no gradient of its own: its input has. */
        while (back && shown > c->first && !r->net->nodes[shown].on_path)
            shown--;
        p.values = back ? r->pass->grad[shown].data : r->pass->value[shown].data;
        p.shape = r->net->nodes[shown].layout.out;
        if (v->state->screen.tab > NETWORK_GRADIENTS)
            p.values = NULL;
        p.is_signed = back;
        return p;
    }
    if (!node->weight_count)
        return p;
    const float *blocks[] = {r->before, r->share, r->momentum};
    p.values = blocks[v->state->screen.tab - NETWORK_FILTERS] + node->weight_at;
    p.factor = v->state->screen.tab == NETWORK_CHANGES ? -r->settings.rate : 1;
    cnn_shape w = node->layout.weight;
    p.shape = node->op->window ? (cnn_shape){1, w.n * w.c, w.h, w.w} : (cnn_shape){1, 1, w.n, w.c};
    p.is_signed = true;
    return p;
}

static void open_layer(const view *v, int node, int map) {
    network_tab shown = v->state->screen.tab;
    cnn_phase phase = shown == NETWORK_GRADIENTS || shown == NETWORK_FILTER_GRADIENTS ? CNN_BACKWARD
                      : shown == NETWORK_CHANGES                                      ? CNN_UPDATE
                                                                                      : CNN_FORWARD;
    cnn_address to = {.iteration = -1,
        .depth = CNN_DEPTH_POSITION,
        .phase = phase,
        .node = node ? node : 1,
        .map = phase == CNN_UPDATE ? 0 : map};
    view_ask_with(v, REQUEST_open_layer, (argument){.address = to});
}

static int vector_cells(const view *v, rect at, const planes *p, const scale *colors, const char *name) {
    int rows = p->shape.c > 60   ? (int)ceilf(sqrtf((float)p->shape.c * 2.2f))
               : p->shape.c > 20 ? (p->shape.c + 1) / 2
                                 : p->shape.c;
    int columns = (p->shape.c + rows - 1) / rows;
    float *plane = calloc((size_t)rows * (size_t)columns, sizeof *plane);
    if (!plane)
        return -1;
    for (int i = 0; i < p->shape.c; i++)
        plane[(i % rows) * columns + i / rows] = p->values[i] * p->factor;
    float cell = fminf(at.h / (float)rows, fminf(at.w / (float)columns, ui_px(v->ui, 15)));
    rect box = {at.x, at.y, cell * (float)columns, cell * (float)rows};
    grid_heat(v, box, plane, rows, columns, colors);
    draw_frame(v->list, rect_inset(box, -1), theme_color(ROLE_GRID), 1, 0);
    free(plane);
    char id[64];
    cnn_format(id, sizeof id, "%s.units", name);
    ui_touch t = ui_touch_of(v->ui, id, box, false);
    v->ui->hand |= t.hovered;
    int row = (int)((v->ui->in.y - box.y) / cell), column = (int)((v->ui->in.x - box.x) / cell),
        unit = column * rows + row;
    return t.pressed && unit >= 0 && unit < p->shape.c ? unit : -1;
}

/* Thumbnails of the planes; returns the one clicked, or -1. */
static int map_cells(const view *v, rect at, const planes *p, const scale *colors, const char *name) {
    float gap = ui_px(v->ui, 4), best = 0;
    int columns = 1, clicked = -1;
    for (int c = 1; c <= 8; c++) {
        int rows = (p->shape.c + c - 1) / c;
        float side = fminf((at.w - gap * (float)(c - 1)) / (float)c, (at.h - gap * (float)(rows - 1)) / (float)rows);
        if (side > best) {
            best = side;
            columns = c;
        }
    }
    float side = fminf(best, ui_px(v->ui, 62));
    if (side < 6)
        side = 6;
    size_t plane = (size_t)p->shape.h * (size_t)p->shape.w;
    float *scaled = malloc(plane * sizeof *scaled);
    for (int i = 0; i < p->shape.c && scaled; i++) {
        rect box = {at.x + (side + gap) * (float)(i % columns), at.y + (side + gap) * (float)(i / columns), side, side};
        if (box.y + side > at.y + at.h + 2)
            break;
        for (size_t j = 0; j < plane; j++)
            scaled[j] = p->values[(size_t)i * plane + j] * p->factor;
        grid_heat(v, box, scaled, p->shape.h, p->shape.w, colors);
        char id[64];
        cnn_format(id, sizeof id, "%s.%d", name, i);
        ui_touch t = ui_touch_of(v->ui, id, box, false);
        v->ui->hand |= t.hovered;
        draw_frame(v->list, rect_inset(box, -1), theme_color(t.hovered ? ROLE_FOCUS : ROLE_GRID), t.hovered ? 2 : 1, 0);
        if (t.pressed)
            clicked = i;
    }
    free(scaled);
    return clicked;
}

static void column_head(const view *v, rect *at, const network_column *c) {
    const cnn_net *net = v->state->training.seen->net;
    const cnn_node *node = &net->nodes[c->first];
    ui *u = v->ui;
    char text[200];
    float size = ui_px(u, 15);
    cnn_format(text, sizeof text, "%s%s%s", c->first ? node->name : tr("network.input"),
        c->last > c->first ? " · " : "", c->last > c->first ? net->nodes[c->last].name : "");
    float shrunk = size;
    while (shrunk > ui_px(u, 11) && text_width(FONT_STRONG, shrunk, text) > at->w)
        shrunk -= 0.5f;
    draw_text(v->list, FONT_STRONG, shrunk, at->x, at->y, theme_color(ROLE_INK), text);
    rect_cut_top(at, ui_px(u, 22));
    cnn_shape out = net->nodes[c->last].layout.out;
    if (out.h > 1 || out.w > 1)
        cnn_format(text, sizeof text, "%d×%d×%d", out.c, out.h, out.w);
    else
        cnn_format(text, sizeof text, "%d", out.c);
    draw_text(v->list, FONT_DIGITS, ui_px(u, 13), at->x, at->y, theme_color(ROLE_INK), text);
    rect_cut_top(at, ui_px(u, 19));
    text[0] = '\0';
    if (node->op && node->op->window) {
        int at_node = (int)(node - net->nodes), which = cnn_net_shown_axis(net, at_node);
        cnn_axis x = cnn_net_axis(net, at_node, which);
        const char *open = x.ceil_mode ? "⌈" : "⌊", *close = x.ceil_mode ? "⌉" : "⌋";
        if (x.pad_before || x.pad_after)
            cnn_format(text, sizeof text, "%s(%lld−%lld+%lld)/%lld%s+1 = %d", open, (long long)x.input,
                (long long)cnn_axis_extent(x), (long long)(x.pad_before + x.pad_after), (long long)x.stride, close,
                which == CNN_VERTICAL ? node->layout.out.h : node->layout.out.w);
        else
            cnn_format(text, sizeof text, "%s(%lld−%lld)/%lld%s+1 = %d", open, (long long)x.input,
                (long long)cnn_axis_extent(x), (long long)x.stride, close,
                which == CNN_VERTICAL ? node->layout.out.h : node->layout.out.w);
    } else if (node->op && node->op->family == CNN_FAMILY_STAMP) {
        int index = (int)(node - net->nodes);
        cnn_axis x = cnn_net_axis(net, index, cnn_net_shown_axis(net, index));
        cnn_format(text, sizeof text, "(%lld−1)·%lld−%lld+%lld = %lld", (long long)x.input, (long long)x.stride,
            (long long)(x.pad_before + x.pad_after), (long long)(cnn_axis_extent(x) + x.extra),
            (long long)cnn_axis_measure(x).output);
    } else if (node->op && node->weight_count) {
        cnn_format(text, sizeof text, "%d·%d+%zu", node->layout.weight.n, node->layout.weight.c, node->bias_count);
    }
    float small = ui_px(u, 12);
    while (small > ui_px(u, 9) && text_width(FONT_DIGITS, small, text) > at->w)
        small -= 0.5f;
    draw_text(v->list, FONT_DIGITS, small, at->x, at->y, theme_color(ROLE_QUIET), text);
    rect_cut_top(at, ui_px(u, 17));
    text[0] = '\0';
    if (node->op && node->weight_count) {
        char number[NUMBER_TEXT];
        number_grouped((int64_t)(node->weight_count + node->bias_count), number);
        cnn_format(text, sizeof text, tr("network.parameters"), number);
    }
    small = ui_px(u, 12);
    while (small > ui_px(u, 9) && text_width(FONT_UI, small, text) > at->w)
        small -= 0.5f;
    draw_text(v->list, FONT_UI, small, at->x, at->y, theme_color(ROLE_QUIET), text);
    rect_cut_top(at, ui_px(u, 20));
}

static void column_extrema(const view *v, rect at, const planes *p) {
    float low = INFINITY, high = -INFINITY;
    size_t count = cnn_shape_image(p->shape);
    for (size_t i = 0; i < count; i++) {
        float value = p->values[i] * p->factor;
        low = fminf(low, value);
        high = fmaxf(high, value);
    }
    char text[80], one[NUMBER_TEXT], two[NUMBER_TEXT];
    number_significant(low, 2, one);
    number_significant(high, 2, two);
    cnn_format(text, sizeof text, "%s … %s", one, two);
    float size = ui_px(v->ui, 12);
    while (size > ui_px(v->ui, 9) && text_width(FONT_DIGITS, size, text) > at.w)
        size -= 0.5f;
    draw_text(v->list, FONT_DIGITS, size, at.x, at.y, theme_color(ROLE_QUIET), text);
}

static void draw_column(const view *v, rect at, const network_column *c, int index) {
    ui *u = v->ui;
    const cnn_net *net = v->state->training.seen->net;
    char id[48];
    bool chosen = v->state->screen.lower == NETWORK_EDITING && c->first == v->state->screen.layer + 1;
    cnn_format(id, sizeof id, "network.column%d", index);
    rect head = {at.x - 4, at.y - 4, at.w + 4, ui_px(u, 82)};
    ui_touch t = ui_touch_of(u, id, head, true);
    u->hand |= t.hovered;
    if (t.hovered || chosen)
        draw_rect(v->list, head, theme_color(ROLE_CHOSEN), ui_px(u, 8));
    if (chosen)
        draw_frame(v->list, (rect){at.x - 5, at.y - 5, at.w + 6, at.h + 6}, theme_color(ROLE_WINDOW), ui_px(u, 2),
            ui_px(u, 8));
    if (t.pressed && v->state->screen.lower == NETWORK_EDITING && c->first > 0) {
        view_ask_value(v, REQUEST_choose_layer, c->first - 1);
    } else if (t.pressed) {
        open_layer(v, c->first, 0);
    }
    column_head(v, &at, c);
    planes p = planes_of(v, c);
    if (!p.values)
        return;
    rect foot = rect_cut_bottom(&at, ui_px(u, 18));
    color full = theme_color(c->first ? ROLE_POSITIVE : ROLE_INK);
    scale colors = scale_of(facts_now(p.values, cnn_shape_image(p.shape)), theme_color(ROLE_PANEL), full);
    colors.most *= fabsf(p.factor);
    colors.is_signed |= p.is_signed;
    column_extrema(v, foot, &p);
    if (p.shape.h == 1 && p.shape.w == 1) {
        int unit = vector_cells(v, at, &p, &colors, id);
        if (unit >= 0)
            open_layer(v, c->first, unit);
        return;
    }
    int clicked = map_cells(v, at, &p, &colors, id);
    if (clicked < 0)
        return;
    bool filters = v->state->screen.tab >= NETWORK_FILTERS;
    int per = filters && c->first ? net->nodes[c->first].layout.weight.c : 1;
    open_layer(v, c->first, per ? clicked / per : clicked);
}

void network_columns_draw_input(const view *v, rect *at) {
    column_head(v, at, &(network_column){0, 0});
}

/* The wheel moves along columns that have no room. */
static void scroll(const view *v, rect at, int hidden) {
    int *first = &v->own->first_column;
    if (hidden > 0 && rect_has(at, v->ui->in.x, v->ui->in.y) && v->ui->in.wheel != 0 && !v->ui->muted) {
        *first -= v->ui->in.wheel > 0 ? 1 : -1;
        v->ui->in.wheel = 0;
        v->ui->changed = true;
    }
    *first = *first > hidden ? hidden : *first;
    *first = *first < 0 ? 0 : *first;
}

void network_columns_draw(const view *v, rect at) {
    enum { MOST = 512 };
    network_column columns[MOST];
    int count = columns_of(v->state->training.seen->net, columns, MOST);
    float least = ui_px(v->ui, 96), gap = ui_px(v->ui, 12);
    int fits = (int)((at.w + gap) / (least + gap)), shown = count - 1 < fits ? count - 1 : fits;
    scroll(v, at, count - 1 - shown);
    float width = (at.w - gap * (float)(shown - 1)) / (float)(shown ? shown : 1);
    for (int i = 0; i < shown; i++) {
        rect column = rect_cut_left(&at, width);
        rect_cut_left(&at, gap);
        int at_column = 1 + v->own->first_column + i;
        assert(at_column < count);
        draw_column(v, column, &columns[at_column], at_column);
    }
}
