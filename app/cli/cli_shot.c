/* stride shot: the same frame as the window's, drawn into a picture file, without a display. */
#include "cli.h"

#include "address.h"
#include "app.h"
#include "command.h"
#include "draw_sdl.h"
#include "file.h"
#include "scene.h"
#include "shot.h"

#include <SDL.h>
#include <SDL_image.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

cnn_status shot_surface(app *a, SDL_Surface **out) {
    *out = SDL_CreateRGBSurfaceWithFormat(0, (int)a->width, (int)a->height, 32, SDL_PIXELFORMAT_XRGB8888);
    SDL_Renderer *renderer = *out ? SDL_CreateSoftwareRenderer(*out) : NULL;
    draw_target *target = renderer ? draw_target_new(renderer) : NULL;
    cnn_status status = target ? cnn_ok() : cnn_fail(CNN_NO_MEMORY, "the picture cannot be drawn: %s", SDL_GetError());
    if (target) {
        app_frame(a);
        draw_replay(target, &a->list);
        SDL_RenderFlush(renderer);
    }
    draw_target_free(target);
    if (renderer)
        SDL_DestroyRenderer(renderer);
    if (cnn_failed(status) && *out) {
        SDL_FreeSurface(*out);
        *out = NULL;
    }
    return status;
}

cnn_status shot_save(SDL_Surface *surface, const char *path) {
    int room = surface->w * surface->h * 4 + surface->h + 65536; /* more than a PNG of it can need */
    void *bytes = malloc((size_t)room);
    SDL_RWops *memory = bytes ? SDL_RWFromMem(bytes, room) : NULL;
    cnn_status status = cnn_ok();
    if (!memory)
        status = cnn_no_memory(path, (size_t)room);
    else if (IMG_SavePNG_RW(surface, memory, 0) != 0)
        status = cnn_fail(CNN_IO, "%s: the picture cannot be made: %s", path, SDL_GetError());
    if (!cnn_failed(status)) {
        cnn_piece piece = {bytes, (size_t)SDL_RWtell(memory)};
        status = cnn_file_write(path, &piece, 1);
    }
    if (memory)
        SDL_RWclose(memory);
    free(bytes);
    return status;
}

enum { MOST_ITERATIONS = 1000000 };

typedef struct options {
    const char *address, *size, *language, *theme, *output, *kind;
    bool present, help;
    const char *beside;
    int64_t train, page;
} options;

static int choice(const char *text, const char *const *names) {
    for (int i = 0; names[i]; i++)
        if (!strcmp(text, names[i]))
            return i;
    return -1;
}

static cnn_status go_to(app *a, const char *text) {
    cnn_address to;
    if (!a->bench.recording)
        return cnn_fail(CNN_BAD_INPUT, "address %s: there is nothing to step through", text);
    cnn_status status = cnn_address_parse(a->bench.recording->walk, text, &to);
    if (cnn_failed(status))
        return status;
    /* The chosen pool comes last in the bench's network, so choosing another one renumbers the layers. */
    static const char *const pools[] = {"max", "average", "min"};
    const char *name = a->bench.recording->net->nodes[to.node].name;
    for (int i = 0; i < 3 && a->bench.source != BENCH_INSIDE && a->bench.kind == BENCH_POOL; i++)
        if (!strcmp(pools[i], name) && i != a->bench.pool) {
            bench_set_pool(&a->bench, i);
            app_bind(a);
            return go_to(a, text);
        }
    player_go(&a->player, to);
    if (to.iteration >= 0 && to.iteration != a->bench.recording->iteration)
        return cnn_fail(CNN_BAD_INPUT, "address %s: what is shown is iteration %lld", text,
            (long long)a->bench.recording->iteration);
    cnn_span wanted = cnn_walk_span(a->bench.recording->walk, to),
             got = cnn_walk_span(a->bench.recording->walk, a->player.at);
    if (wanted.first != got.first || wanted.last != got.last)
        return cnn_fail(CNN_BAD_INPUT, "address %s: it is not on this screen", text);
    a->player.motion = 1;
    return status;
}

/* Lets the live network train at least so many iterations and holds it there. */
static cnn_status train_live(app *a, int64_t iterations) {
    while (a->snapshot.state == LIVE_LOADING ||
           (a->snapshot.state == LIVE_TRAINING && a->snapshot.iteration < iterations)) {
        SDL_Delay(20);
        app_tick(a, 0.02);
    }
    live_pause(a->live, true);
    while (a->snapshot.state == LIVE_TRAINING) {
        SDL_Delay(5);
        app_tick(a, 0.005);
    }
    return a->snapshot.state == LIVE_FAILED ? cnn_fail(CNN_BAD_INPUT, "%s", a->snapshot.note) : cnn_ok();
}

/* The iteration that an address such as 1284/forward/conv1 names; 0 when it names none. */
static int64_t iteration_of(const char *address) {
    return address && *address >= '0' && *address <= '9' ? strtoll(address, NULL, 10) : 0;
}

/* The Atlas with a network, perhaps with another one below. */
static cnn_status prepare_atlas(app *a, const char *file, const options *o) {
    command_run(a, "atlas");
    cnn_status status = atlas_show(&a->atlas.graph[0], file ? file : "zip-code-1989", o->address);
    if (!cnn_failed(status) && o->beside) {
        status = atlas_show(&a->atlas.graph[1], o->beside, NULL);
        command_run(a, "compare");
    }
    return status;
}

