/* Each operator says which keys it knows; reading a layer is reading those keys. */
#include "netfile_layers.h"

#include <string.h>

static const char *const conv_keys[] = {"name", "from", "filters", "size", "stride", "padding", "dilation", "groups",
    "bias", "weights", "padding_mode", "padding_value", "connections", "fixed", NULL};
static const char *const pool_keys[] = {
    "name", "from", "size", "stride", "padding", "dilation", "ceil", "count_include_pad", NULL};
static const char *const dense_keys[] = {"name", "from", "units", "bias", "weights", "fixed", NULL};
static const char *const rbf_keys[] = {"name", "from", "units", "weights", "fixed", NULL};
static const char *const subsample_keys[] = {
    "name", "from", "size", "stride", "padding", "bias", "weights", "fixed", NULL};
static const char *const adaptive_keys[] = {"name", "from", "size", NULL};
static const char *const pad_keys[] = {"name", "from", "padding", "padding_mode", "padding_value", NULL};
static const char *const lrn_keys[] = {"name", "from", "neighbours", "alpha", "beta", "k", "alpha_over_n", NULL};
static const char *const batchnorm_keys[] = {"name", "from", "epsilon", "blend", "weights", "bias", "fixed", NULL};
static const char *const dropout_keys[] = {"name", "from", "probability", NULL};
static const char *const scaled_keys[] = {"name", "from", "amplitude", "steepness", NULL};
static const char *const leaky_keys[] = {"name", "from", "slope", NULL};
static const char *const plain_keys[] = {"name", "from", NULL};

const char *const *cnn_netfile_keys(cnn_op_kind kind) {
    switch (kind) {
    case CNN_OP_CONV2D:
        return conv_keys;
    case CNN_OP_MAX_POOL:
    case CNN_OP_AVG_POOL:
    case CNN_OP_MIN_POOL:
        return pool_keys;
    case CNN_OP_DENSE:
        return dense_keys;
    case CNN_OP_LEAKY_RELU:
        return leaky_keys;
    case CNN_OP_RBF:
        return rbf_keys;
    case CNN_OP_SUBSAMPLE:
        return subsample_keys;
    case CNN_OP_ADAPTIVE_AVG_POOL:
        return adaptive_keys;
    case CNN_OP_PAD:
        return pad_keys;
    case CNN_OP_LRN:
        return lrn_keys;
    case CNN_OP_BATCH_NORM:
        return batchnorm_keys;
    case CNN_OP_DROPOUT:
        return dropout_keys;
    case CNN_OP_SCALED_TANH:
        return scaled_keys;
    default:
        return plain_keys;
    }
}

static cnn_status read_padding(cnn_netfile_reader *r, cnn_yaml *map, cnn_attrs *a) {
    cnn_yaml *node = cnn_yaml_get(map, "padding");
    const char *text = cnn_yaml_text(node);
    if (!node)
        return cnn_ok();
    if (text && !strcmp(text, "same")) {
        a->same = true;
        return cnn_ok();
    }
    if (cnn_yaml_is_map(node))
        return cnn_yaml_fail(
            r->d, node, "padding must be one number, [vertical, horizontal], [top, bottom, left, right] or same");
    if (cnn_yaml_count(node) == 4) {
        for (int i = 0; i < 4; i++) {
            int64_t value;
            cnn_status status =
                cnn_yaml_integer(r->d, cnn_yaml_item(node, i), "padding", 0, CNN_NETFILE_SIZE_MAX, &value);
            if (cnn_failed(status))
                return status;
            a->pad[i] = (int)value;
        }
        return cnn_ok();
    }
    int pair[2];
    if (cnn_yaml_is_list(node) && cnn_yaml_count(node) != 2)
        return cnn_yaml_fail(
            r->d, node, "padding must be one number, [vertical, horizontal], [top, bottom, left, right] or same");
    cnn_status status = cnn_yaml_pair(r->d, node, "padding", 0, CNN_NETFILE_SIZE_MAX, pair);
    if (!cnn_failed(status)) {
        a->pad[0] = a->pad[1] = pair[0];
        a->pad[2] = a->pad[3] = pair[1];
    }
    return status;
}

