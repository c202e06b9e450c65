/* Pools. ONNX pads them as far as it likes; Stride, like PyTorch, by half the window. Beyond that the padding becomes a
 * layer in front of the pool:
 *
 *   a mean that counts its padding     zeros
 *   the largest of a window            the nearest cell once more, which the window reads anyway and so changes nothing
 *   a mean that does not count it      zeros, and behind the pool each number times all cells over those that count */
#include "onnx_rows.h"
#include "onnx_window.h"

#include <string.h>

enum { FAR_MOST = 4096 };

static bool padded_far(const cnn_onnx_window *w) {
    for (int i = 0; i < 4; i++)
        if (2 * w->padding[i] > w->size[i / 2])
            return true;
    return false;
}

static int64_t positions_of(const cnn_onnx_window *w, int axis, int64_t input) {
    int64_t room =
        input + w->padding[2 * axis] + w->padding[2 * axis + 1] - w->dilation[axis] * (w->size[axis] - 1) - 1;
    return room < 0 ? 0 : room / w->stride[axis] + 1;
}

/* How many cells of the axis the window at `position` reads; `edges`: whether it reads the edge cell too wherever it
 * reaches beyond that edge. */
static int64_t cells_read(const cnn_onnx_window *w, int axis, int64_t input, int64_t position, bool *edges) {
    int64_t first = position * w->stride[axis] - w->padding[2 * axis], count = 0;
    bool before = false, behind = false, low = false, high = false;
    for (int64_t k = 0; k < w->size[axis]; k++) {
        int64_t cell = first + k * w->dilation[axis];
        before |= cell < 0;
        behind |= cell >= input;
        low |= cell == 0;
        high |= cell == input - 1;
        count += cell >= 0 && cell < input;
    }
    *edges = (!before || low) && (!behind || high);
    return count;
}

/* The padding becomes a layer of its own. */
static cnn_status pad_first(
    cnn_onnx_graph *g, cnn_onnx_node *n, cnn_onnx_value *x, cnn_onnx_window *w, cnn_pad_mode mode, cnn_onnx_value *to) {
    cnn_onnx_making m = cnn_onnx_begin(g, n, "pad", &x, 1, NULL);
    cnn_onnx_set_list(&m, "padding", w->padding, 4);
    cnn_onnx_set(&m, "padding_mode", mode);
    memset(w->padding, 0, sizeof w->padding);
    return cnn_onnx_end(&m, to);
}

static cnn_status add_pool(cnn_onnx_graph *g, cnn_onnx_node *n, const char *word, cnn_onnx_value *x,
    const cnn_onnx_window *w, bool counted, cnn_onnx_value *to) {
    cnn_onnx_making m = cnn_onnx_begin(g, n, word, &x, 1, NULL);
    cnn_onnx_set_window(&m, w);
    cnn_onnx_set(&m, "ceil", (double)cnn_onnx_integer(n, "ceil_mode", 0));
    if (!strcmp(word, "avgpool"))
        cnn_onnx_set(&m, "count_include_pad", counted);
    return cnn_onnx_end(&m, to);
}

/* All cells of a window over those that count, for each number of the pool's output. */
static cnn_status correct_means(
    cnn_onnx_graph *g, cnn_onnx_node *n, const cnn_onnx_window *w, cnn_shape in, cnn_onnx_value *x) {
    size_t count = cnn_shape_image(x->shape), plane = (size_t)x->shape.h * (size_t)x->shape.w;
    float *factors = cnn_arena_alloc(g->arena, count, sizeof *factors),
          *across = cnn_arena_alloc(g->arena, (size_t)x->shape.w, sizeof *across);
    bool edges;
    if (!factors || !across)
        return cnn_no_memory(g->file, count * sizeof *factors);
    for (int i = 0; i < x->shape.w; i++)
        across[i] = (float)cells_read(w, 1, in.w, i, &edges);
    for (int row = 0; row < x->shape.h; row++) {
        float rows = (float)cells_read(w, 0, in.h, row, &edges);
        for (int i = 0; i < x->shape.w; i++)
            factors[(size_t)row * (size_t)x->shape.w + (size_t)i] =
                rows * across[i] > 0 ? (float)(w->size[0] * w->size[1]) / (rows * across[i]) : 0;
    }
    for (size_t i = plane; i < count; i++)
        factors[i] = factors[i - plane];
    cnn_onnx_making m = cnn_onnx_begin(g, n, "scale", &x, 1, NULL);
    cnn_onnx_set(&m, "factors", CNN_SLOPES_EACH);
    cnn_onnx_set(&m, "fixed", true);
    cnn_onnx_set_weights(&m, factors, count);
    cnn_onnx_set_biases(&m, NULL, 0);
    return cnn_onnx_end(&m, cnn_onnx_output(g, n));
}

