/* The first bytes say what is a picture, and the ending of a name what else a file is meant to be. */
#include "open.h"

#include "file_list.h"
#include "link.h"
#include "link_open.h"
#include "netfile.h"
#include "picture.h"
#include "picture_decode.h"
#include "picture_fitted.h"
#include "reading.h"
#include "request.h"
#include "utf8.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool ends_with(const char *path, const char *ending) {
    size_t a = strlen(path), b = strlen(ending);
    return a >= b && !strcasecmp(path + a - b, ending);
}

bool open_is_lesson(const char *path) {
    return (ends_with(path, ".md") || ends_with(path, ".stride")) && !cnn_picture_kind_of_file(path);
}

bool open_is_picture(const char *path) {
    return cnn_picture_kind_of_file(path) || file_kind_of(path) == FILE_PICTURE;
}

/* Everything that belongs to the network that trained until now goes before it does. */
void open_leave_training(state *s) {
    if (!s->session.bench.net) /* inside, of what trains */
        session_step_outside(&s->session);
    state_settle(s);
    s->view.aimed = -1;
}

void open_training_text(state *s, const char *text) {
    open_leave_training(s);
    training_use_text(&s->training, text);
    training_stops(&s->training, &s->session.breakpoints);
}

/* Curves and branches would end. */
bool open_ends_run(const state *s) {
    const training *t = &s->training;
    return t->live && (t->snapshot.iteration > 0 || (t->resumed && t->snapshot.state == LIVE_LOADING));
}

void open_ask(state *s, const char *what) {
    cnn_format(s->screen.waiting, sizeof s->screen.waiting, "%s", what);
    s->screen.edit = (edit){0}; /* the keys are for the answer */
    s->screen.help = s->screen.files.open = false;
    s->screen.menu = MENU_NONE;
}

/* It was of the other network. */
void open_end_editing(state *s) {
    netedit_close(&s->training.edit);
    if (s->screen.lower == NETWORK_EDITING)
        s->screen.lower = NETWORK_TRAINING;
}

static void train_file(state *s, const char *path) {
    open_leave_training(s);
    open_end_editing(s);
    training_use_file(&s->training, path);
    training_stops(&s->training, &s->session.breakpoints);
}

void open_waiting(state *s) {
    char path[sizeof s->screen.waiting];
    memcpy(path, s->screen.waiting, sizeof path);
    s->screen.waiting[0] = '\0';
    if (link_is(path))
        state_say_if_failed(s, link_open_ending_run(s, path));
    else
        train_file(s, path);
    state_settle(s);
}

/* The Atlas shows it beside its own. */
static void note_own(state *s, const char *path) {
    cnn_format(s->session.own_network, sizeof s->session.own_network, "%s", path);
    s->session.own_is_new = s->screen.place != PLACE_ATLAS;
    if (s->session.weights_of == ATLAS_OWN)
        s->session.weights[0] = '\0';
}

/* One that names data trains, after the reader was asked; another one is stepped inside, or shown by the Atlas. */
static cnn_status take_network(state *s, reading *r) {
    cnn_status status = cnn_ok();
    if (r->network.note[0])
        state_tell(s, r->network.note);
    bool trains = r->network.desc->data && !r->network.desc->values;
    note_own(s, r->path);
    if (!trains && s->screen.place == PLACE_ATLAS)
        return atlas_open_described(&s->session.graph[s->screen.graph], &r->network);
    if (!trains) {
        status = session_open_described(&s->session, &r->network, 0);
        s->screen.opened_from = s->screen.place;
        s->screen.place = cnn_failed(status) ? s->screen.place : PLACE_BENCH;
        s->screen.came_from = PLACE_BENCH;
        return status;
    }
    if (!open_ends_run(s)) {
        train_file(s, r->path);
        return status;
    }
    open_ask(s, r->path);
    return status;
}

