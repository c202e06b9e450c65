/* Each operator says which settings it has and what each holds; reading a layer is reading those rows. */
#include "netfile_settings.h"

#include <math.h>
#include <string.h>

enum { SETTINGS_MAX = 24 };

static const char PADDING[] =
    "padding must be one number, [vertical, horizontal], [top, bottom, left, right] or same, not %.40s; 0 is none";
static const char PADDING_OF_LINE[] = "padding must be one number, [left, right] or same, not %.40s; 0 is none";

void cnn_netfile_check_keys(cnn_reader *in, cnn_yaml *map, const cnn_op *op) {
    const char *known[SETTINGS_MAX + 3] = {"name", "from"};
    int count = 2;
    for (const cnn_setting *s = op->settings; s && s->key && count < SETTINGS_MAX + 2; s++)
        known[count++] = s->key;
    if (cnn_yaml_is_map(map))
        cnn_read_only(in, map, op->name, known);
}

/* A list of four whole numbers, or of two. */
static void read_sides(cnn_reader *in, cnn_yaml *node, const cnn_setting *s, int count, int *out) {
    for (int i = 0; i < count; i++) {
        int64_t value = 0;
        cnn_reader_keep(in, cnn_yaml_integer(in->document, cnn_yaml_item(node, i), s->key, (int64_t)s->least,
                                (int64_t)s->most, &value));
        out[i] = (int)value;
    }
}

static void read_padding(cnn_reader *in, cnn_yaml *map, const cnn_setting *s, bool line, cnn_attrs *a) {
    cnn_yaml *node = cnn_yaml_get(map, s->key);
    const char *text = cnn_yaml_text(node);
    int *pad = cnn_setting_integers(s, a), count = cnn_yaml_count(node), pair[2] = {0, 0};
    a->same = text && !strcmp(text, "same");
    if (!node || a->same)
        return;
    bool number = text && *text >= '0' && *text <= '9', negative = text && *text == '-',
         right = number || negative || (cnn_yaml_is_list(node) && (count == 2 || (count == 4 && !line)));
    if (!right)
        cnn_reader_fail(in, node, line ? PADDING_OF_LINE : PADDING,
            text                    ? text
            : cnn_yaml_is_map(node) ? "a map"
                                    : "such a list");
    else if (count == 4)
        read_sides(in, node, s, 4, pad);
    else if (line && count == 2)
        read_sides(in, node, s, 2, pad + 2);
    else {
        cnn_read_pair(in, map, s->key, (int64_t)s->least, (int64_t)s->most, pair);
        pad[0] = pad[1] = line ? 0 : pair[0];
        pad[2] = pad[3] = pair[1];
    }
}

/* On one row of cells a pair has one number; the other is neutral. */
static void read_pair(cnn_reader *in, cnn_yaml *map, const cnn_setting *s, bool line, int *pair) {
    if (!cnn_yaml_get(map, s->key))
        return;
    if (!line) {
        cnn_read_pair(in, map, s->key, (int64_t)s->least, (int64_t)s->most, pair);
        return;
    }
    pair[0] = 1;
    pair[1] = (int)cnn_read_integer(in, map, s->key, (int64_t)s->least, (int64_t)s->most, pair[1]);
}

static void read_bias(cnn_reader *in, cnn_yaml *map, const cnn_setting *s, cnn_layer *layer) {
    cnn_yaml *node = cnn_yaml_get(map, s->key);
    const char *text = cnn_yaml_text(node);
    cnn_numbers_list list;
    layer->attrs.bias_per_unit = text && s->words && !strcmp(text, s->words[0]);
    if (!node || layer->attrs.bias_per_unit)
        return;
    if (cnn_yaml_is_boolean(text)) {
        *cnn_setting_boolean(s, &layer->attrs) = cnn_read_boolean(in, map, s->key, true);
        return;
    }
    if (text && !(strchr("+-.", *text) || (*text >= '0' && *text <= '9')))
        cnn_reader_fail(in, node, "bias must be true, false or a list of numbers, not %.40s", *text ? text : "nothing");
    if (!cnn_read_matrix(in, map, s->key, &list))
        return;
    layer->biases = list.data;
    layer->bias_count = list.count;
}

