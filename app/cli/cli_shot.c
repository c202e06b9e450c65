/* stride shot: the same frame as the window's, drawn into a picture file, without a display. */
#include "cli.h"
#include "cli_given.h"

#include "address.h"
#include "command.h"
#include "draw_json.h"
#include "link.h"
#include "open.h"
#include "reading.h"
#include "shot.h"

#include <SDL.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_ITERATIONS = 1000000 };

typedef struct options {
    const char *address, *size, *language, *theme, *output, *list, *kind;
    bool present, help, strip, textbook;
    const char *beside, *file; /* file: a lesson, a network or a picture; NULL: none */
    int64_t train, page;
    int width, height, language_at, theme_at;
} options;

static int choice(const char *text, const char *const *names) {
    for (int i = 0; names[i]; i++)
        if (!strcmp(text, names[i]))
            return i;
    return -1;
}

static cnn_status go_to(app *a, const char *text) {
    session *s = &a->state.session;
    cnn_address to;
    if (!s->bench.recording)
        return cnn_fail(CNN_BAD_INPUT, "address %s: there is nothing to step through", text);
    cnn_status status = cnn_address_parse(s->bench.recording->walk, text, &to);
    if (cnn_failed(status))
        return status;
    /* The chosen pool comes last in the bench's network, so choosing another one renumbers the layers. */
    static const char *const pools[] = {"max", "average", "min"};
    const char *name = s->bench.recording->net->nodes[to.node].name;
    for (int i = 0; i < 3 && s->bench.source != BENCH_INSIDE && s->bench.kind == BENCH_POOL; i++)
        if (!strcmp(pools[i], name) && i != s->bench.pool) {
            bench_set_pool(&s->bench, i);
            session_settle(s);
            return go_to(a, text);
        }
    player_go(&s->player, to);
    if (to.iteration >= 0 && to.iteration != s->bench.recording->iteration)
        return cnn_fail(CNN_BAD_INPUT, "address %s: what is shown is iteration %lld", text,
            (long long)s->bench.recording->iteration);
    cnn_span wanted = cnn_walk_span(s->bench.recording->walk, to),
             got = cnn_walk_span(s->bench.recording->walk, s->player.at);
    if (wanted.first != got.first || wanted.last != got.last)
        return cnn_fail(CNN_BAD_INPUT, "address %s: it is not on this screen", text);
    player_rest(&s->player);
    return status;
}

/* Lets the live network train at least so many iterations and holds it there. */
static cnn_status train_live(app *a, int64_t iterations) {
    while (a->state.training.snapshot.state == LIVE_LOADING ||
           (a->state.training.snapshot.state == LIVE_TRAINING && a->state.training.snapshot.iteration < iterations)) {
        SDL_Delay(20);
        app_tick(a, 0.02);
    }
    live_pause(a->state.training.live, true);
    while (a->state.training.snapshot.state == LIVE_TRAINING) {
        SDL_Delay(5);
        app_tick(a, 0.005);
    }
    return a->state.training.snapshot.state == LIVE_FAILED
               ? cnn_fail(CNN_BAD_INPUT, "%s", a->state.training.snapshot.note)
               : cnn_ok();
}

/* The iteration that an address such as 1284/forward/conv1 names; 0 when it names none. */
static int64_t iteration_of(const char *address) {
    return address && *address >= '0' && *address <= '9' ? strtoll(address, NULL, 10) : 0;
}

/* The Atlas with a network, optionally with another one below. */
static cnn_status prepare_atlas(app *a, const char *file, const options *o) {
    command_run(&a->state, REQUEST_atlas, NULL);
    session *now = &a->state.session;
    cnn_status status = atlas_show(&now->graph[0], file ? file : "zip-code-1989", o->address);
    if (!cnn_failed(status) && now->graph[0].entry == ATLAS_OWN)
        cnn_format(now->own_network, sizeof now->own_network, "%s", file);
    if (!cnn_failed(status) && o->beside) {
        status = atlas_show(&now->graph[1], o->beside, NULL);
        command_run(&a->state, REQUEST_compare, NULL);
    }
    for (int i = 0; i < 2 && !cnn_failed(status); i++)
        if (now->graph[i].desc)
            cli_note(now->graph[i].desc->note);
    return status;
}

/* Waits for what is opened; what takes long says how far it is. Most of it is training. */
static void wait_for_task(session *s, const char *file, double limit) {
    enum { LOOK = 50, FIRST = 2000, EVERY = 5000 }; /* milliseconds */
    for (int waited = 0, next = FIRST; session_job(s) && !job_done(session_job(s)); waited += LOOK) {
        SDL_Delay(LOOK);
        if (waited < next)
            continue;
        char most[64] = "";
        if (limit > 0)
            snprintf(most, sizeof most, " of at most %.0f", limit);
        fprintf(stderr, "stride: %s: trained and recorded to %.0f %%, after %d%s seconds\n", file,
            (double)session_progress(s) * 100, waited / 1000, most);
        next += EVERY;
    }
}

