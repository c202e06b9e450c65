/* tests/benchmark: what the user of the window notices, measured on this machine, as one JSON object: drawing a frame,
 * seeking in the walk, recording an iteration, training. Medians and 99th percentiles; compare only with figures of the
 * same run.
 *
 * tests/benchmark train NETWORK.yaml BATCH THREADS SECONDS: only the images per second of that training.
 * tests/benchmark numbers NETWORK.yaml BATCH THREADS SECONDS: the same with portable numbers and with fma, in turn. */
#include "app.h"
#include "benchmark_frames.h"
#include "benchmark_lessons.h"
#include "benchmark_training.h"
#include "command.h"
#include "draw_sdl.h"
#include "opened_network.h"
#include "pass.h"
#include "rng.h"

#include <SDL.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { SAMPLES = 2000 };

static double now_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void put(const char *name, double *samples, int count, const char *end) {
    qsort(samples, (size_t)count, sizeof *samples, by_size);
    printf("  \"%s\": {\"median\": %.4f, \"p99\": %.4f, \"longest\": %.4f, \"samples\": %d}%s\n", name,
        samples[count / 2], samples[(count - 1) * 99 / 100], samples[count - 1], count, end);
}

/* Frames of a window of that size while the live network trains, with a step of the cursor before each. */
static void draw_frames(app *a, int width, int height, const char *name) {
    static double total[SAMPLES], layout[SAMPLES];
    SDL_Surface *surface = SDL_CreateRGBSurfaceWithFormat(0, width, height, 32, SDL_PIXELFORMAT_XRGB8888);
    SDL_Renderer *renderer = SDL_CreateSoftwareRenderer(surface);
    draw_target *target = draw_target_new(renderer);
    app_resize(a, width, height);
    for (int i = -50; i < SAMPLES / 2; i++) {
        if (!command_run(&a->state, REQUEST_step, NULL) || a->state.session.player.at.column == 2)
            command_run(&a->state, i % 3 ? REQUEST_home : REQUEST_picture, NULL);
        app_tick(a, 0.02);
        double begin = now_ms();
        app_frame(a);
        double laid = now_ms();
        draw_replay(target, &a->list);
        SDL_RenderFlush(renderer);
        if (i >= 0) {
            total[i] = now_ms() - begin;
            layout[i] = laid - begin;
        }
    }
    char part[64];
    cnn_format(part, sizeof part, "%s_ms", name);
    put(part, total, SAMPLES / 2, ",");
    cnn_format(part, sizeof part, "%s_layout_ms", name);
    put(part, layout, SAMPLES / 2, ",");
    draw_target_free(target);
    SDL_DestroyRenderer(renderer);
    SDL_FreeSurface(surface);
}

static void walk_and_record(const char *path) {
    static double seek[SAMPLES], record[20];
    opened_network s;
    cnn_recording *r;
    if (cnn_failed(opened_network_open(path, "digits", &s)))
        return;
    record_choice choice = {.picture = 0, .threads = 1};
    for (int i = 0; i < 20; i++) {
        double begin = now_ms();
        if (cnn_failed(opening_record(&s, &choice, &r)))
            return;
        record[i] = now_ms() - begin;
        if (i < 19)
            cnn_recording_free(r);
    }
    for (int i = 0; i < SAMPLES; i++) {
        int64_t index = (int64_t)((double)r->walk->steps * i / SAMPLES);
        double begin = now_ms();
        cnn_step step = cnn_recording_step(r, cnn_walk_address(r->walk, index, CNN_DEPTH_PRODUCT));
        seek[i] = now_ms() - begin;
        (void)step;
    }
    printf("  \"lenet_steps\": %lld,\n", (long long)r->walk->steps);
    put("seek_ms", seek, SAMPLES, ",");
    put("open_trainer_and_record_ms", record, 20, ",");
    cnn_recording_free(r);
    opened_network_close(&s);
}

