/* stride trace NETWORK|LESSON: every step of an iteration as text. */
#include "cli.h"

#include "lesson_scene.h"
#include "opened_network.h"
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

typedef struct output {
    const char *phase, *layer;
    bool csv;
} output;

static cnn_status write_trace(const cnn_recording *r, const output *o) {
    trace_filter filter;
    cnn_status status = read_filter(r->net, o->phase, o->layer, &filter);
    if (cnn_failed(status))
        return status;
    if (o->csv)
        trace_csv(r, filter, stdout);
    else
        trace_json(r, filter, stdout);
    return status;
}

/* The stage of a lesson's page: that of the nearest page before it that has one. */
static cnn_status trace_lesson(const char *path, int64_t page, const output *o) {
    lesson *l = NULL;
    bench *b = calloc(1, sizeof *b);
    cnn_status status = text_start();
    if (!cnn_failed(status))
        status = assets_start();
    if (!cnn_failed(status))
        status = b ? lesson_open(path, &l) : cnn_no_memory(path, sizeof *b);
    if (!cnn_failed(status) && page > l->count)
        status = cnn_fail(CNN_BAD_INPUT, "%s: there is no page %lld; it has %d", path, (long long)page, l->count);
    if (!cnn_failed(status))
        bench_start(b, BENCH_CONV);
    for (int64_t i = 0; !cnn_failed(status) && i < page; i++) {
        status = lesson_scene_stage(l, &l->pages[i], b, true);
    }
    if (!cnn_failed(status))
        status = b->recording
                     ? write_trace(b->recording, o)
                     : cnn_fail(CNN_BAD_INPUT, "%s: on page %lld the filter does not fit, so there are no steps", path,
                           (long long)page);
    if (b)
        bench_stop(b);
    free(b);
    lesson_close(l);
    assets_stop();
    text_stop();
    return status;
}

static bool is_lesson(const char *path) {
    size_t length = strlen(path);
    return length > 3 && !strcmp(path + length - 3, ".md");
}

/* A picture by number, or a file. */
static void choose_image(const char *image, record_choice *choice) {
    char *end = NULL;
    if (!image)
        return;
    choice->picture = strtoll(image, &end, 10);
    if (*image && !*end && choice->picture >= 0)
        return;
    choice->picture = -1;
    choice->file = image;
}

static cnn_status trace_network(const char *file, const char *data, const record_choice *choice, const output *o) {
    opened_network s;
    cnn_recording *recording = NULL;
    cnn_status status = opened_network_open(file, data, &s);
    if (cnn_failed(status))
        return status;
    cli_note(s.note);
    trace_filter checked;
    status = read_filter(s.net, o->phase, o->layer, &checked);
    if (!cnn_failed(status))
        status = opening_record(&s, choice, &recording);
    if (!cnn_failed(status))
        status = write_trace(recording, o);
    cnn_recording_free(recording);
    opened_network_close(&s);
    return status;
}

int cli_trace(int count, char **arguments) {
    const char *phase = NULL, *layer = NULL, *image = NULL, *data = NULL, *format = "json", *file;
    record_choice choice = {.picture = -1, .threads = 2};
    bool csv = false;
    int64_t page = 1;
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
        {.name = "page",
            .value = "N",
            .help = "of a lesson, from 1 (1)",
            .number = &page,
            .low = 1,
            .high = LESSON_PAGES},
        {.name = "data", .value = "NAME|DIR", .help = "the data set", .text = &data},
        {.name = "csv", .help = "a row for each product, in place of a JSON line for each position", .flag = &csv},
        {.name = "format", .value = "json|csv", .help = "the same choice by name", .text = &format}, {0}};
    const cli_command command = {"trace", "NETWORK|LESSON [options]",
        "Every step of one training iteration of one image: filter positions, taps, padding, products, gradients, "
        "updates.",
        options, 1, 1};
    int given, status = cli_parse(&command, count, arguments, &file, &given);
    if (status >= 0)
        return status;
    if (strcmp(format, "json") && strcmp(format, "csv"))
        return cli_usage("trace", "--format is json or csv, not %s", format);
    choose_image(image, &choice);
    const output o = {phase, layer, csv || !strcmp(format, "csv")};
    cnn_status result = is_lesson(file) ? trace_lesson(file, page, &o) : trace_network(file, data, &choice, &o);
    return cnn_failed(result) ? cli_fail(result) : cli_finish(CLI_FINE);
}
