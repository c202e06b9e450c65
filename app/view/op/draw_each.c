/* One number makes one number, or a few do: input and output of one cell size, and between them how. Backward each gradient
 * stands under its tensor. Vectors are strips with a lens. */
#include "draw_each.h"
#include "draw_plane.h"
#include "marks.h"
#include "op_view.h"
#include "pictures.h"

#include "partial_gradients.h"

#include <math.h>
#include <stdlib.h>

static const tensor_panel input_sheet = {
    .role = ROLE_INPUT, .ground = ROLE_INPUT_GROUND, .full = ROLE_INPUT_CELL, .done = -1, .now = -1};
static const tensor_panel output_sheet = {
    .role = ROLE_MAP, .ground = ROLE_MAP_GROUND, .full = ROLE_MAP_CELL, .done = -1, .now = -1};
static const tensor_panel gradient_sheet = {
    .role = ROLE_GRADIENT, .ground = ROLE_PANEL, .full = ROLE_POSITIVE, .done = -1, .now = -1, .plus = true};

static bool is_vector(cnn_shape shape) {
    return shape.h == 1 && shape.w == 1;
}

void draw_between(const stage *s, rect at) {
    if (s->own->card) {
        s->own->card(s, at);
        return;
    }
    float y = at.y + at.h * 0.4f, half = fminf(at.w / 2, ui_px(s->v->ui, 40)), middle = at.x + at.w / 2;
    bool back = s->phase == CNN_BACKWARD;
    mark_arrow(s->v, back ? middle + half : middle - half, y, back ? middle - half : middle + half, y,
        theme_color(back ? ROLE_GRADIENT : ROLE_QUIET), ui_px(s->v->ui, 2.5f));
    if (!back && s->own->sign)
        mark_sign(s->v, middle, y - ui_px(s->v->ui, 24), ui_px(s->v->ui, 26), s->own->sign);
}

step_line each_line(const char *words, const char *how, float result, theme_role role, bool told) {
    char number[NUMBER_TEXT];
    step_line line = {.words = words, .role = role};
    if (how)
        cnn_format(line.written, sizeof line.written, "%s", how);
    number_text(result, 3, number);
    cnn_format(line.result, sizeof line.result, "%s", told ? number : "?");
    return line;
}

void draw_each_card(const stage *s, rect at, const char *heading, const step_line *lines, int count) {
    draw_step_card(s, at, heading, lines, count);
}

/* The planes that are read: of a sum one of each input; of everything else the one that the present cell lies in. */
static int sources(const stage *s) {
    bool all = s->node->op->family == CNN_FAMILY_JOIN && s->step.taps > 1;
    return all ? (int)fminf((float)s->step.taps, PLANES - 1) : 1;
}

static void source_panel(const stage *s, int tap, tensor_panel *x, char *title, size_t size) {
    cnn_call call = cnn_pass_call(s->r->pass, s->r->before, s->step.address.node, 0);
    cnn_tap cell = sources(s) > 1 ? cnn_recording_cell(s->r, &s->step, tap) : s->step.cell;
    const cnn_shape shape = call.in[cell.source].shape;
    int64_t plane = (int64_t)shape.h * shape.w;
    /* LRN reads neighbours too; the number that is divided lies where the output does */
    int64_t at = s->node->op->family == CNN_FAMILY_NORMALISATION ? s->step.position : cell.input;
    int map = at >= 0 ? (int)(at / plane) : cell.channel;
    *x = input_sheet;
    x->values = call.in[cell.source].data + (ptrdiff_t)map * plane;
    x->rows = shape.h;
    x->columns = shape.w;
    x->now = at >= 0 ? at % plane : -1;
    cnn_format(title, size, "%s", s->r->net->nodes[s->node->inputs[cell.source]].name);
    if (shape.c > 1)
        cnn_append(title, size, " · %s %d", tr("map"), map);
    x->title = title;
}

static void go_to_source_cell(const stage *s, int64_t hit, const tensor_panel *x, const tensor_panel *y, int map) {
    if (hit < 0)
        return;
    int64_t plane = (int64_t)y->rows * y->columns;
    if (x->rows == y->rows && x->columns == y->columns) {
        tensor_panel_go_to_position(s, hit + map * plane);
        return;
    }
    int row = (int)(hit / x->columns) + s->attrs.pad[0], column = (int)(hit % x->columns) + s->attrs.pad[2];
    if (row < y->rows && column < y->columns)
        tensor_panel_go_to_position(s, (int64_t)row * y->columns + column + map * plane);
}

