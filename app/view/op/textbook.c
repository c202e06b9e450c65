/* The input cell y meets tap u of the filter where the spread gradient has row y + P − u·D, which is a number of the upstream
 * gradient where the stride divides it. */
#include "textbook.h"

#include "op_view.h"

#include <stdlib.h>

static int reach(const stage *s, int which) {
    return s->attrs.dilation[which] * (s->attrs.kernel[which] - 1);
}

static int channels(const stage *s) {
    return s->in.c / s->attrs.groups;
}

static const float *filter_of(const stage *s, int map) {
    ptrdiff_t cells = (ptrdiff_t)s->attrs.kernel[0] * s->attrs.kernel[1];
    return s->weights + ((ptrdiff_t)map * channels(s) + s->channel % channels(s)) * cells;
}

static const float *upstream_of(const stage *s, int map) {
    return s->gradient + (ptrdiff_t)map * s->out.h * s->out.w;
}

textbook_spread textbook_spread_of(const stage *s, int map) {
    const cnn_attrs *a = &s->attrs;
    textbook_spread g = {.rows = (s->out.h - 1) * a->stride[0] + 1, .columns = (s->out.w - 1) * a->stride[1] + 1};
    int before[2] = {reach(s, 0) - a->pad[0], reach(s, 1) - a->pad[2]};
    int after[2] = {s->in.h + a->pad[0] - g.rows, s->in.w + a->pad[2] - g.columns};
    for (int i = 0; i < 2; i++) {
        g.pad[2 * i] = before[i] > 0 ? before[i] : 0;
        g.pad[2 * i + 1] = after[i] > 0 ? after[i] : 0;
    }
    g.values = calloc((size_t)g.rows * (size_t)g.columns, sizeof *g.values);
    const float *from = upstream_of(s, map);
    for (int i = 0; i < s->out.h && g.values; i++)
        for (int j = 0; j < s->out.w; j++)
            g.values[(ptrdiff_t)i * a->stride[0] * g.columns + (ptrdiff_t)j * a->stride[1]] = from[i * s->out.w + j];
    return g;
}

void textbook_turn(const stage *s, int map, float *turned) {
    int cells = s->attrs.kernel[0] * s->attrs.kernel[1];
    const float *w = filter_of(s, map);
    for (int i = 0; i < cells; i++)
        turned[i] = w[cells - 1 - i];
}

static int pad_before(const stage *s, int which) {
    return s->attrs.pad[which == CNN_VERTICAL ? 0 : 2];
}

int textbook_first_spread(const stage *s, int which, int cell) {
    return cell + pad_before(s, which) - reach(s, which);
}

int textbook_first_input(const stage *s, int which, int tap) {
    return tap * s->attrs.dilation[which] - pad_before(s, which);
}

float textbook_dinput(const stage *s, int map, int row, int column) {
    const cnn_attrs *a = &s->attrs;
    int y = textbook_first_spread(s, CNN_VERTICAL, row), x = textbook_first_spread(s, CNN_HORIZONTAL, column);
    const float *w = filter_of(s, map), *g = upstream_of(s, map);
    float sum = 0;
    for (int u = 0; u < a->kernel[0]; u++)
        for (int v = 0; v < a->kernel[1]; v++) {
            int i = y + u * a->dilation[0], j = x + v * a->dilation[1];
            bool number = i >= 0 && j >= 0 && i % a->stride[0] == 0 && j % a->stride[1] == 0 &&
                          i / a->stride[0] < s->out.h && j / a->stride[1] < s->out.w;
            if (number)
                sum += g[i / a->stride[0] * s->out.w + j / a->stride[1]] *
                       w[(a->kernel[0] - 1 - u) * a->kernel[1] + a->kernel[1] - 1 - v];
        }
    return sum;
}

float textbook_dweight(const stage *s, int tap_row, int tap_column) {
    const cnn_attrs *a = &s->attrs;
    int y = textbook_first_input(s, CNN_VERTICAL, tap_row), x = textbook_first_input(s, CNN_HORIZONTAL, tap_column);
    const float *input = s->input + (ptrdiff_t)s->channel * s->in.h * s->in.w, *g = upstream_of(s, s->map);
    float sum = 0;
    for (int i = 0; i < s->out.h; i++)
        for (int j = 0; j < s->out.w; j++) {
            int row = y + i * a->stride[0], column = x + j * a->stride[1];
            if (row >= 0 && column >= 0 && row < s->in.h && column < s->in.w)
                sum += g[i * s->out.w + j] * input[row * s->in.w + column];
        }
    return sum;
}

cnn_span textbook_maps(const stage *s) {
    int each = s->out.c / s->attrs.groups, first = s->channel / channels(s) * each;
    return (cnn_span){first, first + each - 1};
}

int64_t textbook_cells(const session *s, int64_t *of_input) {
    const cnn_node *node = &s->player.walk->net->nodes[session_node(s)];
    cnn_shape in = s->player.walk->net->nodes[node->inputs[0]].layout.out;
    *of_input = (int64_t)in.h * in.w;
    return *of_input + (int64_t)node->attrs.kernel[0] * node->attrs.kernel[1];
}

bool textbook_is_on(const state *s) {
    const player *p = &s->session.player;
    return s->screen.textbook && p->walk && p->at.phase == CNN_BACKWARD &&
           op_view_of(p->walk->net->nodes[session_node(&s->session)].kind)->draw_textbook;
}

textbook_focus textbook_focus_of(const stage *s) {
    int64_t of_input = (int64_t)s->in.h * s->in.w, cell = textbook_cell(s->v->state);
    bool on_input = cell < of_input;
    int64_t index = on_input ? cell : cell - of_input;
    int columns = on_input ? s->in.w : s->attrs.kernel[1];
    return (textbook_focus){.on_input = on_input,
        .row = (int)(index / columns),
        .column = (int)(index % columns),
        .index = index,
        .count = on_input ? of_input : (int64_t)s->attrs.kernel[0] * s->attrs.kernel[1]};
}

int64_t textbook_cell(const state *s) {
    int64_t of_input, all = textbook_cells(&s->session, &of_input);
    if (s->screen.lens_held)
        return s->screen.lens_cell < all ? s->screen.lens_cell : all - 1;
    return cnn_walk_position(s->session.player.walk,
               cnn_walk_at_depth(s->session.player.walk, s->session.player.at, CNN_DEPTH_POSITION)) %
           of_input;
}