/* Frames while the cursor walks through the backward pass and the update of a recorded LeNet-5. */
static void draw_inside(app *a, const char *path) {
    static double total[SAMPLES];
    SDL_Surface *surface = SDL_CreateRGBSurfaceWithFormat(0, 1280, 800, 32, SDL_PIXELFORMAT_XRGB8888);
    SDL_Renderer *renderer = SDL_CreateSoftwareRenderer(surface);
    draw_target *target = draw_target_new(renderer);
    app_resize(a, 1280, 800);
    if (cnn_failed(session_open_network(&a->state.session, path, 20)))
        return;
    session_wait(&a->state.session);
    state_settle(&a->state);
    for (int i = 0; i < SAMPLES / 4; i++) {
        player_seek(&a->state.session.player, a->state.session.player.last * i / (SAMPLES / 4));
        double begin = now_ms();
        app_frame(a);
        draw_replay(target, &a->list);
        SDL_RenderFlush(renderer);
        total[i] = now_ms() - begin;
    }
    put("draw_inside_iteration_ms", total, SAMPLES / 4, ",");
    draw_target_free(target);
    SDL_DestroyRenderer(renderer);
    SDL_FreeSurface(surface);
}

/* How fast the live network trains without a viewer, and beside a window that draws 60 frames a second; the two are
 * measured alternately. */
static void window_cost(app *a) {
    enum { TURNS = 3, MILLISECONDS = 1500 };
    SDL_Surface *surface = SDL_CreateRGBSurfaceWithFormat(0, 1280, 800, 32, SDL_PIXELFORMAT_XRGB8888);
    SDL_Renderer *renderer = SDL_CreateSoftwareRenderer(surface);
    draw_target *target = draw_target_new(renderer);
    double alone[TURNS], beside[TURNS];
    app_resize(a, 1280, 800);
    for (int turn = 0; turn < 2 * TURNS; turn++) {
        app_tick(a, 0.3);
        int64_t first = a->state.training.snapshot.iteration;
        double begin = now_ms(), next = begin;
        while (now_ms() - begin < MILLISECONDS) {
            if (turn % 2) {
                command_run(&a->state, a->state.session.player.at.column == 2 ? REQUEST_home : REQUEST_step, NULL);
                app_frame(a);
                draw_replay(target, &a->list);
                SDL_RenderFlush(renderer);
            }
            next += 1000.0 / 60;
            double left = next - now_ms();
            SDL_Delay(left > 1 ? (Uint32)left : 1);
        }
        app_tick(a, 0.3);
        double rate = (double)(a->state.training.snapshot.iteration - first) * 64 / (now_ms() - begin) * 1e3;
        *(turn % 2 ? &beside[turn / 2] : &alone[turn / 2]) = rate;
    }
    put("live_rate_alone", alone, TURNS, ",");
    put("live_rate_beside_60_frames", beside, TURNS, ",");
    draw_target_free(target);
    SDL_DestroyRenderer(renderer);
    SDL_FreeSurface(surface);
}

/* Opening each lesson, turning each page, changing the language, each with the frame that follows. */
static void lessons_turned(app *a) {
    static double opened[SAMPLES], turned[SAMPLES], changed[SAMPLES];
    int opens = 0, turns = 0, changes = 0;
    for (int i = 0; i < a->state.lesson.count; i++) {
        double begin = now_ms();
        reader_open_entry(&a->state.lesson, &a->state.session, i);
        app_frame(a);
        opened[opens++] = now_ms() - begin;
        for (int page = 1; page < a->state.lesson.lesson->count && turns < SAMPLES; page++) {
            begin = now_ms();
            reader_go(&a->state.lesson, &a->state.session, page);
            reader_wait(&a->state.lesson, &a->state.session);
            app_frame(a);
            turned[turns++] = now_ms() - begin;
            begin = now_ms();
            command_run(&a->state, REQUEST_language, NULL);
            app_frame(a);
            changed[changes++] = now_ms() - begin;
        }
    }
    put("open_lesson_ms", opened, opens, ",");
    put("turn_page_ms", turned, turns, ",");
    put("change_language_ms", changed, changes, ",");
    command_run(&a->state, REQUEST_convolution, NULL);
}