static void draw_thumbnails(const stage *s, rect at, int map) {
    scale colors = scale_of(
        facts_of(s->v, s->output, cnn_shape_image(s->out)), theme_color(ROLE_MAP_GROUND), theme_color(ROLE_MAP_CELL));
    int64_t plane = (int64_t)s->out.h * s->out.w, done = s->phase == CNN_BACKWARD ? plane * s->out.c : s->done;
    int chosen = stage_thumbnails(s, at, "each", s->output, s->out, map, &colors, done);
    if (chosen >= 0)
        tensor_panel_go_to_position(s, chosen * plane);
}

/* Left, middle and right; the thumbnails and the sum have taken their room. */
typedef struct thirds {
    rect left, middle, right;
} thirds;

static thirds part(const stage *s, rect at) {
    float px = s->v->ui->scale, gap = 20 * px;
    bool back = s->phase == CNN_BACKWARD; /* four planes, each with its lens beside it, need the room */
    float middle =
        s->own->card ? fmaxf(fminf(at.w * (back ? 0.27f : 0.32f), 360 * px), (back ? 160 : 190) * px) : 110 * px;
    thirds t = {.left = rect_cut_left(&at, (at.w - middle - 2 * gap) / 2)};
    rect_cut_left(&at, gap);
    t.middle = rect_cut_left(&at, middle);
    rect_cut_left(&at, gap);
    t.right = at;
    return t;
}

static rect begin(const stage *s, int lines) {
    rect at = s->area;
    draw_stage_title(s, &at, "");
    draw_stage_sum(s, &at, lines);
    rect_cut_bottom(&at, ui_px(s->v->ui, 6));
    return at;
}

static int output_map(const stage *s) {
    return (int)(s->step.position / ((int64_t)s->out.h * s->out.w));
}

void draw_each(const stage *s) {
    if (is_vector(s->out)) {
        draw_each_vector(s, begin(s, 1));
        return;
    }
    rect at = begin(s, 1), thumbs = {0, 0, 0, 0};
    int map = output_map(s), count = sources(s);
    if (s->out.c > 1)
        thumbs = rect_cut_bottom(&at, ui_px(s->v->ui, 52));
    thirds t = part(s, at);
    tensor_panel panels[PLANES];
    char titles[PLANES][96];
    rect places[PLANES];
    int64_t hits[PLANES], plane = (int64_t)s->out.h * s->out.w;
    float high = t.left.h / (float)count;
    for (int i = 0; i < count; i++) {
        source_panel(s, i, &panels[i], titles[i], sizeof titles[i]);
        static const char *const names[] = {
            "each.input", "each.input1", "each.input2", "each.input3", "each.input4", "each.input5", "each.input6"};
        panels[i].name = names[i];
        places[i] = rect_cut_top(&t.left, high);
    }
    tensor_panel *y = &panels[count];
    *y = output_sheet;
    y->name = "each.output";
    y->title = titles[count];
    cnn_format(titles[count], sizeof titles[count], "%s", tr(s->own->output ? s->own->output : "stage.activation_map"));
    if (s->out.c > 1)
        cnn_append(titles[count], sizeof titles[count], " · %s %d", tr("map"), map);
    y->values = s->output + map * plane;
    y->rows = s->out.h;
    y->columns = s->out.w;
    y->now = s->step.position - map * plane;
    y->done = stage_done_in_map(s, map);
    y->partial = s->hidden ? "?" : NULL;
    places[count] = (rect){t.right.x, t.right.y, t.right.w, count > 1 ? high : t.right.h};
    planes_draw(s, places, panels, count + 1, hits, NULL);
    draw_between(s, t.middle);
    for (int i = 0; i < count; i++)
        go_to_source_cell(s, hits[i], &panels[i], y, map);
    if (hits[count] >= 0)
        tensor_panel_go_to_position(s, hits[count] + map * plane);
    if (s->out.c > 1)
        draw_thumbnails(s, thumbs, map);
}

/* ---- backward ---- */

/* The tap whose share is told: where one cell wins, that. */
static int64_t told_tap(const stage *s) {
    cnn_family family = s->node->op->family;
    int64_t tap = 0;
    if (family == CNN_FAMILY_AREA_CHOICE)
        while (tap + 1 < s->step.taps && !cnn_recording_numbers(s->r, &s->step, tap).taken)
            tap++;
    return family == CNN_FAMILY_NORMALISATION                                   ? s->step.taps / 2 /* of its own map */
           : family == CNN_FAMILY_AREA_MEAN || family == CNN_FAMILY_AREA_CHOICE ? tap /* of a mean all get the same */
                                                                                : s->step.tap;
}

