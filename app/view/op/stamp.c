/* Positions of a transposed convolution are those of its input; taps lead to cells of its output. */
#include "stamp.h"

#include "back_parts.h"
#include "tensor_panel.h"

#include <string.h>

static bool by_product(const stage *s) {
    return s->v->state->session.player.at.depth == CNN_DEPTH_PRODUCT;
}

stamp stamp_of(const stage *s) {
    cnn_address at = s->step.address;
    stamp t = {.bias = !strcmp(s->step.term.name, "bias"), .each = s->out.c / s->attrs.groups};
    t.channel = t.bias ? 0 : at.map;
    t.within = by_product(s) && !t.bias ? at.channel : s->v->state->session.channel % t.each;
    t.map = t.bias ? at.map : t.channel / (s->in.c / s->attrs.groups) * t.each + t.within;
    t.row = t.bias ? -1 : at.row;
    t.column = t.bias ? -1 : at.column;
    return t;
}

const float *stamp_filter(const stage *s, const stamp *t) {
    return s->weights +
           ((ptrdiff_t)t->channel * t->each + t->within) * (ptrdiff_t)s->attrs.kernel[0] * s->attrs.kernel[1];
}

int64_t stamp_tap(const stage *s, const stamp *t, int row, int column) {
    int64_t u = cnn_axis_tap(stage_axis(s, CNN_VERTICAL), t->row, row),
            v = cnn_axis_tap(stage_axis(s, CNN_HORIZONTAL), t->column, column);
    if (t->bias || u < 0 || v < 0)
        return -1;
    return ((int64_t)t->within * s->attrs.kernel[0] + u) * s->attrs.kernel[1] + v;
}

plane stamp_input(const stage *s, const stamp *t, const char *name) {
    plane p = back_value_plane(name, tr("stage.input_x"), ROLE_INPUT, s->in.h, s->in.w);
    plane_like(&p, s->v, s->input, cnn_shape_image(s->in));
    p.values = s->input + (ptrdiff_t)t->channel * s->in.h * s->in.w;
    return p;
}

plane stamp_filter_plane(const stage *s, const stamp *t, const char *name) {
    plane p = back_value_plane(name, tr("stage.filter_w"), ROLE_FILTER, s->attrs.kernel[0], s->attrs.kernel[1]);
    plane_like(&p, s->v, s->weights, s->node->weight_count);
    p.values = stamp_filter(s, t);
    return p;
}

void stamp_pad(const stage *s, plane *output) {
    memcpy(output->pad, s->attrs.pad, sizeof output->pad);
    output->no_zero = true; /* what the padding cuts off is no number */
}

void stamp_frames(
    const stage *s, const stamp *t, const plane *input, const plane *filter, const plane *output, theme_role role) {
    cnn_axis y = stage_axis(s, CNN_VERTICAL), x = stage_axis(s, CNN_HORIZONTAL);
    cnn_address at = s->step.address;
    if (t->bias)
        return;
    plane_frame(s, input, (float)t->row, (float)t->column, 1, 1, role);
    plane_frame(s, filter, 0, 0, filter->rows, filter->columns, role);
    plane_frame(s, output, (float)cnn_axis_cell(y, t->row, 0), (float)cnn_axis_cell(x, t->column, 0),
        (int)cnn_axis_extent(y), (int)cnn_axis_extent(x), role);
    if (!by_product(s))
        return;
    plane_frame(s, filter, (float)at.tap_row, (float)at.tap_column, 1, 1, ROLE_INK);
    plane_frame(s, output, (float)cnn_axis_cell(y, t->row, at.tap_row),
        (float)cnn_axis_cell(x, t->column, at.tap_column), 1, 1, ROLE_INK);
}

void stamp_draw_input(const stage *s, const stamp *t, const plane *p) {
    int64_t hit = plane_draw(s, p);
    if (hit >= 0 && !t->bias)
        tensor_panel_go_to_position(s, (int64_t)t->channel * s->in.h * s->in.w + hit);
}

void stamp_draw_filter(const stage *s, const stamp *t, const plane *p) {
    int64_t hit = plane_draw(s, p);
    if (hit >= 0 && !t->bias)
        tensor_panel_go_to_tap(s, (int64_t)t->within * s->attrs.kernel[0] * s->attrs.kernel[1] + hit);
}

void stamp_draw_output(const stage *s, const stamp *t, const plane *p) {
    int64_t hit = plane_draw(s, p);
    if (hit >= 0)
        tensor_panel_go_to_tap(s, stamp_tap(s, t, (int)(hit / s->out.w), (int)(hit % s->out.w)));
}

void stamp_choices(const stage *s, const stamp *t, rect channels, rect maps, const float *values) {
    const view *v = s->v;
    size_t ins = cnn_shape_image(s->in), outs = cnn_shape_image(s->out);
    int64_t area = (int64_t)s->in.h * s->in.w;
    scale in = scale_of_input(facts_of(v, s->input, ins), s->in.h, s->in.w),
          out = scale_of(facts_of(v, values, outs), theme_color(ROLE_PANEL), theme_color(ROLE_POSITIVE));
    int channel = s->in.c < 2
                      ? -1
                      : stage_thumbnails(s, channels, "stamp.channel", s->input, s->in, t->channel, &in, (int64_t)ins);
    int map = s->out.c < 2 ? -1 : stage_thumbnails(s, maps, "stamp.map", values, s->out, t->map, &out, (int64_t)outs);
    if (channel >= 0 && !t->bias)
        tensor_panel_go_to_position(s, channel * area + s->step.position % area);
    if (map >= 0)
        view_ask_value(v, REQUEST_use_channel, map % t->each);
}