/* Any step of a network with more than 10^9 products. */
static void seek_in_a_billion(void) {
    static double seek[SAMPLES];
    static const char yaml[] =
        "input: {channels: 48, height: 256, width: 256}\nlayers:\n  - conv: {filters: 48, size: 3, padding: 1}\n";
    opened_network s;
    cnn_recording *r;
    if (cnn_failed(opened_network_open_text("billion", yaml, NULL, &s)))
        return;
    float *pixels = calloc(cnn_shape_image(s.net->nodes[0].layout.out), sizeof *pixels);
    cnn_record_input in = {.label = -1, .pixels = pixels, .batch = 1, .parameters = s.parameters};
    if (!pixels || cnn_failed(cnn_recording_new(s.net, &s.desc->train, &in, &r)))
        return;
    for (int i = 0; i < SAMPLES; i++) {
        int64_t index = (int64_t)((double)r->walk->steps / SAMPLES * i);
        double begin = now_ms();
        cnn_step step = cnn_recording_step(r, cnn_walk_address(r->walk, index, CNN_DEPTH_PRODUCT));
        seek[i] = now_ms() - begin;
        (void)step;
    }
    printf("  \"billion_steps\": %lld,\n", (long long)r->walk->steps);
    put("seek_in_a_billion_ms", seek, SAMPLES, ",");
    cnn_recording_free(r);
    free(pixels);
    opened_network_close(&s);
}

/* A recording beside one plain forward and backward pass of one image. */
static void recording_cost(const char *path) {
    enum { TURNS = 30 };
    static double record[TURNS], plain[TURNS];
    opened_network s;
    cnn_pass *pass;
    if (cnn_failed(opened_network_open(path, "digits", &s)) ||
        cnn_failed(cnn_pass_new(s.net, 1, true, CNN_PLAIN, &pass)))
        return;
    float *pixels = calloc(784, sizeof *pixels), *gradients = calloc(s.net->parameters, sizeof *gradients);
    cnn_pictures_read(s.data, &s.data->train, 0, pixels);
    int label = s.data->train.labels[0];
    for (int i = 0; i < TURNS; i++) {
        cnn_record_input in = {.label = label, .pixels = pixels, .batch = 1, .parameters = s.parameters};
        cnn_recording *r;
        double begin = now_ms();
        if (cnn_failed(cnn_recording_new(s.net, &s.desc->train, &in, &r)))
            return;
        record[i] = now_ms() - begin;
        cnn_recording_free(r);
        pass->labels = &label;
        for (int j = 0; j < 784; j++)
            pass->value[0].data[j] = pixels[j];
        begin = now_ms();
        cnn_pass_forward(pass, s.parameters);
        cnn_pass_backward(pass, s.parameters, gradients, true);
        plain[i] = now_ms() - begin;
    }
    put("record_ms", record, TURNS, ",");
    put("plain_forward_backward_ms", plain, TURNS, ",");
    free(pixels);
    free(gradients);
    cnn_pass_free(pass);
    opened_network_close(&s);
}

/* Back by a thousand iterations at batch 64, from 2,000 on, in the live network; and the memory that its history takes.
 */
static void travel(const char *path) {
    static live_snapshot s;
    live *l = live_start(path, NULL, "digits", NULL, 1, NULL, NULL);
    breakpoints stop = {.count = 1, .list = {{.kind = BREAK_ITERATION, .iteration = 2000}}};
    double seek[5];
    live_stops(l, &stop);
    live_wait(l, LIVE_PAUSED, 300);
    for (int i = 0; i < 5; i++) {
        double begin = now_ms();
        live_seek(l, 0, 2000 - 1000 - 37 * i);
        live_wait(l, LIVE_PAUSED, 60);
        seek[i] = now_ms() - begin;
        live_seek(l, 0, 2000);
        live_wait(l, LIVE_PAUSED, 60);
    }
    live_read(l, &s);
    put("back_1000_iterations_ms", seek, 5, ",");
    printf("  \"history_bytes_after_2000\": %zu,\n", s.history_bytes);
    live_stop(l);
}

