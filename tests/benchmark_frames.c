/* Frames of every place, laid out and painted, while a network trains: median, 99th percentile and longest, in
 * milliseconds of the clock, and of the processor, which other programs do not disturb as much. */
#include "benchmark_frames.h"

#include "command.h"
#include "draw_sdl.h"
#include "rng.h"

#include <SDL.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { FRAMES = 400, PAGES = 2000 };

typedef struct screen_target {
    app *a;
    SDL_Surface *surface;
    SDL_Renderer *renderer;
    draw_target *target;
    double samples[2][PAGES]; /* of the clock, of the processor */
    int count;
} screen_target;

typedef struct moment {
    double clock, processor;
} moment;

static double ms_of(clockid_t which) {
    struct timespec t;
    clock_gettime(which, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

static moment now_ms(void) {
    return (moment){ms_of(CLOCK_MONOTONIC), ms_of(CLOCK_THREAD_CPUTIME_ID)};
}

static int by_size(const void *x, const void *y) {
    double one = *(const double *)x, other = *(const double *)y;
    return (one > other) - (one < other);
}

static void put(screen_target *s, const char *name) {
    static const char *const kinds[] = {"", "processor_"};
    if (!s->count)
        return;
    printf("  \"%s\": {", name);
    for (int k = 0; k < 2; k++) {
        double *of = s->samples[k];
        qsort(of, (size_t)s->count, sizeof *of, by_size);
        printf("\"%smedian\": %.2f, \"%sp99\": %.2f, \"%slongest\": %.2f, ", kinds[k], of[s->count / 2], kinds[k],
            of[(s->count - 1) * 99 / 100], kinds[k], of[s->count - 1]);
    }
    printf("\"samples\": %d},\n", s->count);
    fflush(stdout);
    s->count = 0;
}

/* One frame; what came before it since `begin` counts too. */
static void frame(screen_target *s, moment begin) {
    app_frame(s->a);
    draw_replay(s->target, &s->a->list);
    SDL_RenderFlush(s->renderer);
    moment end = now_ms();
    if (s->count == PAGES)
        return;
    s->samples[0][s->count] = end.clock - begin.clock;
    s->samples[1][s->count++] = end.processor - begin.processor;
}

static bool open_target(screen_target *s, app *a, int width, int height) {
    *s = (screen_target){.a = a};
    s->surface = SDL_CreateRGBSurfaceWithFormat(0, width, height, 32, SDL_PIXELFORMAT_XRGB8888);
    s->renderer = s->surface ? SDL_CreateSoftwareRenderer(s->surface) : NULL;
    s->target = s->renderer ? draw_target_new(s->renderer) : NULL;
    app_resize(a, width, height);
    return s->target;
}

static void close_target(screen_target *s) {
    draw_target_free(s->target);
    SDL_DestroyRenderer(s->renderer);
    SDL_FreeSurface(s->surface);
}

/* Steps through what is on the bench, from anywhere in it. */
static void step_about(screen_target *s, const char *name) {
    session *open = &s->a->state.session;
    cnn_rng rng = cnn_rng_seeded(1, 1);
    for (int i = 0; i < FRAMES; i++) {
        app_tick(s->a, 0.016);
        moment begin = now_ms();
        if (i % 4 == 0 && open->player.walk)
            player_seek(
                &open->player, (int64_t)((double)cnn_rng_next(&rng) / 4294967296.0 * (double)open->player.last));
        else
            command_run(&s->a->state, REQUEST_step, NULL);
        frame(s, begin);
    }
    put(s, name);
}

static void stand(screen_target *s, const char *name) {
    for (int i = 0; i < FRAMES; i++) {
        app_tick(s->a, 0.016);
        frame(s, now_ms());
    }
    put(s, name);
}

/* The first frame in a language, a theme, and presenter mode. */
static void first_uses(screen_target *s) {
    static const request_name ways[] = {REQUEST_language, REQUEST_theme, REQUEST_theme, REQUEST_theme, REQUEST_present,
        REQUEST_language, REQUEST_present};
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        moment begin = now_ms();
        command_run(&s->a->state, ways[i], NULL);
        frame(s, begin);
    }
    put(s, "first_use_ms");
}

/* To the next page, with the frame that follows; its stage may be made in a job that ends later. */
static void turn_pages(screen_target *s) {
    reader *c = &s->a->state.lesson;
    command_run(&s->a->state, REQUEST_lessons, NULL);
    for (int entry = 0; entry < c->count; entry++) {
        reader_open_entry(c, &s->a->state.session, entry);
        reader_wait(c, &s->a->state.session);
        for (int page = 1; page < c->lesson->count; page++) {
            moment begin = now_ms();
            command_run(&s->a->state, REQUEST_page, &(argument){.value = 1});
            frame(s, begin);
            reader_wait(c, &s->a->state.session);
            app_tick(s->a, 0.016);
            frame(s, now_ms());
        }
    }
    put(s, "turn_page_ms");
}

static void of_size(app *a, int width, int height) {
    static screen_target s;
    char network[4096];
    if (!open_target(&s, a, width, height))
        return;
    printf("  \"size\": \"%dx%d\",\n", width, height);
    command_run(&a->state, REQUEST_convolution, NULL);
    first_uses(&s);
    step_about(&s, "convolution_ms");
    command_run(&a->state, REQUEST_pooling, NULL);
    step_about(&s, "pooling_ms");
    command_run(&a->state, REQUEST_network, NULL);
    stand(&s, "network_ms");
    command_run(&a->state, REQUEST_enter, NULL);
    for (int i = 0; i < 500 && a->state.session.bench.source != BENCH_INSIDE; i++) {
        SDL_Delay(10);
        app_tick(a, 0.01);
    }
    live_pause(a->state.training.live, false);
    step_about(&s, "inside_lenet_ms");
    command_run(&a->state, REQUEST_atlas, NULL);
    stand(&s, "atlas_ms");
    asset_path("networks/vgg-16.yaml", network, sizeof network);
    if (!cnn_failed(session_open_classic(&a->state.session, network, NULL, (cnn_address){.node = 0}))) {
        session_wait(&a->state.session);
        a->state.screen.place = PLACE_BENCH;
        state_settle(&a->state);
        step_about(&s, "vgg16_ms");
    }
    turn_pages(&s);
    close_target(&s);
}

void benchmark_frames(app *a) {
    for (int i = 0; i < 500 && a->state.training.snapshot.iteration < 20; i++) {
        SDL_Delay(10);
        app_tick(a, 0.01);
    }
    printf("{\n");
    of_size(a, 1280, 800);
    of_size(a, 1920, 1080);
    printf("  \"end\": true\n}\n");
}