/* The size and number of filters, where the file leaves them out. */
static void take_filters(cnn_reader *in, const cnn_yaml *node, const cnn_numbers_list *list, cnn_layer *layer) {
    cnn_attrs *a = &layer->attrs;
    if (list->depth < 2) {
        cnn_reader_fail(in, node, "weights of a filter are rows of numbers");
        return;
    }
    const int *size = list->sizes + list->depth - 2;
    if (a->kernel[0] && (a->kernel[0] != size[0] || a->kernel[1] != size[1]))
        cnn_reader_fail(
            in, node, "the weights are %d x %d, but size says %d x %d", size[0], size[1], a->kernel[0], a->kernel[1]);
    a->kernel[0] = size[0];
    a->kernel[1] = size[1];
    bool stamp = cnn_op_of(layer->op)->family == CNN_FAMILY_STAMP;
    int given = stamp              ? list->depth > 2 ? list->sizes[list->depth - 3] * a->groups : 1
                : list->depth == 4 ? list->sizes[0]
                                   : 1;
    a->filters = a->filters ? a->filters : given;
}

/* Weights fix what the file leaves out: the size and the number of filters or units. */
static void read_weights(cnn_reader *in, cnn_yaml *map, const cnn_setting *s, bool line, cnn_layer *layer) {
    const cnn_yaml *node = cnn_yaml_get(map, s->key);
    const cnn_op *op = cnn_op_of(layer->op);
    cnn_numbers_list list;
    if (!cnn_read_matrix(in, map, s->key, &list))
        return;
    if (line && list.depth > 0 && list.depth < 4) { /* rows of one column become planes of one row */
        list.sizes[list.depth] = list.sizes[list.depth - 1];
        list.sizes[list.depth++ - 1] = 1;
    }
    layer->weights = list.data;
    layer->weight_count = list.count;
    layer->weight_depth = list.depth;
    memcpy(layer->weight_sizes, list.sizes, sizeof list.sizes);
    int *units = &layer->attrs.units;
    if (cnn_op_setting(op, "filters"))
        take_filters(in, node, &list, layer);
    else if (!cnn_op_setting(op, "units")) {
        if (list.depth != 1)
            cnn_reader_fail(in, node, "weights of a %s layer are one number for each map", op->name);
    } else if (list.depth > 2)
        cnn_reader_fail(in, node, "weights of a %s layer are rows, one for each unit", op->name);
    else
        *units = *units ? *units : list.depth == 2 ? list.sizes[0] : 1;
}

/* How many channels the table names; 0 with a failure. */
static int count_channels(cnn_reader *in, const cnn_yaml *table, uint8_t *seen, int channels) {
    int most = 0;
    for (int i = 0; i < cnn_yaml_count(table); i++) {
        cnn_yaml *row = cnn_yaml_item(table, i);
        if (!cnn_yaml_is_list(row) || !cnn_yaml_count(row))
            cnn_reader_fail(in, row, "filter %d sees no channel", i);
        for (int k = 0; k < cnn_yaml_count(row) && !cnn_reader_failed(in); k++) {
            int64_t channel = 0;
            cnn_reader_keep(in, cnn_yaml_integer(in->document, cnn_yaml_item(row, k), "a channel", 0, 65535, &channel));
            most = (int)channel + 1 > most ? (int)channel + 1 : most;
            if (seen)
                seen[i * channels + channel] = 1;
        }
    }
    return cnn_reader_failed(in) ? 0 : most;
}

/* For each filter the channels that it sees, counted from 0. The number of channels is checked when the network is
 * built; until then the table is as wide as the largest one named. */