static cnn_status read_bias(cnn_netfile_reader *r, cnn_yaml *map, cnn_layer *layer) {
    cnn_yaml *node = cnn_yaml_get(map, "bias");
    const char *text = cnn_yaml_text(node);
    if (!node)
        return cnn_ok();
    layer->attrs.bias_per_unit = text && layer->op == CNN_OP_CONV2D && !strcmp(text, "per-unit");
    if (layer->attrs.bias_per_unit)
        return cnn_ok();
    if (text && (!strcmp(text, "true") || !strcmp(text, "false")))
        return cnn_yaml_boolean(r->d, node, "bias", &layer->attrs.bias);
    cnn_numbers_list list;
    cnn_status status = cnn_yaml_matrix(r->d, node, "bias", r->arena, &list);
    layer->biases = list.data;
    layer->bias_count = list.count;
    return status;
}

/* Weights fix what the file leaves out: the size and the number of filters or units. */
static cnn_status read_weights(cnn_netfile_reader *r, cnn_yaml *map, cnn_layer *layer) {
    cnn_yaml *node = cnn_yaml_get(map, "weights");
    if (!node)
        return cnn_ok();
    cnn_numbers_list list;
    cnn_status status = cnn_yaml_matrix(r->d, node, "weights", r->arena, &list);
    if (cnn_failed(status))
        return status;
    layer->weights = list.data;
    layer->weight_count = list.count;
    layer->weight_depth = list.depth;
    memcpy(layer->weight_sizes, list.sizes, sizeof list.sizes);
    cnn_attrs *a = &layer->attrs;
    if (layer->op == CNN_OP_SUBSAMPLE || layer->op == CNN_OP_BATCH_NORM)
        return list.depth == 1 ? status
                               : cnn_yaml_fail(r->d, node, "weights of a %s layer are one number for each map",
                                     cnn_op_of(layer->op)->name);
    if (layer->op == CNN_OP_DENSE || layer->op == CNN_OP_RBF) {
        if (list.depth > 2)
            return cnn_yaml_fail(r->d, node, "weights of a dense layer are rows, one for each unit");
        a->units = a->units ? a->units : list.depth == 2 ? list.sizes[0] : 1;
        return status;
    }
    if (list.depth < 2)
        return cnn_yaml_fail(r->d, node, "weights of a filter are rows of numbers");
    const int *size = list.sizes + list.depth - 2;
    if (a->kernel[0] && (a->kernel[0] != size[0] || a->kernel[1] != size[1]))
        return cnn_yaml_fail(
            r->d, node, "the weights are %d x %d, but size says %d x %d", size[0], size[1], a->kernel[0], a->kernel[1]);
    a->kernel[0] = size[0];
    a->kernel[1] = size[1];
    a->filters = a->filters ? a->filters : list.depth == 4 ? list.sizes[0] : 1;
    return status;
}

static cnn_status read_window(cnn_netfile_reader *r, cnn_yaml *map, cnn_layer *layer) {
    cnn_attrs *a = &layer->attrs;
    bool pool = layer->op != CNN_OP_CONV2D;
    cnn_status status = cnn_netfile_pair(r, map, "size", 1, a->kernel);
    if (!cnn_failed(status) && pool) {
        a->stride[0] = a->kernel[0];
        a->stride[1] = a->kernel[1];
    }
    if (!cnn_failed(status))
        status = cnn_netfile_pair(r, map, "stride", 1, a->stride);
    if (!cnn_failed(status))
        status = cnn_netfile_pair(r, map, "dilation", 1, a->dilation);
    if (!cnn_failed(status))
        status = read_padding(r, map, a);
    if (!cnn_failed(status) && pool)
        status = cnn_netfile_boolean(r, map, "ceil", &a->ceil_mode);
    if (!cnn_failed(status) && pool)
        status = cnn_netfile_boolean(r, map, "count_include_pad", &a->count_include_pad);
    return status;
}