static cnn_status open_network(state *s, const char *path) {
    reading wish = {.then = take_network};
    cnn_format(wish.path, sizeof wish.path, "%s", path);
    return reading_begin(s, &wish);
}

static cnn_status take_graph(state *s, reading *r) {
    int which = r->shape.n;
    cnn_status status = atlas_open_described(&s->session.graph[which], &r->network);
    if (!cnn_failed(status))
        s->screen.graph = which;
    return status;
}

cnn_status open_own_in_atlas(state *s, int which) {
    reading wish = {.then = take_graph, .shape.n = which};
    cnn_format(wish.path, sizeof wish.path, "%s", s->session.own_network);
    return reading_begin(s, &wish);
}

void open_say_weights(state *s, const char *words, const char *path, const cnn_names_found *found) {
    char opened[CNN_MESSAGE_MAX], names[CNN_MESSAGE_MAX] = "";
    tr_format(opened, sizeof opened, words, path);
    if (found->numbered)
        cnn_format(names, sizeof names, ". %s", tr("message.weights_numbered"));
    else if (found->shaped)
        cnn_format(names, sizeof names, ". %s", tr("message.weights_shaped"));
    else if (found->prefix[0]) {
        memcpy(names, ". ", 3);
        tr_format(names + 2, sizeof names - 2, "message.weights_prefix", found->prefix);
    }
    state_say(s, "%s%s", opened, names);
}

void open_offer_skip(state *s, const char *path, const cnn_names_found *found) {
    cnn_format(s->screen.refusal.file, sizeof s->screen.refusal.file, "%s", path);
    cnn_format(s->screen.refusal.skip, sizeof s->screen.refusal.skip, "%s", found->skip);
}

/* Parameters for the network that the Atlas shows, checked against it before they are taken; elsewhere for the one that
 * trains, whose thread reads them and says how that went. */
cnn_status open_weights_without(state *s, const char *path, const char *skip) {
    const atlas_graph *g = &s->session.graph[s->screen.graph];
    if (s->screen.place != PLACE_ATLAS || !g->net) {
        if (!training_can(&s->training))
            return cnn_fail(CNN_BAD_INPUT, tr("message.weights_where"), path);
        live_open(s->training.live, path, skip);
        return cnn_ok();
    }
    cnn_names_found found;
    cnn_status status =
        opened_network_read_weights(g->net, g->desc, path, &(weights_wish){.skip = skip, .found = &found}, NULL);
    if (cnn_failed(status)) {
        open_offer_skip(s, path, &found);
        return status;
    }
    open_say_weights(s, "message.weights_taken", path, &found);
    cnn_format(s->session.weights, sizeof s->session.weights, "%s", path);
    cnn_format(s->session.weights_skip, sizeof s->session.weights_skip, "%s", skip ? skip : "");
    s->session.weights_of = g->entry;
    return status;
}

/* ---- pictures ---- */

void open_offer_ground(state *s, const char *path) {
    const char *slash = strrchr(path, '/');
    char text[CNN_MESSAGE_MAX];
    cnn_format(s->screen.see_through, sizeof s->screen.see_through, "%s", path);
    tr_format(
        text, sizeof text, s->screen.on_black ? "picture.on_black" : "picture.on_white", slash ? slash + 1 : path);
    state_say(s, "%s", text);
    s->screen.message_does = REQUEST_turn_ground;
    s->screen.message_label = s->screen.on_black ? "picture.to_white" : "picture.to_black";
}