static void read_table(cnn_reader *in, cnn_yaml *map, const cnn_setting *s, cnn_attrs *a) {
    cnn_yaml *node = cnn_yaml_get(map, s->key);
    if (!node || cnn_reader_failed(in))
        return;
    if (!cnn_yaml_is_list(node) || cnn_yaml_count(node) != a->filters) {
        cnn_reader_fail(in, node, "connections needs a list of channels for each of the %d filters, not %d", a->filters,
            cnn_yaml_count(node));
        return;
    }
    int channels = count_channels(in, node, NULL, 0);
    size_t cells = (size_t)a->filters * (size_t)channels;
    uint8_t *seen = channels ? cnn_arena_alloc(in->arena, cells, 1) : NULL;
    if (!seen) {
        cnn_reader_keep(in, cnn_no_memory("a connection table", cells));
        return;
    }
    count_channels(in, node, seen, channels);
    a->connections = seen;
    a->connected = channels;
}

/* A word in place of a limit that is infinite. */
static void read_number(cnn_reader *in, cnn_yaml *map, const cnn_setting *s, float *to) {
    const char *text = cnn_yaml_text(cnn_yaml_get(map, s->key));
    if (text && s->words && !strcmp(text, s->words[0]))
        *to = (float)(isinf(s->least) ? s->least : s->most);
    else
        *to = (float)cnn_read_number(in, map, s->key, s->least, s->most, (double)*to);
}

static void read_row(cnn_reader *in, cnn_yaml *map, const cnn_setting *s, bool line, cnn_layer *layer) {
    cnn_attrs *a = &layer->attrs;
    switch (s->type) {
    case CNN_SETTING_INTEGER: {
        int *to = cnn_setting_integers(s, a);
        *to = (int)cnn_read_integer(in, map, s->key, (int64_t)s->least, (int64_t)s->most, *to);
        break;
    }
    case CNN_SETTING_PAIR:
        read_pair(in, map, s, line, cnn_setting_integers(s, a));
        break;
    case CNN_SETTING_PADDING:
        read_padding(in, map, s, line, a);
        break;
    case CNN_SETTING_NUMBER:
        read_number(in, map, s, cnn_setting_number(s, a));
        break;
    case CNN_SETTING_BOOLEAN: {
        bool *to = cnn_setting_boolean(s, a);
        *to = cnn_read_boolean(in, map, s->key, *to);
        break;
    }
    case CNN_SETTING_CHOICE: {
        int *to = cnn_setting_integers(s, a);
        *to = cnn_read_choice(in, map, s->key, s->words, *to);
        break;
    }
    case CNN_SETTING_BIAS:
        read_bias(in, map, s, layer);
        break;
    case CNN_SETTING_WEIGHTS:
        read_weights(in, map, s, line, layer);
        break;
    case CNN_SETTING_TABLE:
        read_table(in, map, s, a);
        break;
    }
}

/* What follows from the other settings. */
static void take_default(cnn_yaml *map, const cnn_setting *s, cnn_attrs *a) {
    if (cnn_yaml_get(map, s->key))
        return;
    for (int i = 0; i < 2 && s->by_default == CNN_DEFAULT_SIZE; i++)
        cnn_setting_integers(s, a)[i] = (int)cnn_setting_otherwise(s, a, i);
    if (s->by_default == CNN_DEFAULT_NOT_SAME)
        *cnn_setting_boolean(s, a) = cnn_setting_otherwise(s, a, 0) != 0;
}

void cnn_netfile_read_settings(cnn_reader *in, cnn_yaml *entry, cnn_yaml *map, bool line, cnn_layer *layer) {
    const cnn_setting *rows = cnn_op_of(layer->op)->settings;
    cnn_attrs *a = &layer->attrs;
    for (const cnn_setting *s = rows; s && s->key; s++)
        read_row(in, map, s, line, layer);
    for (const cnn_setting *s = rows; s && s->key; s++)
        take_default(map, s, a);
    for (const cnn_setting *s = rows; s && s->key; s++)
        if (s->by_default == CNN_DEFAULT_NEEDED && !*cnn_setting_integers(s, a))
            cnn_reader_fail(in, entry, "layer %s needs \"%s\"", layer->name, s->key);
    cnn_yaml *value = cnn_yaml_get(map, "padding_value");
    if (value && a->pad_mode != CNN_PAD_CONSTANT)
        cnn_reader_fail(in, value, "padding_value goes with padding_mode: constant");
}