static cnn_status prepare(app *a, const char *file, const char *builtin, const options *o) {
    cnn_status status = cnn_ok();
    int64_t iteration = o->train ? o->train : iteration_of(o->address);
    bool inside = !strcmp(o->kind, "inside");
    if (!strcmp(o->kind, "pooling"))
        command_run(a, "pooling");
    if (!strcmp(o->kind, "atlas")) {
        a->present = o->present;
        a->help = o->help;
        return prepare_atlas(a, file, o);
    }
    if (iteration > MOST_ITERATIONS)
        return cnn_fail(CNN_BAD_INPUT, "iteration %lld is too far; at most %d are trained for a picture",
            (long long)iteration, MOST_ITERATIONS);
    if (a->live)
        status = train_live(a, iteration);
    if (!cnn_failed(status) && file && app_is_lesson(file)) {
        status = app_open(a, file);
        if (!cnn_failed(status) && o->page > a->course.lesson->count)
            status = cnn_fail(CNN_BAD_INPUT, "%s: there is no page %lld; it has %d", file, (long long)o->page,
                a->course.lesson->count);
        if (!cnn_failed(status))
            reader_go(a, o->page ? (int)o->page - 1 : 0);
        for (int i = 0; i < 200 && a->network && !a->net.seen; i++) {
            app_tick(a, 0.01);
            SDL_Delay(10);
        }
    } else if (!cnn_failed(status) && file && app_is_picture(file))
        status = app_open(a, file);
    else if (!cnn_failed(status) && (file || inside))
        status = bench_open_network(&a->bench, file ? file : builtin, iteration);
    app_bind(a);
    if (!cnn_failed(status) && o->address)
        status = go_to(a, o->address);
    a->present = o->present;
    a->help = o->help;
    return status;
}

int cli_shot(int count, char **arguments) {
    static app a;
    static const char *const languages[] = {"en", "ko", NULL}, *const themes[] = {"light", "dark", "contrast", NULL},
                             *const kinds[] = {"auto", "convolution", "pooling", "inside", "atlas", NULL};
    options o = {.size = "1280x800", .language = "en", .theme = "light", .kind = "auto"};
    bool strip = false;
    const cli_option table[] = {
        {.name = "at", .value = "ADDRESS", .help = "the step to show, as in forward/conv1/0,1,2", .text = &o.address},
        {.name = "size", .value = "WxH", .help = "pixels (1280x800)", .text = &o.size},
        {.name = "lang", .value = "en|ko", .help = "language", .text = &o.language},
        {.name = "theme", .value = "NAME", .help = "light, dark or contrast", .text = &o.theme},
        {.name = "present", .help = "presenter mode", .flag = &o.present},
        {.name = "show-help", .help = "with the list of commands over it", .flag = &o.help},
        {.name = "place",
            .value = "NAME",
            .help = "convolution, pooling, inside (a layer of the training network) or atlas",
            .text = &o.kind},
        {.name = "train",
            .value = "N",
            .help = "train the network N iterations first",
            .number = &o.train,
            .low = 0,
            .high = MOST_ITERATIONS},
        {.name = "page",
            .value = "N",
            .help = "of the lesson, from 1",
            .number = &o.page,
            .low = 1,
            .high = LESSON_PAGES},
        {.name = "beside", .value = "NETWORK", .help = "atlas: a second network", .text = &o.beside},
        {.name = "live", .help = "with the live network in its strip", .flag = &strip},
        {.name = "output", .value = "FILE", .help = "the PNG file to write; also -o FILE", .text = &o.output}, {0}};
    const cli_command about = {"shot",
        "[FILE] --at ADDRESS --size 1280x800 [--lang ko] [--theme dark] [--present] -o x.png",
        "Draws the screen into a picture, without a display.", table, 0, 1};
    const char *file = NULL;
    int given, status = cli_parse(&about, count, arguments, &file, &given), width, height;
    if (status >= 0)
        return status;
    char rest;
    if (sscanf(o.size, "%dx%d%c", &width, &height, &rest) != 2 || width < 960 || height < 600 || width > 7680 ||
        height > 4320)
        return cli_usage("shot", "--size is like 1280x800, from 960x600 to 7680x4320, not %s", o.size);
    int language_at = choice(o.language, languages), theme_at = choice(o.theme, themes);
    if (language_at < 0 || theme_at < 0 || choice(o.kind, kinds) < 0)
        return cli_usage("shot",
            "--lang is en or ko, --theme light, dark or contrast, --place convolution, pooling, inside or atlas");
    if (!o.output)
        return cli_usage("shot", "-o FILE is missing");
    SDL_setenv("SDL_VIDEODRIVER", "dummy", 0);
    SDL_Init(SDL_INIT_EVENTS);
    char network[4096];
    asset_path("networks/lenet-5.yaml", network, sizeof network);
    cnn_status result = app_start(&a, strip ? network : NULL, false);
    strings_use((language)language_at);
    theme_use((theme_id)theme_at);
    app_resize(&a, width, height);
    if (!cnn_failed(result))
        result = prepare(&a, file, network, &o);
    if (!cnn_failed(result) && language_at == LANGUAGE_KO && !text_has_korean())
        fprintf(stderr, "stride: no Korean font is installed, so Korean letters are boxes; install fonts-nanum\n");
    SDL_Surface *surface = NULL;
    if (!cnn_failed(result))
        result = shot_surface(&a, &surface);
    if (!cnn_failed(result))
        result = shot_save(surface, o.output);
    SDL_FreeSurface(surface);
    app_stop(&a);
    SDL_Quit();
    return cnn_failed(result) ? cli_fail(result) : cli_finish(CLI_FINE);
}
