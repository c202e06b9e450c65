/* The Network place: the live network as columns of maps, with shape, formula and parameters; below, one of three
 * panels. A column is a layer together with the function that follows it. A click opens what was clicked on the bench.
 */
#include "scene.h"

#include "command.h"
#include "grid.h"
#include "numbers.h"
#include "scene_network.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

int network_columns(const cnn_net *net, network_column *out, int most) {
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

static planes planes_of(const app *a, const network_column *c) {
    const cnn_recording *r = a->net.seen;
    const cnn_node *node = &r->net->nodes[c->first];
    int shown = c->last;
    planes p = {.factor = 1};
    if (a->net.tab <= NETWORK_GRADIENTS || c->first == 0) {
        p.shape = r->net->nodes[shown].layout.out;
        bool back = a->net.tab == NETWORK_GRADIENTS;
        /* Softmax in front of the loss has no gradient of its own: its input has. */
        while (back && shown > c->first && !r->net->nodes[shown].on_path)
            shown--;
        p.values = back ? r->pass->grad[shown].data : r->pass->value[shown].data;
        p.shape = r->net->nodes[shown].layout.out;
        if (a->net.tab > NETWORK_GRADIENTS)
            p.values = NULL;
        p.is_signed = back;
        return p;
    }
    if (!node->weight_count)
        return p;
    const float *blocks[] = {r->before, r->share, r->momentum};
    p.values = blocks[a->net.tab - NETWORK_FILTERS] + node->weight_at;
    p.factor = a->net.tab == NETWORK_CHANGES ? -r->settings.rate : 1;
    cnn_shape w = node->layout.weight;
    p.shape = node->op->window ? (cnn_shape){1, w.n * w.c, w.h, w.w} : (cnn_shape){1, 1, w.n, w.c};
    p.is_signed = true;
    return p;
}

static void open_layer(app *a, int node, int map) {
    cnn_phase phase = a->net.tab == NETWORK_GRADIENTS || a->net.tab == NETWORK_FILTER_GRADIENTS ? CNN_BACKWARD
                      : a->net.tab == NETWORK_CHANGES                                           ? CNN_UPDATE
                                                                                                : CNN_FORWARD;
    a->opens = (cnn_address){.iteration = -1,
        .depth = CNN_DEPTH_POSITION,
        .phase = phase,
        .node = node ? node : 1,
        .map = phase == CNN_UPDATE ? 0 : map};
    a->wants_inside = true;
    live_record(a->live, -1);
}

static int vector_cells(app *a, rect at, const planes *p, const scale *colors, const char *name) {
    int rows = p->shape.c > 60   ? (int)ceilf(sqrtf((float)p->shape.c * 2.2f))
               : p->shape.c > 20 ? (p->shape.c + 1) / 2
                                 : p->shape.c;
    int columns = (p->shape.c + rows - 1) / rows;
    float *plane = calloc((size_t)rows * (size_t)columns, sizeof *plane);
    if (!plane)
        return -1;
    for (int i = 0; i < p->shape.c; i++)
        plane[(i % rows) * columns + i / rows] = p->values[i] * p->factor;
    float cell = fminf(at.h / (float)rows, fminf(at.w / (float)columns, ui_px(&a->ui, 15)));
    rect box = {at.x, at.y, cell * (float)columns, cell * (float)rows};
    grid_heat(a, box, plane, rows, columns, colors);
    draw_frame(&a->list, rect_inset(box, -1), theme_color(ROLE_GRID), 1, 0);
    free(plane);
    char id[64];
    cnn_format(id, sizeof id, "%s.units", name);
    ui_touch t = ui_touch_of(&a->ui, id, box, false);
    a->ui.hand |= t.hovered;
    int row = (int)((a->ui.in.y - box.y) / cell), column = (int)((a->ui.in.x - box.x) / cell),
        unit = column * rows + row;
    return t.pressed && unit >= 0 && unit < p->shape.c ? unit : -1;
}

/* Thumbnails of the planes; returns the one clicked, or -1. */
static int map_cells(app *a, rect at, const planes *p, const scale *colors, const char *name) {
    float gap = ui_px(&a->ui, 4), best = 0;
    int columns = 1, clicked = -1;
    for (int c = 1; c <= 8; c++) {
        int rows = (p->shape.c + c - 1) / c;
        float side = fminf((at.w - gap * (float)(c - 1)) / (float)c, (at.h - gap * (float)(rows - 1)) / (float)rows);
        if (side > best) {
            best = side;
            columns = c;
        }
    }
    float side = fminf(best, ui_px(&a->ui, 62));
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
        grid_heat(a, box, scaled, p->shape.h, p->shape.w, colors);
        char id[64];
        cnn_format(id, sizeof id, "%s.%d", name, i);
        ui_touch t = ui_touch_of(&a->ui, id, box, false);
        a->ui.hand |= t.hovered;
        draw_frame(
            &a->list, rect_inset(box, -1), theme_color(t.hovered ? ROLE_FOCUS : ROLE_GRID), t.hovered ? 2 : 1, 0);
        if (t.pressed)
            clicked = i;
    }
    free(scaled);
    return clicked;
}

