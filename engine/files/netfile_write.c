/* Writing a description: only what differs from the defaults, so that a written file reads like one made by hand. */
#include "netfile_write.h"

#include <string.h>

typedef struct writer {
    char *text;
    size_t size, length;
} writer;

static void put(writer *w, const char *format, ...) CNN_PRINTF(2, 3);

static void put(writer *w, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    if (w->length + 1 < w->size)
        w->length += cnn_format_list(w->text + w->length, w->size - w->length, format, arguments);
    va_end(arguments);
}

static void put_number(writer *w, float value) {
    char text[CNN_FLOAT_TEXT];
    cnn_float_text(value, text);
    const char *yaml = !strcmp(text, "NaN")         ? ".nan"
                       : !strcmp(text, "Infinity")  ? ".inf"
                       : !strcmp(text, "-Infinity") ? "-.inf"
                                                    : text;
    put(w, "%s", yaml);
}

/* A nest of lists: sizes from the outside in. */
static const float *put_matrix(writer *w, const float *values, const int *sizes, int depth) {
    put(w, "[");
    for (int i = 0; i < sizes[0]; i++) {
        put(w, "%s", i ? "," : "");
        if (depth > 1)
            values = put_matrix(w, values, sizes + 1, depth - 1);
        else
            put_number(w, *values++);
    }
    put(w, "]");
    return values;
}

static const char *comma(bool *first) {
    const char *text = *first ? "" : ", ";
    *first = false;
    return text;
}

static void put_pair(writer *w, bool *first, const char *key, const int pair[2], int otherwise) {
    if (pair[0] == otherwise && pair[1] == otherwise)
        return;
    put(w, "%s%s: ", comma(first), key);
    if (pair[0] == pair[1])
        put(w, "%d", pair[0]);
    else
        put(w, "[%d, %d]", pair[0], pair[1]);
}

static void put_padding(writer *w, bool *first, const cnn_attrs *a) {
    if (a->same) {
        put(w, "%spadding: same", comma(first));
    } else if (a->pad[0] != a->pad[1] || a->pad[2] != a->pad[3]) {
        put(w, "%spadding: [%d, %d, %d, %d]", comma(first), a->pad[0], a->pad[1], a->pad[2], a->pad[3]);
    } else {
        int pair[2] = {a->pad[0], a->pad[2]};
        put_pair(w, first, "padding", pair, 0);
    }
}

static void put_weights(writer *w, bool *first, const cnn_layer *l) {
    int sizes[4] = {(int)l->weight_count, 1, 1, 1}, depth = 1;
    if (!l->weights)
        return;
    if (l->weight_depth) {
        memcpy(sizes, l->weight_sizes, sizeof sizes);
        depth = l->weight_depth;
    }
    put(w, "%sweights: ", comma(first));
    put_matrix(w, l->weights, sizes, depth);
}

static void put_named(writer *w, bool *first, const char *name, float value) {
    put(w, "%s%s: ", comma(first), name);
    put_number(w, value);
}

static void put_connections(writer *w, bool *first, const cnn_attrs *a) {
    put(w, "%sconnections: [", comma(first));
    for (int i = 0; i < a->filters; i++) {
        put(w, "%s[", i ? ", " : "");
        bool begun = false;
        for (int j = 0; j < a->connected; j++)
            if (a->connections[i * a->connected + j]) {
                put(w, "%s%d", begun ? ", " : "", j);
                begun = true;
            }
        put(w, "]");
    }
    put(w, "]");
}

static void put_special(writer *w, bool *first, const cnn_layer *l) {
    const cnn_attrs *a = &l->attrs;
    if (l->op == CNN_OP_PAD)
        put_padding(w, first, a);
    if (a->pad_mode != CNN_PAD_ZEROS)
        put(w, "%spadding_mode: %s", comma(first), cnn_pad_mode_name(a->pad_mode));
    if (a->pad_mode == CNN_PAD_CONSTANT)
        put_named(w, first, "padding_value", a->pad_value);
    if (a->connections)
        put_connections(w, first, a);
    if (l->op == CNN_OP_ADAPTIVE_AVG_POOL)
        put_pair(w, first, "size", a->output, 0);
    if (l->op == CNN_OP_LRN) {
        put(w, "%sneighbours: %d", comma(first), a->neighbours);
        put_named(w, first, "alpha", a->alpha);
        put_named(w, first, "beta", a->beta);
        put_named(w, first, "k", a->k);
        put(w, "%salpha_over_n: %s", comma(first), a->alpha_over_n ? "true" : "false");
    }
    if (l->op == CNN_OP_BATCH_NORM) {
        put_named(w, first, "epsilon", a->epsilon);
        put_named(w, first, "blend", a->blend);
    }
    if (l->op == CNN_OP_DROPOUT)
        put_named(w, first, "probability", a->drop);
    if (l->op == CNN_OP_SCALED_TANH) {
        put_named(w, first, "amplitude", a->amplitude);
        put_named(w, first, "steepness", a->steepness);
    }
}

