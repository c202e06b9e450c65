/* Windows are followed back, or ahead, one operator and one axis at a time. Node by node, from the given one down to
 * the image, the cells needed of each node grow to include those that all its readers need. */
#include "receptive_field.h"

static const cnn_span NOTHING = {0, -1};

static bool is_empty(cnn_span cells) {
    return cells.first > cells.last;
}

static cnn_span cut(cnn_span cells, int64_t size) {
    return (cnn_span){cells.first < 0 ? 0 : cells.first, cells.last >= size ? size - 1 : cells.last};
}

static cnn_span both(cnn_span a, cnn_span b) {
    if (is_empty(a) || is_empty(b))
        return is_empty(a) ? b : a;
    return (cnn_span){a.first < b.first ? a.first : b.first, a.last > b.last ? a.last : b.last};
}

/* Cells are bounded so that multiplying them by a stride once more cannot overflow. */
static cnn_span bounded(cnn_span cells) {
    const int64_t far = (int64_t)1 << 38;
    return (cnn_span){cells.first < -far  ? -far
                      : cells.first > far ? far
                                          : cells.first,
        cells.last > far    ? far
        : cells.last < -far ? -far
                            : cells.last};
}

static int64_t size_of(const cnn_net *net, int node, int which) {
    cnn_shape out = net->nodes[node].layout.out;
    return which == CNN_VERTICAL ? out.h : out.w;
}

/* The cells of the image that `cells` of the node need, on one axis. Without `whole` they are cut to each map on the
 * way. With it nothing is cut, and a node that reads its input as a whole needs a cell in its middle and sets *whole. */
static cnn_span field(const cnn_net *net, int node, int which, cnn_span cells, bool *whole) {
    cnn_span needed[CNN_LAYERS_MAX + 2];
    for (int i = 0; i <= node; i++)
        needed[i] = i == node ? cells : NOTHING;
    for (int i = node; i > 0; i--) {
        const cnn_node *n = &net->nodes[i];
        cnn_axis axis = cnn_net_axis(net, i, which);
        if (is_empty(needed[i]))
            continue;
        cnn_span read = cnn_axis_field(axis, needed[i]);
        if (whole && axis.kind == CNN_AXIS_WHOLE) {
            read = (cnn_span){axis.input / 2, axis.input / 2};
            *whole = true;
        }
        for (int j = 0; j < n->input_count; j++) {
            cnn_span its = whole ? bounded(read) : cut(read, size_of(net, n->inputs[j], which));
            needed[n->inputs[j]] = both(needed[n->inputs[j]], its);
        }
    }
    return needed[0];
}

cnn_rectangle cnn_net_receptive_field(const cnn_net *net, int node, cnn_rectangle cells) {
    return (cnn_rectangle){
        field(net, node, CNN_VERTICAL, cells.rows, NULL), field(net, node, CNN_HORIZONTAL, cells.columns, NULL)};
}

/* After a transposed convolution, cells differ in how much they see; the pattern repeats after its stride. */
static int64_t period_of(const cnn_net *net, int node, int which) {
    enum { LONGEST = 256 };
    int64_t period = 1;
    for (int i = 1; i <= node; i++) {
        cnn_axis axis = cnn_net_axis(net, i, which);
        if (axis.kind == CNN_AXIS_STAMP && period * axis.stride <= LONGEST)
            period *= axis.stride;
    }
    return period;
}

cnn_field_size cnn_net_field_size(const cnn_net *net, int node, int which) {
    bool whole = false;
    int64_t period = period_of(net, node, which), middle = size_of(net, node, which) / 2;
    cnn_field_size found = {.size = 0, .per = period};
    for (int64_t i = 0; i < period; i++) {
        cnn_span seen = field(net, node, which, (cnn_span){middle + i, middle + i}, &whole);
        found.size = seen.last - seen.first + 1 > found.size ? seen.last - seen.first + 1 : found.size;
    }
    found.jump = field(net, node, which, (cnn_span){middle + period, middle + period}, &whole).first -
                 field(net, node, which, (cnn_span){middle, middle}, &whole).first;
    for (int64_t i = period; i > 1; i--)
        if (found.jump % i == 0 && found.per % i == 0) {
            found.jump /= i;
            found.per /= i;
        }
    if (whole && found.size < size_of(net, 0, which))
        found.size = size_of(net, 0, which);
    return found;
}

cnn_rectangle cnn_net_reach(const cnn_net *net, int consumer, cnn_rectangle cells) {
    cnn_shape out = net->nodes[consumer].layout.out;
    return (cnn_rectangle){cnn_axis_reach(cnn_net_axis(net, consumer, CNN_VERTICAL), out.h, cells.rows),
        cnn_axis_reach(cnn_net_axis(net, consumer, CNN_HORIZONTAL), out.w, cells.columns)};
}