static cnn_status read_padding_mode(cnn_netfile_reader *r, cnn_yaml *map, cnn_attrs *a) {
    cnn_yaml *node = cnn_yaml_get(map, "padding_mode");
    const char *text = cnn_yaml_text(node);
    for (int i = 0; node && i <= CNN_PAD_MODES; i++) {
        if (i == CNN_PAD_MODES)
            return cnn_yaml_fail(r->d, node, "padding_mode is zeros, constant, replicate, reflect or circular");
        a->pad_mode = (cnn_pad_mode)i;
        if (text && !strcmp(text, cnn_pad_mode_name(a->pad_mode)))
            break;
    }
    if (cnn_yaml_get(map, "padding_value") && a->pad_mode != CNN_PAD_CONSTANT)
        return cnn_yaml_fail(
            r->d, cnn_yaml_get(map, "padding_value"), "padding_value goes with padding_mode: constant");
    return cnn_netfile_number(r, map, "padding_value", -1e6, 1e6, &a->pad_value);
}

/* For each filter the channels that it sees, counted from 0. How many channels there are is checked when the network is
 * built, so the table is kept as wide as it names them. */
static cnn_status read_connections(cnn_netfile_reader *r, cnn_yaml *map, cnn_layer *layer) {
    cnn_yaml *node = cnn_yaml_get(map, "connections");
    int filters = cnn_yaml_count(node), channels = 0;
    if (!node)
        return cnn_ok();
    if (!cnn_yaml_is_list(node) || filters != layer->attrs.filters)
        return cnn_yaml_fail(r->d, node, "connections has a list of channels for each of the %d filters, not %d",
            layer->attrs.filters, filters);
    for (int turn = 0; turn < 2; turn++) {
        uint8_t *seen = turn ? cnn_arena_alloc(r->arena, (size_t)filters * (size_t)channels, 1) : NULL;
        if (turn && !seen)
            return cnn_no_memory("a connection table", (size_t)filters * (size_t)channels);
        for (int i = 0; i < filters; i++) {
            cnn_yaml *row = cnn_yaml_item(node, i);
            if (!cnn_yaml_is_list(row) || !cnn_yaml_count(row))
                return cnn_yaml_fail(r->d, row, "filter %d sees no channel", i);
            for (int k = 0; k < cnn_yaml_count(row); k++) {
                int64_t channel;
                cnn_status status = cnn_yaml_integer(r->d, cnn_yaml_item(row, k), "a channel", 0, 65535, &channel);
                if (cnn_failed(status))
                    return status;
                channels = (int)channel + 1 > channels ? (int)channel + 1 : channels;
                if (turn)
                    seen[i * channels + channel] = 1;
            }
        }
        layer->attrs.connections = seen;
        layer->attrs.connected = channels;
    }
    return cnn_ok();
}

static cnn_status read_lrn(cnn_netfile_reader *r, cnn_yaml *map, cnn_attrs *a) {
    cnn_status status = cnn_netfile_integer(r, map, "neighbours", 1, 65536, &a->neighbours);
    if (!cnn_failed(status))
        status = cnn_netfile_number(r, map, "alpha", 0, 1e6, &a->alpha);
    if (!cnn_failed(status))
        status = cnn_netfile_number(r, map, "beta", 0, 100, &a->beta);
    if (!cnn_failed(status))
        status = cnn_netfile_number(r, map, "k", 1e-9, 1e6, &a->k);
    return cnn_failed(status) ? status : cnn_netfile_boolean(r, map, "alpha_over_n", &a->alpha_over_n);
}

