/* From the key to the frame that shows what it did. Stages that are made in a job come later and are not counted: the page
 * can be read meanwhile. */
#include "benchmark_lessons.h"

#include "command.h"
#include "draw_sdl.h"

#include <SDL.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { MOST = 4096, NAME = 120 };

typedef struct series {
    const char *name;
    double ms[MOST], longest;
    char where[NAME];
    int count;
} series;

static struct painted {
    SDL_Surface *surface;
    SDL_Renderer *renderer;
    draw_target *target;
} painted_on;

static double now_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t); /* other programs do not count */
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

static int by_size(const void *x, const void *y) {
    double one = *(const double *)x, other = *(const double *)y;
    return (one > other) - (one < other);
}

static void note(series *s, app *a, double begin) {
    app_frame(a);
    draw_replay(painted_on.target, &a->list);
    SDL_RenderFlush(painted_on.renderer);
    double took = now_ms() - begin;
    if (s->count < MOST)
        s->ms[s->count++] = took;
    if (took < s->longest)
        return;
    s->longest = took;
    cnn_format(s->where, sizeof s->where, "%s, page %d", a->state.lesson.lesson->name, a->state.lesson.page + 1);
}

static void put(series *s) {
    if (!s->count)
        return;
    qsort(s->ms, (size_t)s->count, sizeof *s->ms, by_size);
    printf("  \"%s\": {\"median\": %.2f, \"p99\": %.2f, \"longest\": %.2f, \"where\": \"%s\", \"samples\": %d},\n",
        s->name, s->ms[s->count / 2], s->ms[(s->count - 1) * 99 / 100], s->longest, s->where, s->count);
    fflush(stdout);
}

static void settle(app *a) {
    reader_wait(&a->state.lesson, &a->state.session);
    app_tick(a, 0.016);
    app_frame(a);
}

static void press(app *a, request_name name, int value, series *s) {
    double begin = now_ms();
    command_run(&a->state, name, &(argument){.value = value});
    note(s, a, begin);
}

static void read_lessons(app *a) {
    static series open = {.name = "open_lesson_ms"}, turn = {.name = "turn_page_ms"},
                  languages = {.name = "language_ms"}, present = {.name = "present_ms"},
                  shown = {.name = "turn_presented_page_ms"};
    reader *c = &a->state.lesson;
    command_run(&a->state, REQUEST_lessons, NULL);
    for (int entry = 0; entry < c->count; entry++) {
        press(a, REQUEST_open_entry, entry, &open);
        settle(a);
        reader_go(c, &a->state.session, 0);
        settle(a);
        for (int page = 0; page < c->lesson->count; page++) {
            if (page)
                press(a, REQUEST_page, 1, &turn);
            settle(a);
            for (int i = 0; i < 2; i++)
                press(a, REQUEST_language, 0, &languages);
            for (int i = 0; i < 2; i++)
                press(a, REQUEST_present, 0, &present);
        }
        command_run(&a->state, REQUEST_present, NULL);
        reader_go(c, &a->state.session, 0);
        settle(a);
        for (int page = 1; page < c->lesson->count; page++) {
            press(a, REQUEST_page, 1, &shown);
            settle(a);
        }
        command_run(&a->state, REQUEST_present, NULL);
    }
    put(&open);
    put(&turn);
    put(&languages);
    put(&present);
    put(&shown);
}

void benchmark_lessons(app *a) {
    enum { WIDTH = 1366, HEIGHT = 768 };
    painted_on.surface = SDL_CreateRGBSurfaceWithFormat(0, WIDTH, HEIGHT, 32, SDL_PIXELFORMAT_XRGB8888);
    painted_on.renderer = painted_on.surface ? SDL_CreateSoftwareRenderer(painted_on.surface) : NULL;
    painted_on.target = painted_on.renderer ? draw_target_new(painted_on.renderer) : NULL;
    if (!painted_on.target)
        return;
    app_resize(a, WIDTH, HEIGHT);
    printf("{\n  \"size\": \"%dx%d\",\n", WIDTH, HEIGHT);
    read_lessons(a);
    printf("  \"end\": true\n}\n");
    draw_target_free(painted_on.target);
    SDL_DestroyRenderer(painted_on.renderer);
    SDL_FreeSurface(painted_on.surface);
}
