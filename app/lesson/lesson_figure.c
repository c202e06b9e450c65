/* What each figure needs of its network. */
#include "lesson_figure.h"

#include "chain.h"

/* Each layer reads the one before it. */
static cnn_status follows(const cnn_net *net, const char *figure) {
    for (int i = 1; i <= net->output; i++)
        if (net->nodes[i].input_count != 1 || net->nodes[i].inputs[0] != i - 1)
            return cnn_fail(CNN_BAD_INPUT, "show: %s: the layers must follow each other, but %.60s joins or branches",
                figure, net->nodes[i].name);
    return cnn_ok();
}

static cnn_status overview_fits(const cnn_net *net) {
    if (net->output < 2)
        return cnn_fail(CNN_BAD_INPUT, "show: overview: the network has a single layer; two or more make an overview");
    return follows(net, "overview");
}

static cnn_status field_fits(const cnn_net *net) {
    bool windows = false;
    for (int i = 1; i <= net->output; i++)
        windows |= net->nodes[i].op->window;
    if (!windows)
        return cnn_fail(CNN_BAD_INPUT, "show: field: the network has no convolution and no pooling");
    return follows(net, "field");
}

cnn_status lesson_figure_fits(scene_show show, const cnn_recording *r) {
    chain c;
    if (show != SHOW_OVERVIEW && show != SHOW_CHAIN && show != SHOW_FIELD)
        return cnn_ok();
    if (!r)
        return cnn_fail(CNN_BAD_INPUT, "show: there is no network on this page or before it");
    return show == SHOW_CHAIN ? chain_of(r, &c) : show == SHOW_FIELD ? field_fits(r->net) : overview_fits(r->net);
}