/* Opening every network of the Atlas; then VGG-16 on the bench, and from anywhere to any of its products. */
static void classics(app *a) {
    static double open[64], seek[SAMPLES], frames[100];
    for (int i = 0; i < atlas_count; i++) {
        double begin = now_ms();
        if (cnn_failed(atlas_open(&a->state.session.graph[0], i)))
            return;
        a->state.screen.place = PLACE_ATLAS;
        app_frame(a);
        open[i] = now_ms() - begin;
    }
    put("atlas_open_ms", open, atlas_count, ",");
    for (int i = 0; i < 100; i++) {
        double begin = now_ms();
        a->dirty = true;
        app_frame(a);
        frames[i] = now_ms() - begin;
    }
    put("atlas_draw_ms", frames, 100, ",");
    a->state.screen.place = PLACE_BENCH;
    char network[4096];
    asset_path("networks/vgg-16.yaml", network, sizeof network);
    double begin = now_ms();
    if (cnn_failed(session_open_classic(&a->state.session, network, NULL, (cnn_address){.node = 0})))
        return;
    session_wait(&a->state.session);
    printf("  \"vgg16_record_ms\": %.0f,\n", now_ms() - begin);
    state_settle(&a->state);
    cnn_rng rng = cnn_rng_seeded(1, 1);
    int64_t steps = a->state.session.bench.recording->walk->steps;
    for (int i = 0; i < SAMPLES; i++) {
        int64_t to = (int64_t)((double)cnn_rng_next(&rng) / 4294967296.0 * (double)steps);
        begin = now_ms();
        player_go(
            &a->state.session.player, cnn_walk_address(a->state.session.bench.recording->walk, to, CNN_DEPTH_PRODUCT));
        cnn_step s = cnn_recording_step(a->state.session.bench.recording, a->state.session.player.at);
        seek[i] = now_ms() - begin + 0 * (double)s.so_far;
    }
    printf("  \"vgg16_steps\": %lld,\n", (long long)steps);
    put("vgg16_seek_ms", seek, SAMPLES, ",");
    for (int i = 0; i < 100; i++) {
        int64_t to = (int64_t)((double)cnn_rng_next(&rng) / 4294967296.0 * (double)steps);
        player_go(
            &a->state.session.player, cnn_walk_address(a->state.session.bench.recording->walk, to, CNN_DEPTH_PRODUCT));
        begin = now_ms();
        app_frame(a);
        frames[i] = now_ms() - begin;
    }
    put("vgg16_draw_ms", frames, 100, "");
}

/* What is shown: the frames of every place, the pages of the lessons, or the classic networks. */
static int shown(const char *what) {
    bool frames = !strcmp(what, "frames");
    static app a;
    char network[4096];
    SDL_setenv("SDL_VIDEODRIVER", "dummy", 0);
    SDL_Init(SDL_INIT_EVENTS);
    asset_path("networks/lenet-5.yaml", network, sizeof network);
    if (cnn_failed(app_start(&a, frames ? network : NULL, false)))
        return 1;
    app_resize(&a, 1280, 800);
    if (frames) {
        benchmark_frames(&a);
    } else if (!strcmp(what, "lessons")) {
        benchmark_lessons(&a);
    } else {
        printf("{\n");
        classics(&a);
        printf("}\n");
    }
    app_stop(&a);
    return 0;
}

int main(int count, char **arguments) {
    if (count == 6 && !strcmp(arguments[1], "train")) {
        double rate = training_rate(arguments[2], atoi(arguments[3]), atoi(arguments[4]), atof(arguments[5]));
        printf("%.1f\n", rate);
        return rate < 0;
    }
    if (count == 6 && !strcmp(arguments[1], "numbers"))
        return !numbers_rates(arguments[2], atoi(arguments[3]), atoi(arguments[4]), atof(arguments[5]));
    static const char *const screens[] = {"classics", "frames", "lessons"};
    for (int i = 0; i < 3 && count == 2; i++)
        if (!strcmp(arguments[1], screens[i]))
            return shown(screens[i]);
    if (count > 1) {
        fprintf(stderr,
            "use: benchmark [frames] [classics] [lessons] [train|numbers NETWORK.yaml BATCH THREADS SECONDS]\n");
        return 2;
    }
    static app a;
    char network[4096];
    setvbuf(stdout, NULL, _IOLBF, 0);
    SDL_setenv("SDL_VIDEODRIVER", "dummy", 0);
    SDL_Init(SDL_INIT_EVENTS);
    asset_path("networks/lenet-5.yaml", network, sizeof network);
    if (cnn_failed(app_start(&a, network, false)))
        return 1;
    asset_path("networks/lenet-5.yaml", network, sizeof network);
    live_wait(a.state.training.live, LIVE_TRAINING, 10);
    printf("{\n  \"fma_peak_gflops_of_a_thread\": %.1f,\n", fma_peak());
    draw_frames(&a, 1280, 800, "draw_1280x800");
    draw_frames(&a, 1920, 1080, "draw_1920x1080");
    window_cost(&a);
    draw_inside(&a, network);
    lessons_turned(&a);
    app_stop(&a);
    walk_and_record(network);
    seek_in_a_billion();
    recording_cost(network);
    travel(network);
    benchmark_training(TESTS_DIR "/networks");
    printf("}\n");
    return 0;
}
