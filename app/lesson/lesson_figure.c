/* What each figure needs of its network. */
#include "lesson_figure.h"

#include "chain.h"

/* Each layer reads the one before it. */
static const cnn_node *branching(const cnn_net *net) {
    for (int i = 1; i <= net->output; i++)
        if (net->nodes[i].input_count != 1 || net->nodes[i].inputs[0] != i - 1)
            return &net->nodes[i];
    return NULL;
}

static cnn_status overview_fits(const cnn_net *net) {
    const cnn_node *other = branching(net);
    if (other)
        return cnn_fail(CNN_BAD_INPUT, "show: overview: the layers must follow each other, but %.60s joins or branches",
            other->name);
    if (net->output < 2)
        return cnn_fail(CNN_BAD_INPUT, "show: overview: the network has a single layer; two or more make an overview");
    return cnn_ok();
}

cnn_status lesson_figure_fits(scene_show show, const cnn_recording *r) {
    chain c;
    if (show != SHOW_OVERVIEW && show != SHOW_CHAIN)
        return cnn_ok();
    if (!r)
        return cnn_fail(CNN_BAD_INPUT, "show: there is no network on this page or before it");
    return show == SHOW_CHAIN ? chain_of(r, &c) : overview_fits(r->net);
}
