/* Writing a description: only what differs from the defaults, so that a written file reads like one made by hand. */
#include "netfile_write.h"

#include "fitting_text.h"
#include "netfile_classes.h"

#include <math.h>
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

static void put_pair(writer *w, bool *first, const char *key, const int pair[2]) {
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
        put_pair(w, first, "padding", pair);
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

static void put_bias(writer *w, bool *first, const cnn_setting *s, const cnn_layer *l) {
    int count = (int)l->bias_count;
    if (l->biases) {
        put(w, "%sbias: ", comma(first));
        put_matrix(w, l->biases, &count, 1);
    } else if (s->words && l->attrs.bias_per_unit)
        put(w, "%sbias: %s", comma(first), s->words[0]);
    else if (!l->attrs.bias)
        put(w, "%sbias: false", comma(first));
}

static void put_table(writer *w, bool *first, const cnn_attrs *a) {
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

static void put_setting(writer *w, bool *first, const cnn_setting *s, const cnn_layer *l) {
    cnn_attrs a = l->attrs;
    bool usual = cnn_setting_is_default(s, &a);
    switch (s->type) {
    case CNN_SETTING_BIAS:
        put_bias(w, first, s, l);
        return;
    case CNN_SETTING_WEIGHTS:
        put_weights(w, first, l);
        return;
    case CNN_SETTING_TABLE:
        if (!usual)
            put_table(w, first, &a);
        return;
    case CNN_SETTING_PADDING:
        if (!usual)
            put_padding(w, first, &a);
        return;
    case CNN_SETTING_PAIR:
        if (!usual)
            put_pair(w, first, s->key, cnn_setting_integers(s, &a));
        return;
    case CNN_SETTING_INTEGER:
    case CNN_SETTING_CHOICE:
    case CNN_SETTING_NUMBER:
    case CNN_SETTING_BOOLEAN:
        break;
    }
    if (usual)
        return;
    put(w, "%s%s: ", comma(first), s->key);
    if (s->type == CNN_SETTING_NUMBER && s->words && isinf(*cnn_setting_number(s, &a)))
        put(w, "%s", s->words[0]);
    else if (s->type == CNN_SETTING_NUMBER)
        put_number(w, *cnn_setting_number(s, &a));
    else if (s->type == CNN_SETTING_BOOLEAN)
        put(w, "%s", *cnn_setting_boolean(s, &a) ? "true" : "false");
    else if (s->type == CNN_SETTING_CHOICE)
        put(w, "%s", s->words[*cnn_setting_integers(s, &a)]);
    else
        put(w, "%d", *cnn_setting_integers(s, &a));
}

static void put_layer(writer *w, const cnn_netdesc *desc, int index) {
    const cnn_layer *l = &desc->layers[index];
    const cnn_op *op = cnn_op_of(l->op);
    bool first = true, follows = l->input_count == 1 && l->inputs[0] == index - 1;
    put(w, "  - %s: {", op->name);
    put(w, "%sname: %s", comma(&first), l->name);
    if (!follows) {
        put(w, "%sfrom: [", comma(&first));
        for (int i = 0; i < l->input_count; i++)
            put(w, "%s%s", i ? ", " : "", l->inputs[i] == CNN_FROM_INPUT ? "input" : desc->layers[l->inputs[i]].name);
        put(w, "]");
    }
    for (const cnn_setting *s = op->settings; s && s->key; s++)
        put_setting(w, &first, s, l);
    put(w, "}\n");
}

static void put_channels(writer *w, const char *key, const float *numbers, int count) {
    for (int i = 0; numbers && i < count; i++) {
        put(w, i ? ", " : ", %s: [", key);
        put_number(w, numbers[i]);
    }
    if (numbers)
        put(w, "]");
}

static void put_input(writer *w, const cnn_netdesc *desc) {
    char fit[CNN_FITTING_TEXT];
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
        put_channels(w, "mean", desc->mean, desc->input.c);
        put_channels(w, "std", desc->std, desc->input.c);
        if (desc->fit.kind != CNN_FITTING_USUAL)
            put(w, ", fit: %s", cnn_fitting_write(desc->fit, fit));
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

static void put_classes(writer *w, const cnn_netdesc *desc) {
    char letter[CNN_QUOTED];
    if (!desc->class_count)
        return;
    if (cnn_netfile_is_imagenet(desc)) {
        put(w, "classes: imagenet\n");
        return;
    }
    put(w, "classes: [");
    for (int i = 0; i < desc->class_count; i++) {
        put(w, i ? ", \"" : "\"");
        for (const char *at = desc->classes[i]; *at; at++)
            put(w, "%s", cnn_quoted(*at, letter));
        put(w, "\"");
    }
    put(w, "]\n");
}

static void put_all(writer *w, const cnn_netdesc *desc) {
    put_text(w, "name", desc->name);
    put_input(w, desc);
    if (desc->data)
        put_text(w, "data", desc->data);
    put_classes(w, desc);
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
    cnn_target compared = cnn_op_of(desc->loss)->target;
    if (compared == CNN_TARGET_NUMBERS && (desc->hot != 1 || desc->cold != 0)) {
        put(w, "targets: [");
        put_number(w, desc->hot);
        put(w, ", ");
        put_number(w, desc->cold);
        put(w, "]\n");
    }
    if (desc->copies)
        put(w, "target: input\n");
    if (desc->he)
        put(w, "initialize: he\n");
    if (desc->label >= 0)
        put(w, "target: %d\n", desc->label);
    if (desc->target) {
        int count = (int)desc->target_count;
        put(w, "%s: ", compared == CNN_TARGET_GRADIENT ? "gradient" : "target");
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