static void column_head(app *a, rect *at, const network_column *c) {
    const cnn_net *net = a->net.seen->net;
    const cnn_node *node = &net->nodes[c->first];
    ui *u = &a->ui;
    char text[200];
    float size = ui_px(u, 15);
    cnn_format(text, sizeof text, "%s%s%s", c->first ? node->name : tr("network.input"),
        c->last > c->first ? " · " : "", c->last > c->first ? net->nodes[c->last].name : "");
    float shrunk = size;
    while (shrunk > ui_px(u, 11) && text_width(FONT_STRONG, shrunk, text) > at->w)
        shrunk -= 0.5f;
    draw_text(&a->list, FONT_STRONG, shrunk, at->x, at->y, theme_color(ROLE_INK), text);
    rect_cut_top(at, ui_px(u, 22));
    cnn_shape out = net->nodes[c->last].layout.out;
    if (out.h > 1 || out.w > 1)
        cnn_format(text, sizeof text, "%d×%d×%d", out.c, out.h, out.w);
    else
        cnn_format(text, sizeof text, "%d", out.c);
    draw_text(&a->list, FONT_DIGITS, ui_px(u, 13), at->x, at->y, theme_color(ROLE_INK), text);
    rect_cut_top(at, ui_px(u, 19));
    text[0] = '\0';
    if (node->op && node->op->window) {
        cnn_axis x = cnn_attrs_axis(&node->attrs, 0, net->nodes[node->inputs[0]].layout.out.h, !node->weight_count);
        const char *open = x.ceil_mode ? "⌈" : "⌊", *close = x.ceil_mode ? "⌉" : "⌋";
        if (x.pad_before || x.pad_after)
            cnn_format(text, sizeof text, "%s(%lld−%lld+%lld)/%lld%s+1 = %d", open, (long long)x.input,
                (long long)cnn_axis_extent(x), (long long)(x.pad_before + x.pad_after), (long long)x.stride, close,
                node->layout.out.h);
        else
            cnn_format(text, sizeof text, "%s(%lld−%lld)/%lld%s+1 = %d", open, (long long)x.input,
                (long long)cnn_axis_extent(x), (long long)x.stride, close, node->layout.out.h);
    } else if (node->op && node->weight_count) {
        cnn_format(text, sizeof text, "%d·%d+%zu", node->layout.weight.n, node->layout.weight.c, node->bias_count);
    }
    float small = ui_px(u, 12);
    while (small > ui_px(u, 9) && text_width(FONT_DIGITS, small, text) > at->w)
        small -= 0.5f;
    draw_text(&a->list, FONT_DIGITS, small, at->x, at->y, theme_color(ROLE_QUIET), text);
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
    draw_text(&a->list, FONT_UI, small, at->x, at->y, theme_color(ROLE_QUIET), text);
    rect_cut_top(at, ui_px(u, 20));
}

static void column_extrema(app *a, rect at, const planes *p) {
    float low = INFINITY, high = -INFINITY;
    size_t count = cnn_shape_image(p->shape);
    for (size_t i = 0; i < count; i++) {
        float v = p->values[i] * p->factor;
        low = v < low ? v : low;
        high = v > high ? v : high;
    }
    char text[80], one[NUMBER_TEXT], two[NUMBER_TEXT];
    number_significant(low, 2, one);
    number_significant(high, 2, two);
    cnn_format(text, sizeof text, "%s … %s", one, two);
    float size = ui_px(&a->ui, 12);
    while (size > ui_px(&a->ui, 9) && text_width(FONT_DIGITS, size, text) > at.w)
        size -= 0.5f;
    draw_text(&a->list, FONT_DIGITS, size, at.x, at.y, theme_color(ROLE_QUIET), text);
}

