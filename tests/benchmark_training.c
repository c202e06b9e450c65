#include "benchmark_training.h"

#include "opened_network.h"
#include "pass.h"
#include "processor.h"
#include "rng.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { PICTURES = 2048, CLASSES = 10, SAMPLES = 300 };

static double now_seconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* The network and a data set of noise in its shape; the bytes live in the session's arena. */
static cnn_status open_with_noise(const char *network, opened_network *s, cnn_dataset *data) {
    cnn_status status = opened_network_open(network, NULL, s);
    if (cnn_failed(status))
        return status;
    *data = (cnn_dataset){.name = "noise", .image = s->net->nodes[0].layout.out, .classes = CLASSES};
    data->image.n = 1;
    size_t count = PICTURES * cnn_shape_image(data->image);
    uint8_t *pixels = cnn_arena_alloc(s->arena, count, 1);
    uint16_t *labels = cnn_arena_alloc(s->arena, PICTURES, sizeof *labels);
    if (!pixels || !labels)
        return cnn_no_memory("pictures", count);
    cnn_rng rng = cnn_rng_seeded(1, 1);
    for (size_t i = 0; i < count; i++)
        pixels[i] = (uint8_t)cnn_rng_below(&rng, 256);
    for (int i = 0; i < PICTURES; i++)
        labels[i] = (uint16_t)cnn_rng_below(&rng, CLASSES);
    data->train = data->test = (cnn_pictures){.count = PICTURES, .pixels = pixels, .labels = labels};
    return cnn_ok();
}

double training_rate(const char *network, int batch, int threads, double seconds) {
    opened_network s = {0};
    cnn_dataset data;
    cnn_trainer *t = NULL;
    cnn_status status = open_with_noise(network, &s, &data);
    cnn_train_settings settings = cnn_train_settings_default();
    settings.batch = batch;
    settings.rate = 0.001f;
    settings.momentum = 0.9f;
    if (!cnn_failed(status))
        status = cnn_trainer_new(s.net, &data, &settings, threads, s.parameters, &t);
    if (cnn_failed(status)) {
        fprintf(stderr, "%s\n", status.message);
        opened_network_close(&s);
        return -1;
    }
    int at_once = 512 / batch + 1;
    cnn_trainer_advance(t, at_once);
    double begin = now_seconds(), spent = 0;
    int64_t images = 0;
    for (; spent < seconds; spent = now_seconds() - begin, images += (int64_t)at_once * batch)
        cnn_trainer_advance(t, at_once);
    cnn_trainer_free(t);
    opened_network_close(&s);
    return (double)images / spent;
}

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

bool numbers_rates(const char *network, int batch, int threads, double seconds) {
    enum { TURNS = 9 };
    double rates[CNN_ROUNDINGS][TURNS];
    for (int i = 0; i < TURNS; i++)
        for (int n = 0; n < CNN_ROUNDINGS; n++) {
            if (!cnn_rounding_use((cnn_rounding)n))
                return false;
            rates[n][i] = training_rate(network, batch, threads, seconds);
        }
    for (int n = 0; n < CNN_ROUNDINGS; n++)
        qsort(rates[n], TURNS, sizeof **rates, by_size);
    double portable = rates[CNN_PORTABLE][TURNS / 2], fma = rates[CNN_FMA][TURNS / 2];
    printf("{\"portable\": %.0f, \"fma\": %.0f, \"fma_by_portable\": %.3f}\n", portable, fma, fma / portable);
    return true;
}

double forward_latency(const char *network) {
    opened_network s = {0};
    cnn_dataset data;
    cnn_pass *pass = NULL;
    cnn_status status = open_with_noise(network, &s, &data);
    if (!cnn_failed(status))
        status = cnn_pass_new(s.net, 1, false, CNN_FAST, &pass);
    if (cnn_failed(status)) {
        fprintf(stderr, "%s\n", status.message);
        opened_network_close(&s);
        return -1;
    }
    double samples[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
        cnn_pictures_read(&data, &data.train, i, pass->value[0].data);
        double begin = now_seconds();
        cnn_pass_forward(pass, s.parameters);
        samples[i] = (now_seconds() - begin) * 1e3;
    }
    qsort(samples, SAMPLES, sizeof *samples, by_size);
    cnn_pass_free(pass);
    opened_network_close(&s);
    return samples[SAMPLES / 2];
}

void benchmark_training(const char *folder) {
    static const char *const networks[] = {"lenet-5", "cifar-convnet", "zip-1989"};
    static const int batches[] = {1, 32, 128};
    for (int n = 0; n < 3; n++) {
        char path[4096];
        cnn_format(path, sizeof path, "%s/%s.yaml", folder, networks[n]);
        printf("  \"%s\": {\"forward_ms\": %.4f", networks[n], forward_latency(path));
        for (int b = 0; b < 3; b++)
            for (int threads = 1; threads <= 2; threads++)
                printf(", \"batch_%d_threads_%d_images_per_second\": %.0f", batches[b], threads,
                    training_rate(path, batches[b], threads, 1));
        printf("}%s\n", n < 2 ? "," : "");
    }
}
