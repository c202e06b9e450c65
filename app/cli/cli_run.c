/* stride run NETWORK PICTURE: one forward run that keeps only what is needed. */
#include "answer.h"
#include "cli.h"
#include "cli_given.h"
#include "opened_network.h"

#include "pass.h"
#include "picture.h"
#include "processor.h"
#include "thread_pool.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef struct request {
    const char *weights, *skip, *layer, *numbers;
    int64_t rounds, best, threads;
    bool black;
} request;

static void print_numbers(const float *numbers, size_t count) {
    for (size_t i = 0; i < count; i++) {
        char text[CNN_FLOAT_TEXT];
        cnn_float_text(numbers[i], text);
        printf("%s\n", text);
    }
}

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The median time of a forward run, in milliseconds. */
static double measure(cnn_pass *pass, const float *parameters, int64_t rounds) {
    double times[1000];
    int count = rounds > 1000 ? 1000 : (int)rounds;
    for (int i = 0; i < count; i++) {
        double begin = seconds();
        cnn_pass_forward(pass, parameters);
        times[i] = seconds() - begin;
    }
    qsort(times, (size_t)count, sizeof *times, by_size);
    return times[count / 2] * 1e3;
}

/* What a layer's numbers are goes to standard error, for they are often read by a program. */
static void say_picture(
    const opened_network *s, const char *picture, picture_facts facts, int node, const char *layer) {
    char text[400];
    cnn_shape out = s->net->nodes[node].layout.out;
    answer_picture(s, picture, facts, text, sizeof text);
    fprintf(layer ? stderr : stdout, "%s\n", text);
    if (layer)
        fprintf(stderr, "%s: %d × %d × %d numbers, map after map, row after row\n", layer, out.c, out.h, out.w);
}

static cnn_status run(opened_network *s, const char *picture, const request *want) {
    int node = want->layer ? cnn_net_find(s->net, want->layer) : s->net->output;
    if (node < 0)
        return cnn_fail(CNN_BAD_INPUT, "%s has no layer %s", s->desc->file, want->layer);
    cnn_pass *pass;
    cnn_status status = want->weights ? opened_network_some_weights(s, want->weights, want->skip) : cnn_ok();
    if (!cnn_failed(status) && want->weights && s->note[0])
        fprintf(stderr, "stride: %s\n", s->note);
    if (!cnn_failed(status)) /* gradients: only then every value stays where it is */
        status = cnn_pass_new(s->net, 1, want->layer, CNN_FAST, &pass);
    if (cnn_failed(status))
        return status;
    cnn_thread_pool *thread_pool = NULL;
    if (want->threads > 1)
        status = cnn_thread_pool_new((int)want->threads, &thread_pool);
    if (!cnn_failed(status) && thread_pool)
        status = cnn_pass_join(pass, thread_pool);
    cnn_shape in = s->net->nodes[0].layout.out;
    float *pixels = pass->value[0].data;
    picture_wish wish = {.fitting = s->desc->fit, .black = want->black};
    if (!cnn_failed(status))
        status = picture_read_with(picture, &wish, in, pixels);
    cnn_levels levels = cnn_netdesc_levels(s->desc);
    if (!cnn_failed(status)) {
        cnn_levels_take(&levels, in, pixels);
        say_picture(s, picture, wish.facts, node, want->layer);
        pass->labels = NULL;
        cnn_pass_forward(pass, s->parameters);
        if (want->layer)
            print_numbers(pass->value[node].data, cnn_shape_image(s->net->nodes[node].layout.out));
        else
            answer_print(s, pass->value[node].data, want->best);
        if (want->rounds)
            printf(
                "%.3f ms, median of %lld runs\n", measure(pass, s->parameters, want->rounds), (long long)want->rounds);
    }
    cnn_pass_free(pass);
    cnn_thread_pool_free(thread_pool);
    return status;
}

int cli_run(int count, char **arguments) {
    request want = {.best = 5, .threads = 1};
    const cli_option options[] = {{.name = "weights",
                                      .value = "FILE",
                                      .help = "parameters, as safetensors; else drawn from the seed",
                                      .text = &want.weights},
        {.name = "skip",
            .value = "LAYERS",
            .help = "leave these layers at their starting values, as in fc,aux1",
            .text = &want.skip},
        {.name = "layer", .value = "NAME", .help = "print this layer's numbers, one a line", .text = &want.layer},
        {.name = "black", .help = "what is transparent is black, not white", .flag = &want.black},
        {.name = "best",
            .value = "N",
            .help = "print so many classes or numbers (5)",
            .number = &want.best,
            .low = 1,
            .high = 1000},
        {.name = "threads",
            .value = "N",
            .help = "threads that share each layer out (1)",
            .number = &want.threads,
            .low = 1,
            .high = 64},
        {.name = "numbers",
            .value = "FAMILY",
            .help = "portable: the same bytes on every machine; fma: on those with FMA",
            .text = &want.numbers},
        {.name = "rounds",
            .value = "N",
            .help = "run so often again and print the median time",
            .number = &want.rounds,
            .low = 1,
            .high = 1000},
        {0}};
    const cli_command command = {"run", "NETWORK PICTURE [options]",
        "One forward run on a picture, scaled to the network's input: the classes with the largest outputs.", options,
        2, 2};
    const char *files[2];
    int given, status = cli_parse(&command, count, arguments, files, &given);
    if (status >= 0)
        return status;
    opened_network s;
    cnn_status result = want.numbers ? cnn_rounding_choose(want.numbers) : cnn_ok();
    if (!cnn_failed(result))
        result = cli_expect(files[0], CLI_NETWORK);
    if (!cnn_failed(result))
        result = cli_expect(files[1], CLI_PICTURE);
    if (!cnn_failed(result))
        result = opened_network_open_first(files[0], 1, &s);
    if (cnn_failed(result))
        return cli_fail(result);
    cli_note(s.note);
    result = run(&s, files[1], &want);
    opened_network_close(&s);
    return cnn_failed(result) ? cli_fail(result) : cli_finish(CLI_FINE);
}