static cnn_status open_inside(session *s, const char *path, int64_t iteration) {
    cnn_status status = cli_expect(path, CLI_NETWORK);
    if (!cnn_failed(status))
        status = session_open_network(s, path, iteration);
    cli_note(s->note);
    bool waits = !cnn_failed(status) && s->task == TASK_OPEN;
    wait_for_task(s, path, 0);
    session_wait(s);
    return waits ? s->ended : status;
}

/* A view of the training network comes a moment after it is asked for. */
static void wait_for_view(app *a) {
    for (int i = 0; i < 200 && state_shows_network(&a->state) && !a->state.training.seen; i++) {
        app_tick(a, 0.01);
        SDL_Delay(10);
    }
}

static cnn_status prepare_lesson(app *a, const char *file, int64_t page) {
    reader *c = &a->state.lesson;
    cnn_status status = open_path(&a->state, file);
    if (cnn_failed(status))
        return status;
    if (page > c->lesson->count)
        return cnn_fail(CNN_BAD_INPUT, "%s: there is no page %lld; it has %d", file, (long long)page, c->lesson->count);
    reader_go(c, &a->state.session, page ? (int)page - 1 : 0);
    if (c->waiting)
        wait_for_task(&a->state.session, file, LESSON_SECONDS);
    reader_wait(c, &a->state.session);
    wait_for_view(a);
    return status;
}

static cnn_status open_whole(app *a, const char *file) {
    cnn_status status = open_path(&a->state, file);
    reading_wait(&a->state);
    return cnn_failed(status) || !a->state.screen.refusal.text[0]
               ? status
               : cnn_fail(CNN_BAD_INPUT, "%s", a->state.screen.refusal.text);
}

/* What a link leads to: a network may have to be opened, or trained again, and then be stepped inside. */
static cnn_status prepare_link(app *a, const char *link) {
    state *s = &a->state;
    cnn_status status = open_path(s, link);
    bool waits = !cnn_failed(status) && s->session.task == TASK_OPEN;
    session_wait(&s->session);
    if (waits)
        status = s->session.ended;
    while (!cnn_failed(status) && s->training.live &&
           (s->training.snapshot.state == LIVE_LOADING || s->training.wants_inside)) {
        SDL_Delay(5);
        app_tick(a, 0.005);
    }
    if (s->training.live && s->training.snapshot.state == LIVE_FAILED)
        return cnn_fail(CNN_BAD_INPUT, "%s", s->training.snapshot.note);
    reader_wait(&s->lesson, &s->session);
    wait_for_view(a);
    s->screen.message[0] = '\0';
    return status;
}

static cnn_status prepare(app *a, const char *builtin, const options *o) {
    const char *file = o->file;
    int64_t iteration = o->train ? o->train : iteration_of(o->address);
    if (!strcmp(o->kind, "atlas"))
        return prepare_atlas(a, file, o);
    if (iteration > MOST_ITERATIONS)
        return cnn_fail(CNN_BAD_INPUT, "iteration %lld is too far; at most %d are trained for a picture",
            (long long)iteration, MOST_ITERATIONS);
    if (!strcmp(o->kind, "network") && file)
        training_use_file(&a->state.training, file);
    cnn_status status = a->state.training.live ? train_live(a, iteration) : cnn_ok();
    if (cnn_failed(status))
        return status;
    if (!strcmp(o->kind, "pooling"))
        command_run(&a->state, REQUEST_pooling, NULL);
    if (!strcmp(o->kind, "network")) {
        a->state.screen.place = PLACE_NETWORK;
        wait_for_view(a);
    }
    bool contents = !strcmp(o->kind, "contents"), glossary = !strcmp(o->kind, "glossary");
    if (contents || glossary)
        command_run(&a->state, REQUEST_lessons, NULL);
    if (file && open_is_lesson(file))
        status = prepare_lesson(a, file, o->page);
    else if (file && link_is(file))
        status = prepare_link(a, file);
    else if (file && open_is_picture(file))
        status = open_whole(a, file);
    else if (file || !strcmp(o->kind, "inside"))
        status = open_inside(&a->state.session, file ? file : builtin, iteration);
    if (contents)
        reader_show_sheet(&a->state.lesson, SHEET_CONTENTS);
    if (glossary)
        command_run(&a->state, REQUEST_glossary, NULL);
    state_settle(&a->state);
    return cnn_failed(status) || !o->address ? status : go_to(a, o->address);
}