/* Where the picture comes from and what became of it, in the one or two lines below it. */
static void tell_fitted(training *t, const char *path, cnn_fitted fitted, picture_facts facts) {
    static const char *const words[] = {[CNN_FITTED_NOT] = "network.read_whole",
        [CNN_FITTED_SCALED] = "network.read_scaled",
        [CNN_FITTED_STRETCHED] = "network.read_stretched"};
    enum { LONGEST = 20, BYTES = 36 }; /* letters of a name, and the bytes of them that the note has room for */
    cnn_shape shape = t->seen->net->nodes[0].layout.out;
    char name[BYTES + 8], how[120];
    const char *slash = strrchr(path, '/'), *from = slash ? slash + 1 : path, *at = from;
    for (int i = 0; i < LONGEST && *at && at - from < BYTES; i++)
        (void)cnn_utf8_next(&at);
    cnn_format(name, sizeof name, "%.*s%s", (int)(at - from), from, *at ? "…" : "");
    if (fitted.kind == CNN_FITTED_CROPPED)
        tr_format(how, sizeof how, "network.read_cropped", fitted.shorter, shape.w, shape.h);
    else
        tr_format(how, sizeof how, words[fitted.kind], shape.w, shape.h);
    tr_format(t->own_note, sizeof t->own_note, facts.colour && shape.c != 3 ? "network.read_grey" : "network.read",
        name, facts.columns, facts.rows, how);
}

/* For the network that trains. */
static cnn_status take_given(state *s, reading *r) {
    training *t = &s->training;
    if (!t->seen || !cnn_shape_equal(t->seen->net->nodes[0].layout.out, r->shape))
        return cnn_ok(); /* it was for another network */
    size_t count = cnn_shape_image(r->shape);
    strokes_keep(&t->strokes, t->own, count);
    memcpy(t->own, r->pixels, count * sizeof *t->own);
    tell_fitted(t, r->path, cnn_picture_fitted(r->fitting, r->facts.rows, r->facts.columns, r->shape, false), r->facts);
    t->drawing = false;
    training_look_at(t, LIVE_OWN_PICTURE, 0);
    if (r->transparent)
        open_offer_ground(s, r->path);
    return cnn_ok();
}

static cnn_status take_on_bench(state *s, reading *r) {
    s->screen.place = PLACE_BENCH;
    s->screen.edit = (edit){0};
    session_show_own(&s->session, s->session.kind);
    bench_take_picture(&s->session.bench, r->path, r->pixels);
    if (r->transparent)
        open_offer_ground(s, r->path);
    return cnn_ok();
}

static cnn_status open_picture(state *s, const char *path) {
    if (strcmp(path, s->screen.see_through) != 0)
        s->screen.on_black = false;
    if (s->screen.place == PLACE_BENCH && session_takes_picture(&s->session))
        return session_show_picture(&s->session, path, s->screen.on_black);
    reading wish = {.picture = true,
        .then = take_on_bench,
        .fitting = {CNN_FITTING_USUAL, 0, false},
        .shape = {1, BENCH_CHANNELS, BENCH_PICTURE, BENCH_PICTURE},
        .black = s->screen.on_black};
    cnn_format(wish.path, sizeof wish.path, "%s", path);
    if (s->screen.place == PLACE_NETWORK && s->training.seen) {
        const cnn_net *net = s->training.seen->net;
        wish.then = take_given;
        wish.shape = net->nodes[0].layout.out;
        wish.fitting = net->fit;
        if (cnn_shape_image(wish.shape) > LIVE_PIXELS)
            return cnn_fail(CNN_BAD_INPUT, "%s: the network's pictures are too large to show", path);
    }
    return reading_begin(s, &wish);
}

static cnn_status open_lesson(state *s, const char *path) {
    cnn_status status = reader_open(&s->lesson, &s->session, path, true);
    if (!cnn_failed(status))
        s->screen.place = PLACE_LESSONS;
    return status;
}

cnn_status open_path(state *s, const char *path) {
    cnn_status status = link_is(path)                     ? link_open(s, path)
                        : ends_with(path, ".safetensors") ? open_weights_without(s, path, NULL)
                        : open_is_lesson(path)            ? open_lesson(s, path)
                        : open_is_picture(path)           ? open_picture(s, path)
                                                          : open_network(s, path);
    state_settle(s);
    return status;
}