/* What only one or two operators have. */
static cnn_status read_special(cnn_netfile_reader *r, cnn_yaml *map, cnn_layer *layer) {
    cnn_attrs *a = &layer->attrs;
    cnn_status status = cnn_ok();
    if (layer->op == CNN_OP_CONV2D || layer->op == CNN_OP_PAD)
        status = read_padding_mode(r, map, a);
    if (!cnn_failed(status) && layer->op == CNN_OP_PAD)
        status = read_padding(r, map, a);
    if (!cnn_failed(status) && layer->op == CNN_OP_CONV2D)
        status = read_connections(r, map, layer);
    if (!cnn_failed(status) && layer->op == CNN_OP_ADAPTIVE_AVG_POOL)
        status = cnn_netfile_pair(r, map, "size", 1, a->output);
    if (!cnn_failed(status) && layer->op == CNN_OP_LRN)
        status = read_lrn(r, map, a);
    if (!cnn_failed(status) && layer->op == CNN_OP_BATCH_NORM) {
        status = cnn_netfile_number(r, map, "epsilon", 1e-12, 1, &a->epsilon);
        if (!cnn_failed(status))
            status = cnn_netfile_number(r, map, "blend", 0, 1, &a->blend);
    }
    if (!cnn_failed(status) && layer->op == CNN_OP_DROPOUT)
        status = cnn_netfile_number(r, map, "probability", 0, 0.999, &a->drop);
    if (!cnn_failed(status) && layer->op == CNN_OP_SCALED_TANH) {
        status = cnn_netfile_number(r, map, "amplitude", 1e-6, 1e6, &a->amplitude);
        if (!cnn_failed(status))
            status = cnn_netfile_number(r, map, "steepness", 1e-6, 1e6, &a->steepness);
    }
    return cnn_failed(status) ? status : cnn_netfile_boolean(r, map, "fixed", &a->fixed);
}

cnn_status cnn_netfile_settings(cnn_netfile_reader *r, cnn_yaml *entry, cnn_yaml *map, cnn_layer *layer) {
    cnn_attrs *a = &layer->attrs;
    const cnn_op *op = cnn_op_of(layer->op);
    cnn_status status = op->window ? read_window(r, map, layer) : cnn_ok();
    if (!cnn_failed(status) && layer->op == CNN_OP_CONV2D) {
        status = cnn_netfile_integer(r, map, "filters", 1, CNN_NETFILE_SIZE_MAX, &a->filters);
        if (!cnn_failed(status))
            status = cnn_netfile_integer(r, map, "groups", 1, CNN_NETFILE_SIZE_MAX, &a->groups);
    }
    if (!cnn_failed(status) && (layer->op == CNN_OP_DENSE || layer->op == CNN_OP_RBF))
        status = cnn_netfile_integer(r, map, "units", 1, CNN_NETFILE_SIZE_MAX, &a->units);
    if (!cnn_failed(status) && layer->op == CNN_OP_LEAKY_RELU)
        status = cnn_netfile_number(r, map, "slope", -1e6, 1e6, &a->slope);
    if (!cnn_failed(status))
        status = read_bias(r, map, layer);
    if (!cnn_failed(status))
        status = read_weights(r, map, layer);
    if (!cnn_failed(status))
        status = read_special(r, map, layer);
    if (cnn_failed(status))
        return status;
    const char *missing = op->window && !a->kernel[0]                              ? "size"
                          : layer->op == CNN_OP_CONV2D && !a->filters              ? "filters"
                          : layer->op == CNN_OP_DENSE && !a->units                 ? "units"
                          : layer->op == CNN_OP_RBF && !a->units                   ? "units"
                          : layer->op == CNN_OP_ADAPTIVE_AVG_POOL && !a->output[0] ? "size"
                                                                                   : NULL;
    return missing ? cnn_yaml_fail(r->d, entry, "layer %s needs \"%s\"", layer->name, missing) : status;
}
