/* stride shapes NETWORK: what each layer makes of its input. */
#include "cli.h"
#include "cli_given.h"

#include "net.h"
#include "netfile.h"

#include <stdio.h>
#include <string.h>

/* The parameters that the layer learns: fixed ones and those that a connection table leaves out do not count. */
static size_t learned(const cnn_node *node) {
    return node->attrs.fixed ? 0 : node->weight_count + node->bias_count - node->layout.absent;
}

/* One axis of a window layer with its numbers, e.g. "floor((28 - 5 + 2*2)/1) + 1 = 28". */
static void axis_formula(cnn_axis line, char *text, size_t size) {
    char padding[48], filter[48];
    if (line.pad_before == line.pad_after)
        cnn_format(padding, sizeof padding, "2*%lld", (long long)line.pad_before);
    else
        cnn_format(padding, sizeof padding, "%lld + %lld", (long long)line.pad_before, (long long)line.pad_after);
    if (line.dilation == 1)
        cnn_format(filter, sizeof filter, "%lld", (long long)line.kernel);
    else
        cnn_format(filter, sizeof filter, "(%lld*(%lld - 1) + 1)", (long long)line.dilation, (long long)line.kernel);
    cnn_format(text, size, "%s((%lld - %s + %s)/%lld) + 1 = %lld", line.ceil_mode ? "ceil" : "floor",
        (long long)line.input, filter, padding, (long long)line.stride, (long long)cnn_axis_measure(line).output);
}

/* The same of transposed convolution: "(7 - 1)*2 - 2*1 + 3 + 1 = 14". */
static void stamp_formula(cnn_axis x, char *text, size_t size) {
    cnn_format(text, size, "(%lld - 1)*%lld - %lld + %lld + %lld = %lld", (long long)x.input, (long long)x.stride,
        (long long)(x.pad_before + x.pad_after), (long long)cnn_axis_extent(x), (long long)x.extra,
        (long long)cnn_axis_measure(x).output);
}

/* Rows and columns, where they differ. */
static void join_axes(char *text, size_t size, const char *rows, const char *columns) {
    bool same = !strcmp(rows, columns);
    cnn_format(text, size, "%s%s%s", rows, same ? "" : " x ", same ? "" : columns);
}

static void formula_of(const cnn_net *net, int index, char *text, size_t size) {
    const cnn_node *node = &net->nodes[index];
    cnn_shape in = net->nodes[node->inputs[0]].layout.out;
    text[0] = '\0';
    if (node->op->family == CNN_FAMILY_STAMP) {
        char rows[160], columns[160];
        stamp_formula(cnn_net_axis(net, index, CNN_VERTICAL), rows, sizeof rows);
        stamp_formula(cnn_net_axis(net, index, CNN_HORIZONTAL), columns, sizeof columns);
        join_axes(text, size, rows, columns);
    } else if (node->op->window) {
        char rows[160], columns[160];
        axis_formula(cnn_net_axis(net, index, CNN_VERTICAL), rows, sizeof rows);
        axis_formula(cnn_net_axis(net, index, CNN_HORIZONTAL), columns, sizeof columns);
        join_axes(text, size, rows, columns);
    } else if (node->op->family == CNN_FAMILY_UNITS) {
        cnn_format(text, size, "%d*%zu%s", node->layout.out.c, cnn_shape_image(in), node->bias_count ? " + bias" : "");
    }
}

/* The longest name of a layer, and the longest word of an operator. */
static void measure_columns(const cnn_net *net, int *names, int *words) {
    *names = 12;
    *words = 10;
    for (int i = 1; i < net->loss; i++) {
        int name = (int)strlen(net->nodes[i].name), word = (int)strlen(net->nodes[i].op->name);
        *names = name > *names ? name : *names;
        *words = word > *words ? word : *words;
    }
}