static void put_layer(writer *w, const cnn_netdesc *desc, int index) {
    const cnn_layer *l = &desc->layers[index];
    const cnn_attrs *a = &l->attrs;
    const cnn_op *op = cnn_op_of(l->op);
    bool first = true, pool = op->window && l->op != CNN_OP_CONV2D,
         follows = l->input_count == 1 && l->inputs[0] == index - 1;
    put(w, "  - %s: {", op->name);
    put(w, "%sname: %s", comma(&first), l->name);
    if (!follows) {
        put(w, "%sfrom: [", comma(&first));
        for (int i = 0; i < l->input_count; i++)
            put(w, "%s%s", i ? ", " : "", l->inputs[i] == CNN_FROM_INPUT ? "input" : desc->layers[l->inputs[i]].name);
        put(w, "]");
    }
    if (l->op == CNN_OP_CONV2D)
        put(w, "%sfilters: %d", comma(&first), a->filters);
    if (l->op == CNN_OP_DENSE || l->op == CNN_OP_RBF)
        put(w, "%sunits: %d", comma(&first), a->units);
    put_special(w, &first, l);
    if (op->window) {
        put_pair(w, &first, "size", a->kernel, 0);
        bool usual = pool && a->stride[0] == a->kernel[0] && a->stride[1] == a->kernel[1];
        put_pair(w, &first, "stride", a->stride, pool ? usual ? a->stride[0] : 0 : 1);
        put_padding(w, &first, a);
        put_pair(w, &first, "dilation", a->dilation, 1);
    }
    if (l->op == CNN_OP_CONV2D && a->groups != 1)
        put(w, "%sgroups: %d", comma(&first), a->groups);
    if (a->ceil_mode)
        put(w, "%sceil: true", comma(&first));
    if (pool && !a->count_include_pad)
        put(w, "%scount_include_pad: false", comma(&first));
    if (l->op == CNN_OP_LEAKY_RELU) {
        put(w, "%sslope: ", comma(&first));
        put_number(w, a->slope);
    }
    if (a->bias_per_unit && !l->biases)
        put(w, "%sbias: per-unit", comma(&first));
    if (a->fixed)
        put(w, "%sfixed: true", comma(&first));
    if (!a->bias)
        put(w, "%sbias: false", comma(&first));
    put_weights(w, &first, l);
    if (l->biases) {
        int count = (int)l->bias_count;
        put(w, "%sbias: ", comma(&first));
        put_matrix(w, l->biases, &count, 1);
    }
    put(w, "}\n");
}

static void put_input(writer *w, const cnn_netdesc *desc) {
    int sizes[3] = {desc->input.c, desc->input.h, desc->input.w};
    if (!desc->values) {
        put(w, "input: {channels: %d, height: %d, width: %d", sizes[0], sizes[1], sizes[2]);
        if (desc->low != 0 || desc->high != 1) {
            put(w, ", range: [");
            put_number(w, desc->low);
            put(w, ", ");
            put_number(w, desc->high);
            put(w, "]");
        }
        put(w, "}\n");
        return;
    }
    put(w, "input:\n  values: ");
    put_matrix(w, desc->values, sizes, 3);
    put(w, "\n");
}

static void put_schedule(writer *w, const cnn_train_settings *t) {
    if (t->schedule != CNN_SCHEDULE_CONSTANT) {
        put(w, ", schedule: %s, epochs: ", cnn_schedule_name(t->schedule));
        put_number(w, t->epochs);
    }
    if (t->schedule == CNN_SCHEDULE_STEP) {
        put(w, ", factor: ");
        put_number(w, t->factor);
    }
    if (t->warmup > 0) {
        put(w, ", warmup: ");
        put_number(w, t->warmup);
    }
}

static void put_text(writer *w, const char *key, const char *text) {
    char letter[CNN_QUOTED];
    put(w, "%s: \"", key);
    for (; *text; text++)
        put(w, "%s", cnn_quoted(*text, letter));
    put(w, "\"\n");
}

static void put_all(writer *w, const cnn_netdesc *desc) {
    put_text(w, "name", desc->name);
    put_input(w, desc);
    if (desc->data)
        put_text(w, "data", desc->data);
    put(w, "layers:\n");
    for (int i = 0; i < desc->count; i++)
        put_layer(w, desc, i);
    const cnn_train_settings *t = &desc->train;
    put(w, "train: {optimizer: %s, rate: ", cnn_optimizer_name(t->optimizer));
    put_number(w, t->rate);
    put(w, ", momentum: ");
    put_number(w, t->momentum);
    put(w, ", decay: ");
    put_number(w, t->decay);
    put(w, ", batch: %d, seed: %llu", t->batch, (unsigned long long)t->seed);
    if (t->optimizer >= CNN_ADAM) {
        put(w, ", beta1: ");
        put_number(w, t->beta1);
        put(w, ", beta2: ");
        put_number(w, t->beta2);
        put(w, ", epsilon: ");
        put_number(w, t->epsilon);
    }
    put_schedule(w, t);
    put(w, "}\n");
    put(w, "loss: %s\n", cnn_op_of(desc->loss)->name);
    if (desc->loss == CNN_OP_LOSS_MSE && (desc->hot != 1 || desc->cold != 0)) {
        put(w, "targets: [");
        put_number(w, desc->hot);
        put(w, ", ");
        put_number(w, desc->cold);
        put(w, "]\n");
    }
    if (desc->he)
        put(w, "initialize: he\n");
    if (desc->label >= 0)
        put(w, "target: %d\n", desc->label);
    if (desc->target) {
        int count = (int)desc->target_count;
        put(w, "%s: ", desc->loss == CNN_OP_LOSS_SUM ? "gradient" : "target");
        put_matrix(w, desc->target, &count, 1);
        put(w, "\n");
    }
}

char *cnn_netfile_write(const cnn_netdesc *desc, cnn_arena *arena) {
    size_t numbers = (desc->values ? cnn_shape_image(desc->input) : 0) + desc->target_count;
    for (int i = 0; i < desc->count; i++)
        numbers +=
            desc->layers[i].weight_count + desc->layers[i].bias_count +
            (size_t)(desc->layers[i].attrs.connections ? desc->layers[i].attrs.filters * desc->layers[i].attrs.connected
                                                       : 0);
    writer w = {.size = 1024 + (size_t)desc->count * 640 + numbers * 24 + strlen(desc->name) * 2};
    w.text = cnn_arena_alloc(arena, w.size, 1);
    if (w.text)
        put_all(&w, desc);
    return w.text;
}