static void draw_column(app *a, rect at, const network_column *c, int index) {
    ui *u = &a->ui;
    const cnn_net *net = a->net.seen->net;
    char id[48];
    bool chosen = a->net.lower == NETWORK_EDITING && c->first == a->net.layer + 1;
    cnn_format(id, sizeof id, "network.column%d", index);
    rect head = {at.x - 4, at.y - 4, at.w + 4, ui_px(u, 82)};
    ui_touch t = ui_touch_of(u, id, head, true);
    u->hand |= t.hovered;
    if (t.hovered || chosen)
        draw_rect(&a->list, head, theme_color(ROLE_CHOSEN), ui_px(u, 8));
    if (chosen)
        draw_frame(&a->list, (rect){at.x - 5, at.y - 5, at.w + 6, at.h + 6}, theme_color(ROLE_WINDOW), ui_px(u, 2),
            ui_px(u, 8));
    if (t.pressed && a->net.lower == NETWORK_EDITING && c->first > 0) {
        a->net.layer = c->first - 1;
        u->changed = true;
    } else if (t.pressed) {
        open_layer(a, c->first, 0);
    }
    column_head(a, &at, c);
    planes p = planes_of(a, c);
    if (!p.values)
        return;
    rect foot = rect_cut_bottom(&at, ui_px(u, 18));
    color full = theme_color(c->first ? ROLE_POSITIVE : ROLE_INK);
    scale colors = scale_of(p.values, cnn_shape_image(p.shape), theme_color(ROLE_PANEL), full);
    colors.most *= fabsf(p.factor);
    colors.is_signed |= p.is_signed;
    column_extrema(a, foot, &p);
    if (p.shape.h == 1 && p.shape.w == 1) {
        int unit = vector_cells(a, at, &p, &colors, id);
        if (unit >= 0)
            open_layer(a, c->first, unit);
        return;
    }
    int clicked = map_cells(a, at, &p, &colors, id);
    if (clicked < 0)
        return;
    bool filters = a->net.tab >= NETWORK_FILTERS;
    int per = filters && c->first ? net->nodes[c->first].layout.weight.c : 1;
    open_layer(a, c->first, per ? clicked / per : clicked);
}

/* The class probabilities as bars, with the loss below. */
static void draw_classes(app *a, rect at) {
    ui *u = &a->ui;
    const cnn_recording *r = a->net.seen;
    const cnn_node *output = &r->net->nodes[r->net->output];
    int all = (int)cnn_shape_image(output->layout.out), count = all < 12 ? all : 12, best = 0;
    const float *p = r->pass->value[r->net->output].data;
    for (int i = 1; i < all; i++)
        best = p[i] > p[best] ? i : best;
    rect title = rect_cut_top(&at, ui_px(u, 24));
    draw_text(&a->list, FONT_STRONG, ui_px(u, 15), title.x, title.y, theme_color(ROLE_INK), output->name);
    rect loss = rect_cut_bottom(&at, ui_px(u, 26));
    float line = fminf(at.h / (float)count, ui_px(u, 26)), name_width = ui_px(u, 78), number_width = ui_px(u, 44),
          room = at.w - name_width - number_width;
    for (int i = 0; i < count; i++) {
        rect row = rect_cut_top(&at, line);
        char number[NUMBER_TEXT], name[16];
        cnn_format(number, sizeof number, "%.2f", (double)p[i]);
        bool label = i == r->label;
        draw_text_in(&a->list, label ? FONT_STRONG : FONT_UI, fminf(ui_px(u, 13.5f), line * 0.8f),
            (rect){row.x, row.y, name_width - 4, row.h}, 0, theme_color(ROLE_INK), network_class(a, i, name));
        float share = p[i] < 0 ? 0 : p[i] > 1 ? 1 : p[i];
        rect bar = {row.x + name_width, row.y + line * 0.22f, fmaxf(2, room * share), line * 0.56f};
        draw_rect(&a->list, bar, theme_color(i == best ? label ? ROLE_INPUT : ROLE_MAP : ROLE_FAINT), 3);
        draw_text_in(&a->list, FONT_DIGITS, fminf(ui_px(u, 13), line * 0.8f),
            (rect){bar.x + bar.w + 6, row.y, number_width, row.h}, 0, theme_color(ROLE_QUIET), number);
    }
    char text[120];
    if (r->label >= 0 && r->label < count) {
        cnn_format(text, sizeof text, "%s = −ln %.3g = **%.3g**", tr("word.loss"), (double)p[r->label],
            (double)r->pass->value[r->net->loss].data[0]);
        ui_line(u, loss, 0, FONT_UI, ui_px(u, 14.5f), theme_color(ROLE_INK), text);
    }
}

