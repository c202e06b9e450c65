/* The layer of a scene. */
#include "lesson_setup.h"

#include "presets.h"

#include <string.h>

/* The preset of that name, which is the end of its string key. */
static int preset_named(const char *(*key_of)(int), int count, const char *name) {
    for (int i = 0; name && i < count; i++)
        if (!strcmp(strchr(key_of(i), '.') + 1, name))
            return i;
    return -1;
}

int setup_preset(
    setup *s, const cnn_yaml *node, const char *what, const char *(*key_of)(int), int count, const char *also) {
    char names[400] = "";
    int found = preset_named(key_of, count, cnn_yaml_text(node));
    if (found >= 0)
        return found;
    for (int i = 0; i < count; i++)
        cnn_append(names, sizeof names, "%s%s",
            i == 0          ? ""
            : i + 1 < count ? ", "
                            : " and ",
            strchr(key_of(i), '.') + 1);
    cnn_reader_fail(&s->r, node, "there is no %s \"%.40s\"; known are %s%s", what,
        cnn_yaml_text(node) ? cnn_yaml_text(node) : "?", names, also);
    return -1;
}

bool setup_contradicts(setup *s, const char *key, int given, const char *where) {
    cnn_yaml *node = cnn_yaml_get(s->root, key);
    int64_t said = cnn_read_integer(&s->r, s->root, key, 1, BENCH_SIDE, given);
    if (node && said != given)
        cnn_reader_fail(&s->r, node, "%s is %lld, but \"%s\" makes it %d; leave \"%s\" out", key, (long long)said,
            where, given, key);
    return node && said != given;
}

/* [[..]] is one filter on one channel, three deep the channels of one filter, four deep several filters. */
static void filter_values(setup *s, const cnn_yaml *node) {
    bench *b = s->b;
    cnn_numbers_list list;
    if (!cnn_read_matrix(&s->r, s->root, "filter", &list))
        return;
    int rows = list.depth > 1 ? list.sizes[list.depth - 2] : 0,
        columns = list.depth > 1 ? list.sizes[list.depth - 1] : 0;
    if (list.depth < 2 || rows < 1 || columns < 1 || rows > BENCH_KERNEL || columns > BENCH_KERNEL) {
        cnn_reader_fail(&s->r, node, "a filter is rows of numbers, at most %d x %d", BENCH_KERNEL, BENCH_KERNEL);
        return;
    }
    int channels = list.depth > 2 ? list.sizes[list.depth - 3] : 1, filters = list.depth > 3 ? list.sizes[0] : 1;
    if (channels != b->channels || filters > BENCH_FILTERS) {
        cnn_reader_fail(&s->r, node, "the filter has %d channels and the input %d; there are at most %d filters",
            channels, b->channels, BENCH_FILTERS);
        return;
    }
    if (setup_contradicts(s, "size", rows, "filter") || setup_contradicts(s, "filters", filters, "filter"))
        return;
    b->kernel = rows;
    b->kernel_columns = columns;
    b->filters = filters;
    b->filter_preset = -1;
    memset(b->bias, 0, sizeof b->bias);
    memcpy(b->weights, list.data, list.count * sizeof *list.data);
}

static void read_bias(setup *s) {
    cnn_numbers_list list;
    if (!cnn_read_matrix(&s->r, s->root, "bias", &list))
        return;
    if (list.depth > 1 || (int)list.count != s->b->filters)
        cnn_reader_fail(
            &s->r, cnn_yaml_get(s->root, "bias"), "there are %d biases for %d filters", (int)list.count, s->b->filters);
    else
        memcpy(s->b->bias, list.data, list.count * sizeof *list.data);
}

static void read_filter(setup *s) {
    cnn_yaml *node = cnn_yaml_get(s->root, "filter");
    bench *b = s->b;
    b->kernel = (int)cnn_read_integer(&s->r, s->root, "size", 1, BENCH_KERNEL, b->kernel);
    b->filters = (int)cnn_read_integer(&s->r, s->root, "filters", 1, BENCH_FILTERS, b->filters);
    if (cnn_yaml_is_list(node)) {
        filter_values(s, node);
    } else {
        if (node)
            b->filter_preset = setup_preset(s, node, "filter", preset_filter_key, PRESET_FILTERS, "");
        if (!cnn_reader_failed(&s->r))
            bench_fill_filter(b);
    }
    read_bias(s);
}

static void read_gradient(setup *s) {
    cnn_yaml *node = cnn_yaml_get(s->root, "gradient");
    bench *b = s->b;
    cnn_numbers_list list;
    if (!node || cnn_reader_failed(&s->r))
        return;
    if (!cnn_yaml_is_list(node)) {
        b->gradient_preset = setup_preset(s, node, "gradient", preset_gradient_key, PRESET_GRADIENTS, "");
        return;
    }
    if (!cnn_read_matrix(&s->r, s->root, "gradient", &list))
        return;
    int64_t rows = cnn_axis_measure(bench_axis(b, CNN_VERTICAL)).output,
            columns = cnn_axis_measure(bench_axis(b, CNN_HORIZONTAL)).output,
            maps = b->kind == BENCH_POOL ? b->channels : b->filters;
    if ((int64_t)list.count != maps * rows * columns) {
        cnn_reader_fail(&s->r, node, "the gradient has %d numbers; the output is %lld x %lld x %lld", (int)list.count,
            (long long)maps, (long long)rows, (long long)columns);
        return;
    }
    memcpy(b->gradient, list.data, list.count * sizeof *list.data);
    b->gradient_preset = -1;
    b->gradient_count = (int)list.count;
}

void setup_layer(setup *s) {
    static const char *const kinds[] = {"convolution", "pooling", NULL}, *const pools[] = {
                                                                             "max", "average", "min", NULL};
    bench *b = s->b;
    cnn_reader *r = &s->r;
    bool pooling = cnn_read_choice(r, s->root, "layer", kinds, 0) == 1;
    bench_blank(b, pooling ? BENCH_POOL : BENCH_CONV);
    b->channels = cnn_read_integer(r, s->root, "channels", 1, BENCH_CHANNELS, 1) > 1 ? BENCH_CHANNELS : 1;
    setup_input(s);
    read_filter(s);
    b->stride = (int)cnn_read_integer(r, s->root, "stride", 1, BENCH_STRIDE, b->stride);
    b->padding = (int)cnn_read_integer(r, s->root, "padding", 0, BENCH_PADDING, b->padding);
    b->dilation = (int)cnn_read_integer(r, s->root, "dilation", 1, BENCH_DILATION, b->dilation);
    b->ceil_mode = cnn_read_boolean(r, s->root, "ceil", b->ceil_mode);
    b->include_pad = cnn_read_boolean(r, s->root, "include_pad", b->include_pad);
    b->pool = cnn_read_choice(r, s->root, "pool", pools, b->pool);
    read_gradient(s);
}