/* Above the tensors, below them their gradients; the upstream one is at the right, and arrows lead left. */
static void draw_flow(const stage *s, rect middle, float y) {
    const view *v = s->v;
    float px = v->ui->scale, size = unit_label_size(s);
    color paint = theme_color(ROLE_GRADIENT);
    char a[NUMBER_TEXT], b[NUMBER_TEXT];
    cnn_numbers n = cnn_recording_numbers(s->r, &s->step, told_tap(s));
    number_text(n.gradient, 3, a);
    number_text(n.dinput, 3, b);
    mark_arrow(v, middle.x + middle.w, y, middle.x, y, paint, 2.5f * px);
    float half = middle.w / 2, line = text_height(FONT_DIGITS, size);
    rect words = {middle.x, y - line - 6 * px, half - 4 * px, line};
    draw_text_in(
        v->list, FONT_DIGITS_STRONG, view_fit_text(FONT_DIGITS_STRONG, size, 13 * px, words.w, b), words, 0, paint, b);
    words.x += half + 4 * px;
    draw_text_in(
        v->list, FONT_DIGITS_STRONG, view_fit_text(FONT_DIGITS_STRONG, size, 13 * px, words.w, a), words, 1, paint, a);
    draw_text_in(v->list, FONT_UI, size, (rect){middle.x, y + 6 * px, middle.w, line}, 0.5f, theme_color(ROLE_QUIET),
        tr("stage.from_above"));
}

static void gradient_panel(const stage *s, tensor_panel *p, const char *name, const char *title, const float *values,
    const float *whole, const tensor_panel *of) {
    (void)s;
    *p = gradient_sheet;
    p->name = name;
    p->title = title;
    p->values = values;
    p->whole = whole;
    p->rows = of->rows;
    p->columns = of->columns;
    p->now = of->now;
}

void draw_each_backward(const stage *s) {
    rect at = begin(s, 2);
    if (is_vector(s->out)) {
        draw_each_vector(s, at);
        return;
    }
    cnn_call call = cnn_pass_call(s->r->pass, s->r->before, s->step.address.node, 0);
    int source = s->step.cell.source, map = output_map(s);
    cnn_shape in = call.in[source].shape;
    int64_t in_plane = (int64_t)in.h * in.w, out_plane = (int64_t)s->out.h * s->out.w, hits[4];
    float *dx = calloc((size_t)in_plane, sizeof *dx);
    if (!dx)
        return;
    thirds t = part(s, at);
    tensor_panel panels[4];
    char titles[2][96];
    source_panel(s, (int)s->step.tap, &panels[0], titles[0], sizeof titles[0]);
    int in_map = (int)((panels[0].values - call.in[source].data) / in_plane);
    cnn_recording_dinput(s->r, s->v->state->session.player.at, source, in_map, dx);
    const float *whole = call.din[source].data ? call.din[source].data + in_map * in_plane : NULL;
    panels[0].name = "each.back.x";
    gradient_panel(s, &panels[1], "each.back.d", tr("stage.dinput"), dx, whole, &panels[0]);
    panels[1].done = panels[0].now >= 0 && in_plane == out_plane ? panels[0].now + 1 : -1;
    panels[2] = output_sheet;
    panels[2].name = "each.back.y";
    panels[2].title = titles[1];
    cnn_format(titles[1], sizeof titles[1], "%s", tr(s->own->output ? s->own->output : "stage.activation_map"));
    panels[2].values = s->output + map * out_plane;
    panels[2].rows = s->out.h;
    panels[2].columns = s->out.w;
    panels[2].now = s->step.position % out_plane;
    gradient_panel(s, &panels[3], "each.back.g", "∂L/∂y", s->gradient + map * out_plane, NULL, &panels[2]);
    rect places[4];
    places[0] = rect_cut_top(&t.left, t.left.h / 2);
    places[1] = t.left;
    places[2] = rect_cut_top(&t.right, t.right.h / 2);
    places[3] = t.right;
    planes_draw(s, places, panels, 4, hits, NULL);
    float low = places[1].y + places[1].h * 0.45f, line = text_height(FONT_UI, unit_label_size(s));
    draw_flow(s, t.middle, fmaxf(low, t.middle.y + t.middle.h - 2 * line));
    if (s->own->card) /* else the flow is the arrow */
        draw_between(s, (rect){t.middle.x, t.middle.y, t.middle.w, t.middle.h - 4.2f * line});
    for (int i = 0; i < 2; i++)
        go_to_source_cell(s, hits[i], &panels[i], &panels[2], map);
    for (int i = 2; i < 4; i++)
        if (hits[i] >= 0)
            tensor_panel_go_to_position(s, hits[i] + map * out_plane);
    free(dx);
}