static void paint_own(app *a, rect box, cnn_shape shape) {
    ui_touch t = ui_touch_of(&a->ui, "network.canvas", box, false);
    a->ui.hand |= t.hovered;
    if (!t.held)
        return;
    float x = (a->ui.in.x - box.x) / box.w * (float)shape.w, y = (a->ui.in.y - box.y) / box.h * (float)shape.h,
          pen = (float)shape.w / 18;
    for (int c = 0; c < shape.c; c++)
        for (int v = 0; v < shape.h; v++)
            for (int h = 0; h < shape.w; h++) {
                float dx = (float)h + 0.5f - x, dy = (float)v + 0.5f - y, ink = pen + 0.6f - sqrtf(dx * dx + dy * dy);
                float *cell = &a->net.own[(c * shape.h + v) * shape.w + h];
                ink = ink < 0 ? 0 : ink > 1 ? 1 : ink;
                *cell = ink > *cell ? ink : *cell;
            }
    live_look_at(a->live, LIVE_OWN_PICTURE, 0, a->net.own);
    a->ui.changed |= a->ui.in.moved;
}

/* The picture that goes in, and where it comes from. */
static void draw_source(app *a, rect at) {
    ui *u = &a->ui;
    const cnn_recording *r = a->net.seen;
    cnn_shape shape = r->net->nodes[0].layout.out;
    network_column input = {0, 0};
    column_head(a, &at, &input);
    float side = fminf(at.w, ui_px(u, 150)), low = at.h - ui_px(u, 112);
    side = side > low ? low : side;
    rect box = {at.x, at.y, side, side * (float)shape.h / (float)shape.w};
    const float *pixels = a->net.drawing ? a->net.own : r->pass->value[0].data;
    scale colors = {
        .most = 1, .most_is_real = true, .ground = theme_color(ROLE_INPUT_GROUND), .full = theme_color(ROLE_INK)};
    grid_heat(a, box, pixels, shape.h, shape.w, &colors);
    draw_frame(
        &a->list, rect_inset(box, -1), theme_color(a->net.drawing ? ROLE_FOCUS : ROLE_GRID), a->net.drawing ? 2 : 1, 0);
    if (a->net.drawing)
        paint_own(a, box, shape);
    rect below = {at.x, box.y + box.h + ui_px(u, 6), at.w, ui_px(u, 26)};
    char text[160];
    bool own = a->net.source == LIVE_OWN_PICTURE;
    const char *sets[] = {"network.train_picture", "network.test_picture", "network.own_picture"};
    if (own)
        cnn_format(text, sizeof text, "%s", a->net.own_note[0] ? a->net.own_note : tr(sets[2]));
    else
        cnn_format(text, sizeof text, "%d", a->net.picture);
    if (!own) {
        int turn = ui_chooser(u, "network.picture", below, text);
        if (turn) {
            int count = a->net.source == LIVE_TEST_PICTURE ? a->snapshot.test_count : a->snapshot.train_count;
            network_look(a, a->net.source, (a->net.picture + turn + count) % (count ? count : 1));
        }
    } else {
        ui_line(u, below, 0, FONT_UI, ui_px(u, 13), theme_color(ROLE_QUIET), text);
    }
    below.y += below.h + ui_px(u, 4);
    if (ui_button(u, "network.set", below, tr(sets[a->net.source]), UI_OUTLINED, false, true))
        network_look(a, a->net.source == LIVE_TRAIN_PICTURE ? LIVE_TEST_PICTURE : LIVE_TRAIN_PICTURE, a->net.picture);
    below.y += below.h + ui_px(u, 4);
    if (ui_button(u, "network.draw", below, tr(a->net.drawing ? "network.draw_done" : "network.draw"), UI_OUTLINED,
            a->net.drawing, true))
        command_run(a, "draw"), u->changed = true;
}

const char *class_label(const char *name) {
    char key[48];
    cnn_format(key, sizeof key, "class.%s", name);
    const char *text = tr(key);
    return text == key ? name : text;
}

const char *network_class(const app *a, int at, char number[16]) {
    if (at < a->snapshot.classes && at < LIVE_CLASSES)
        return class_label(a->snapshot.class_names[at]);
    cnn_format(number, 16, "%d", at);
    return number;
}

void network_look(app *a, live_source source, int picture) {
    a->net.source = source;
    a->net.picture = picture;
    a->net.drawing = false;
    live_look_at(a->live, source, picture, source == LIVE_OWN_PICTURE ? a->net.own : NULL);
    a->ui.changed = true;
}