/* A window that begins in the padding reads its edge cell; false where dilation leaps over it. */
static bool reads_edges(const cnn_onnx_window *w, const int64_t input[2]) {
    for (int axis = 0; axis < 2; axis++)
        for (int64_t p = 0, count = positions_of(w, axis, input[axis]); p < count; p++) {
            bool edges;
            if (p == w->padding[2 * axis] && count - p > w->padding[2 * axis + 1])
                p = count - w->padding[2 * axis + 1]; /* nothing is padded in between */
            if (p < count && (!cells_read(w, axis, input[axis], p, &edges) || !edges))
                return false;
        }
    return true;
}

static cnn_status pool_padded_far(
    cnn_onnx_graph *g, cnn_onnx_node *n, const char *word, cnn_onnx_value *x, cnn_onnx_window *w) {
    cnn_onnx_value padded = {0}, mean = {0};
    cnn_onnx_window whole = *w;
    const int64_t input[2] = {x->shape.h, x->shape.w};
    bool average = !strcmp(word, "avgpool"), counted = cnn_onnx_integer(n, "count_include_pad", 0) != 0,
         ceil = cnn_onnx_integer(n, "ceil_mode", 0) != 0;
    for (int i = 0; i < 4; i++)
        if (w->padding[i] > FAR_MOST || w->size[i / 2] > FAR_MOST)
            return cnn_onnx_refuse(n, "a window or its padding is larger than %d", FAR_MOST);
    if (!counted && (ceil || (!average && !reads_edges(w, input))))
        return cnn_onnx_refuse(n, "it is padded by more than half its window, and %s",
            ceil ? "rounds its size up" : "a dilated window may read nothing but padding");
    cnn_status status = pad_first(g, n, x, w, average ? CNN_PAD_ZEROS : CNN_PAD_REPLICATE, &padded);
    bool last = counted || !average;
    if (!cnn_failed(status))
        status = add_pool(g, n, word, &padded, w, counted, last ? cnn_onnx_output(g, n) : &mean);
    return cnn_failed(status) || last ? status : correct_means(g, n, &whole, x->shape, &mean);
}

cnn_status cnn_onnx_pool(cnn_onnx_graph *g, cnn_onnx_node *n, const cnn_onnx_row *row) {
    cnn_onnx_value *x;
    cnn_onnx_window frame = {.size = {1, 1}};
    cnn_status status = cnn_onnx_source(g, n, &x);
    if (!cnn_failed(status))
        status = cnn_onnx_read_window(n, x, true, &frame);
    if (cnn_failed(status))
        return status;
    if (padded_far(&frame))
        return pool_padded_far(g, n, row->word, x, &frame);
    return add_pool(
        g, n, row->word, x, &frame, cnn_onnx_integer(n, "count_include_pad", 0) != 0, cnn_onnx_output(g, n));
}

/* The whole of each map becomes one number. */
static cnn_status pool_whole(cnn_onnx_graph *g, cnn_onnx_node *n, cnn_onnx_value *x, const char *word, bool keep) {
    cnn_onnx_making m = cnn_onnx_begin(g, n, word, &x, 1, NULL);
    cnn_onnx_set(&m, "size", 1);
    m.axes = keep ? x->axes : 2;
    m.last = keep && x->last;
    return cnn_onnx_end(&m, cnn_onnx_output(g, n));
}

cnn_status cnn_onnx_global_pool(cnn_onnx_graph *g, cnn_onnx_node *n, const cnn_onnx_row *row) {
    cnn_onnx_value *x;
    cnn_status status = cnn_onnx_source(g, n, &x);
    if (cnn_failed(status))
        return status;
    if (x->last || x->axes < 3)
        return cnn_onnx_refuse(n, "it does not read maps");
    return pool_whole(g, n, x, row->word, true);
}

cnn_status cnn_onnx_reduce(cnn_onnx_graph *g, cnn_onnx_node *n, const cnn_onnx_row *row) {
    int64_t axes[CNN_ONNX_AXES];
    cnn_onnx_value *x, *given = cnn_onnx_input(g, n, 1);
    const cnn_onnx_constant *list = NULL;
    cnn_status status = cnn_onnx_source(g, n, &x);
    if (!cnn_failed(status) && given)
        status = cnn_onnx_constant_of(g, n, given, &list);
    if (cnn_failed(status))
        return status;
    int count = cnn_onnx_integers(n, "axes", CNN_ONNX_AXES, axes), wanted = x->axes - 2;
    for (size_t i = 0; list && list->integers && i < list->count && i < CNN_ONNX_AXES; i++)
        axes[count++] = list->integers[i];
    bool space = count == wanted && wanted > 0;
    for (int i = 0; i < count && space; i++) {
        int64_t axis = axes[i] < 0 ? axes[i] + x->axes : axes[i], first = x->last ? 1 : 2;
        space = axis >= first && axis < first + wanted;
    }
    if (!space)
        return cnn_onnx_refuse(n, "Stride reduces whole maps alone, not other axes");
    return pool_whole(g, n, x, row->word, cnn_onnx_integer(n, "keepdims", 1) != 0);
}
