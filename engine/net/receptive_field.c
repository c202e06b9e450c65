/* Windows are followed back, or ahead, one operator at a time. */
#include "receptive_field.h"

static cnn_span cut(cnn_span cells, int size) {
    return (cnn_span){cells.first < 0 ? 0 : cells.first, cells.last >= size ? size - 1 : cells.last};
}

cnn_rectangle cnn_net_receptive_field(const cnn_net *net, int node, cnn_rectangle cells) {
    while (node > 0) {
        const cnn_node *n = &net->nodes[node];
        cnn_shape in = net->nodes[n->inputs[0]].layout.out, out = n->layout.out;
        if (n->op->window) {
            cells.rows = cnn_axis_field(cnn_attrs_axis(&n->attrs, 0, in.h, false), cells.rows);
            cells.columns = cnn_axis_field(cnn_attrs_axis(&n->attrs, 1, in.w, false), cells.columns);
        } else if (out.h != in.h || out.w != in.w) {
            cells = (cnn_rectangle){{0, in.h - 1}, {0, in.w - 1}};
        }
        cells.rows = cut(cells.rows, in.h);
        cells.columns = cut(cells.columns, in.w);
        node = n->inputs[0];
    }
    return cells;
}

cnn_rectangle cnn_net_reach(const cnn_net *net, int consumer, cnn_rectangle cells) {
    const cnn_node *n = &net->nodes[consumer];
    cnn_shape in = net->nodes[n->inputs[0]].layout.out, out = n->layout.out;
    if (n->op->window) {
        cells.rows = cnn_axis_reach(cnn_attrs_axis(&n->attrs, 0, in.h, false), out.h, cells.rows);
        cells.columns = cnn_axis_reach(cnn_attrs_axis(&n->attrs, 1, in.w, false), out.w, cells.columns);
    } else if (out.h != in.h || out.w != in.w) {
        cells = (cnn_rectangle){{0, out.h - 1}, {0, out.w - 1}};
    }
    return cells;
}