static void print_table(const cnn_net *net) {
    size_t parameters = 0;
    int64_t macs = 0;
    int names, words;
    cnn_shape in = net->nodes[0].layout.out;
    measure_columns(net, &names, &words);
    printf("%-*s %-*s %14s %12s %14s  %s\n", names, "layer", words, "type", "output", "parameters", "MACs", "formula");
    printf("%-*s %-*s %4d x%4d x%4d %12d %14d\n", names, "input", words, "", in.c, in.h, in.w, 0, 0);
    for (int i = 1; i < net->loss; i++) {
        const cnn_node *node = &net->nodes[i];
        char formula[400];
        formula_of(net, i, formula, sizeof formula);
        cnn_shape out = node->layout.out;
        printf("%-*s %-*s %4d x%4d x%4d %12zu %14lld%s%s\n", names, node->name, words, node->op->name, out.c, out.h,
            out.w, learned(node), (long long)node->layout.macs, *formula ? "  " : "", formula);
        parameters += learned(node);
        macs += node->layout.macs;
    }
    printf("%-*s %-*s %14s %12zu %14lld\n", names, "total", words, "", "", parameters, (long long)macs);
}

static void print_text(const char *text) {
    char letter[CNN_QUOTED];
    putchar('"');
    for (; *text; text++)
        fputs(cnn_quoted(*text, letter), stdout);
    putchar('"');
}

static void print_json(const cnn_net *net) {
    int64_t macs = 0;
    cnn_shape in = net->nodes[0].layout.out;
    printf("{\"name\":");
    print_text(net->name);
    printf(",\"input\":[%d,%d,%d],\"layers\":[", in.c, in.h, in.w);
    for (int i = 1; i < net->loss; i++) {
        const cnn_node *node = &net->nodes[i];
        char formula[400];
        formula_of(net, i, formula, sizeof formula);
        cnn_shape out = node->layout.out;
        printf("%s{\"name\":", i > 1 ? "," : "");
        print_text(node->name);
        printf(",\"op\":\"%s\",\"inputs\":[", node->op->name);
        for (int j = 0; j < node->input_count; j++) {
            fputs(j ? "," : "", stdout);
            print_text(net->nodes[node->inputs[j]].name);
        }
        printf("],\"output\":[%d,%d,%d],\"parameters\":%zu,\"weights\":%zu,\"biases\":%zu,\"macs\":%lld,\"formula\":\"%"
               "s\"}",
            out.c, out.h, out.w, learned(node), node->weight_count, node->bias_count, (long long)node->layout.macs,
            formula);
        macs += node->layout.macs;
    }
    printf("],\"parameters\":%zu,\"macs\":%lld}\n", net->learning - net->absent, (long long)macs);
}

int cli_shapes(int count, char **arguments) {
    bool json = false;
    const cli_option options[] = {{.name = "json", .help = "one JSON object", .flag = &json}, {0}};
    const cli_command command = {"shapes", "NETWORK [--json]",
        "Layer by layer: output (channels x rows x columns), parameters, multiply-accumulates, and the formula with "
        "its numbers.",
        options, 1, 1};
    const char *file;
    int given, status = cli_parse(&command, count, arguments, &file, &given);
    if (status >= 0)
        return status;
    cnn_arena *arena = cnn_arena_new();
    cnn_netdesc *desc;
    cnn_net *net = NULL;
    cnn_status result = arena ? cli_expect(file, CLI_NETWORK) : cnn_no_memory(file, 0);
    if (!cnn_failed(result))
        result = cnn_netfile_open(file, arena, &desc);
    if (!cnn_failed(result))
        result = cnn_net_new(desc, &net);
    if (!cnn_failed(result))
        cli_note(desc->note);
    if (cnn_failed(result))
        status = cli_fail(result);
    else if (json)
        print_json(net);
    else
        print_table(net);
    cnn_net_free(net);
    cnn_arena_free(arena);
    return status > 0 ? status : cli_finish(CLI_FINE);
}