static void tabs(app *a, rect at) {
    static const char *const names[NETWORK_TABS] = {
        "network.activations", "network.gradients", "network.filters", "network.filter_gradients", "network.changes"};
    static const char *const lowers[NETWORK_LOWERS] = {"network.training", "network.judged", "network.editing"};
    ui *u = &a->ui;
    rect right = at;
    for (int i = NETWORK_LOWERS - 1; i >= 0; i--) {
        rect cell = rect_cut_right(&right, ui_button_width(u, tr(lowers[i]), 15));
        rect_cut_right(&right, ui_px(u, 4));
        if (ui_button(u, lowers[i], cell, tr(lowers[i]), UI_PLAIN, a->net.lower == (network_lower)i, true))
            network_open_lower(a, (network_lower)i);
    }
    float room = right.x + right.w - at.x, wanted = 0;
    for (int i = 0; i < NETWORK_TABS; i++)
        wanted += ui_button_width(u, tr(names[i]), 15) + ui_px(u, 4);
    float shrink = wanted > room ? room / wanted : 1;
    for (int i = 0; i < NETWORK_TABS; i++) {
        rect cell = rect_cut_left(&at, ui_button_width(u, tr(names[i]), 15) * shrink);
        rect_cut_left(&at, ui_px(u, 4) * shrink);
        if (ui_button(u, names[i], cell, tr(names[i]), UI_PLAIN, a->net.tab == (network_tab)i, true)) {
            a->net.tab = (network_tab)i;
            u->changed = true;
        }
    }
}

void network_open_lower(app *a, network_lower lower) {
    a->net.lower = lower;
    if (lower == NETWORK_JUDGED)
        live_judge(a->live);
    if (lower == NETWORK_EDITING && !a->net.edit.desc)
        network_begin_edit(a);
    if (lower == NETWORK_EDITING && !a->net.edit.desc)
        a->net.lower = NETWORK_TRAINING;
    a->ui.changed = true;
}

static void draw_columns(app *a, rect at) {
    enum { MOST = 512 };
    static network_column columns[MOST];
    ui *u = &a->ui;
    int count = network_columns(a->net.seen->net, columns, MOST);
    rect classes = rect_cut_right(&at, ui_px(u, 236));
    rect_cut_right(&at, ui_px(u, 12));
    rect source = rect_cut_left(&at, ui_px(u, 132));
    rect_cut_left(&at, ui_px(u, 16));
    draw_source(a, source);
    draw_classes(a, classes);
    float least = ui_px(u, 96), gap = ui_px(u, 12);
    int fits = (int)((at.w + gap) / (least + gap)), shown = count - 1 < fits ? count - 1 : fits;
    fits = fits < 1 ? 1 : fits;
    if (count - 1 > fits && rect_has(at, u->in.x, u->in.y) && u->in.wheel != 0 && !u->muted) {
        a->net.first -= u->in.wheel > 0 ? 1 : -1;
        u->in.wheel = 0;
        u->changed = true;
    }
    if (a->net.first > count - 1 - shown)
        a->net.first = count - 1 - shown;
    a->net.first = a->net.first < 0 ? 0 : a->net.first;
    float width = (at.w - gap * (float)(shown - 1)) / (float)(shown ? shown : 1);
    for (int i = 0; i < shown; i++) {
        rect column = rect_cut_left(&at, width);
        rect_cut_left(&at, gap);
        int at_column = 1 + a->net.first + i;
        assert(at_column < count);
        draw_column(a, column, &columns[at_column], at_column);
    }
}

void scene_network(app *a, rect at) {
    ui *u = &a->ui;
    rect in = {at.x + ui_px(u, 24), at.y + ui_px(u, 14), at.w - ui_px(u, 48), at.h - ui_px(u, 22)};
    if (!a->live || a->snapshot.state == LIVE_LOADING || !a->net.seen) {
        const char *text = a->snapshot.state == LIVE_FAILED ? a->snapshot.note : tr("strip.loading");
        ui_paragraph(u, in, FONT_UI, ui_px(u, 16), theme_color(ROLE_QUIET), text);
        return;
    }
    float share = a->present ? 1 : a->height < 700 * u->scale ? 0.5f : 0.53f;
    rect upper = rect_cut_top(&in, in.h * share);
    rect row = rect_cut_bottom(&upper, ui_px(u, 34));
    rect_cut_bottom(&upper, ui_px(u, 4));
    draw_columns(a, upper);
    tabs(a, row);
    if (a->present)
        return;
    rect_cut_top(&in, ui_px(u, 8));
    draw_rect(&a->list, in, theme_color(ROLE_PANEL), ui_px(u, 12));
    draw_frame(&a->list, in, theme_color(ROLE_BORDER), ui_px(u, 1), ui_px(u, 12));
    in = rect_inset(in, ui_px(u, 14));
    if (a->net.lower == NETWORK_TRAINING)
        network_training(a, in);
    else if (a->net.lower == NETWORK_JUDGED)
        network_judged(a, in);
    else
        network_editing(a, in);
}
