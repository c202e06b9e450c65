/* stride trace NETWORK: every step of an iteration as text. */
#include "cli.h"

#include "session.h"
#include "trace.h"

#include <stdlib.h>
#include <string.h>

static cnn_status read_filter(const cnn_net *net, const char *phase, const char *layer, trace_filter *out) {
    *out = (trace_filter){-1, -1};
    for (int i = 0; phase && i < CNN_PHASES; i++)
        if (!strcmp(cnn_phase_name((cnn_phase)i), phase))
            out->phase = i;
    if (phase && out->phase < 0)
        return cnn_fail(CNN_BAD_INPUT, "\"%s\" is not a phase; they are forward, loss, backward and update", phase);
    if (layer && (out->node = cnn_net_find(net, layer)) < 1) {
        char known[300] = "";
        for (int i = 1; i < net->count && strlen(known) < 250; i++)
            cnn_append(known, sizeof known, "%s%s", i > 1 ? ", " : "", net->nodes[i].name);
        return cnn_fail(CNN_BAD_INPUT, "there is no layer \"%s\"; there are: %s", layer, known);
    }
    return cnn_ok();
}

int cli_trace(int count, char **arguments) {
    const char *phase = NULL, *layer = NULL, *image = NULL, *data = NULL, *format = "json", *file;
    session_choice choice = {.picture = -1, .threads = 2};
    bool csv = false;
    const cli_option options[] = {
        {.name = "phase", .value = "PHASE", .help = "only forward, loss, backward or update", .text = &phase},
        {.name = "layer", .value = "NAME", .help = "only this layer", .text = &layer},
        {.name = "image",
            .value = "INDEX|FILE",
            .help = "a training picture by number, or a picture file",
            .text = &image},
        {.name = "iteration",
            .value = "N",
            .help = "train N iterations first (0)",
            .number = &choice.iteration,
            .low = 0,
            .high = 100000000},
        {.name = "data", .value = "NAME|DIR", .help = "the data set", .text = &data},
        {.name = "csv", .help = "a row for each product, in place of a JSON line for each position", .flag = &csv},
        {.name = "format", .value = "json|csv", .help = "the same choice by name", .text = &format}, {0}};
    const cli_command command = {"trace", "NETWORK [options]",
        "Every step of one training iteration of one image: filter positions, taps, padding, products, gradients, "
        "updates.",
        options, 1, 1};
    int given, status = cli_parse(&command, count, arguments, &file, &given);
    if (status >= 0)
        return status;
    if (strcmp(format, "json") && strcmp(format, "csv"))
        return cli_usage("trace", "--format is json or csv, not %s", format);
    char *end = NULL;
    if (image) {
        choice.picture = strtoll(image, &end, 10);
        if (!*image || *end || choice.picture < 0) {
            choice.picture = -1;
            choice.file = image;
        }
    }
    session s;
    trace_filter filter;
    cnn_recording *recording = NULL;
    cnn_status result = session_open(file, data, &s);
    if (cnn_failed(result))
        return cli_fail(result);
    if (s.note[0])
        fprintf(stderr, "stride: %s\n", s.note);
    result = read_filter(s.net, phase, layer, &filter);
    if (!cnn_failed(result))
        result = session_record(&s, &choice, &recording);
    if (!cnn_failed(result)) {
        if (csv || !strcmp(format, "csv"))
            trace_csv(recording, filter, stdout);
        else
            trace_json(recording, filter, stdout);
    }
    cnn_recording_free(recording);
    session_close(&s);
    return cnn_failed(result) ? cli_fail(result) : cli_finish(CLI_FINE);
}