/* Returns -1 to go on, else the exit status. */
static int read_options(int count, char **arguments, options *o) {
    static const char *const languages[] = {"en", "ko", NULL}, *const themes[] = {"light", "dark", "contrast", NULL},
                             *const kinds[] = {"auto", "convolution", "pooling", "inside", "network", "atlas",
                                 "contents", "glossary", NULL};
    const cli_option table[] = {
        {.name = "at", .value = "ADDRESS", .help = "the step to show, as in forward/conv1/0,1,2", .text = &o->address},
        {.name = "size", .value = "WxH", .help = "pixels (1280x800)", .text = &o->size},
        {.name = "lang", .value = "en|ko", .help = "language", .text = &o->language},
        {.name = "theme", .value = "NAME", .help = "light, dark or contrast", .text = &o->theme},
        {.name = "present", .help = "presenter mode", .flag = &o->present},
        {.name = "textbook", .help = "the textbook view of a gradient", .flag = &o->textbook},
        {.name = "show-help", .help = "with the command palette over it", .flag = &o->help},
        {.name = "place",
            .value = "NAME",
            .help =
                "convolution, pooling, inside (a layer of the training network), network, atlas, contents or glossary",
            .text = &o->kind},
        {.name = "train",
            .value = "N",
            .help = "train the network N iterations first",
            .number = &o->train,
            .low = 0,
            .high = MOST_ITERATIONS},
        {.name = "page",
            .value = "N",
            .help = "of the lesson, from 1",
            .number = &o->page,
            .low = 1,
            .high = LESSON_PAGES},
        {.name = "beside", .value = "NETWORK", .help = "atlas: a second network", .text = &o->beside},
        {.name = "live", .help = "with the live network in its strip", .flag = &o->strip},
        {.name = "output", .value = "FILE", .help = "the PNG file to write; also -o FILE", .text = &o->output},
        {.name = "list", .value = "FILE", .help = "also write the display list as JSON", .text = &o->list}, {0}};
    const cli_command about = {"shot",
        "[FILE] --at ADDRESS --size 1280x800 [--lang ko] [--theme dark] [--present] -o x.png",
        "Draws the screen into a picture, without a display.", table, 0, 1};
    int given, status = cli_parse(&about, count, arguments, &o->file, &given);
    if (status >= 0)
        return status;
    char rest;
    if (sscanf(o->size, "%dx%d%c", &o->width, &o->height, &rest) != 2 || o->width < 960 || o->height < 600 ||
        o->width > 7680 || o->height > 4320)
        return cli_usage("shot", "--size is like 1280x800, from 960x600 to 7680x4320, not %s", o->size);
    o->language_at = choice(o->language, languages);
    o->theme_at = choice(o->theme, themes);
    if (o->language_at < 0 || o->theme_at < 0 || choice(o->kind, kinds) < 0)
        return cli_usage("shot", "--lang is en or ko, --theme light, dark or contrast, --place convolution, pooling, "
                                 "inside, network, atlas, contents or glossary");
    return o->output || o->list ? -1 : cli_usage("shot", "-o FILE or --list FILE is missing");
}

static cnn_status draw(app *a, const char *network, const options *o) {
    SDL_Surface *surface = NULL;
    strings_use((language)o->language_at);
    theme_use((theme_id)o->theme_at);
    app_resize(a, o->width, o->height);
    cnn_status status = prepare(a, network, o);
    player_rest(&a->state.session.player); /* a picture has no motion */
    a->state.screen.present = o->present;
    a->state.screen.help = o->help;
    a->state.screen.textbook |= o->textbook;
    if (!cnn_failed(status) && o->language_at == LANGUAGE_KO && !text_has_korean())
        fprintf(stderr, "stride: no Korean font is installed, so Korean letters are boxes; install fonts-nanum\n");
    if (!cnn_failed(status))
        status = shot_surface(a, &surface);
    if (!cnn_failed(status) && o->output)
        status = shot_save(surface, o->output);
    if (!cnn_failed(status) && o->list)
        status = draw_json_write(&a->list, a->width, a->height, o->list);
    SDL_FreeSurface(surface);
    return status;
}

int cli_shot(int count, char **arguments) {
    static app a;
    options o = {.size = "1280x800", .language = "en", .theme = "light", .kind = "auto"};
    int status = read_options(count, arguments, &o);
    if (status >= 0)
        return status;
    SDL_setenv("SDL_VIDEODRIVER", "dummy", 0);
    SDL_Init(SDL_INIT_EVENTS);
    char network[4096];
    asset_path("networks/lenet-5.yaml", network, sizeof network);
    cnn_status result = app_start(&a, o.strip || !strcmp(o.kind, "network") ? network : NULL, false);
    if (!cnn_failed(result))
        result = draw(&a, network, &o);
    app_stop(&a);
    SDL_Quit();
    return cnn_failed(result) ? cli_fail(result) : cli_finish(CLI_FINE);
}
