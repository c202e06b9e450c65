/* What can be done with the network that trains: pausing and stepping inside, looking at it, going back in time, editing
 * it. */
#include "command.h"

#include "fetching.h"
#include "open.h"
#include "user_files.h"

#include <string.h>

static bool is_inside(const state *s) {
    return session_is_inside(&s->session);
}

static bool has_network(const state *s) {
    return s->training.live != NULL;
}

static bool can_train(const state *s) {
    return training_can(&s->training);
}

static void pause(state *s, const argument *with) {
    (void)with;
    s->training.trained = false;
    live_pause(s->training.live, s->training.snapshot.state == LIVE_TRAINING);
}

static bool can_step_inside(const state *s) {
    return is_inside(s) || can_train(s);
}

/* Steps inside what trains, or back out of where one is inside. */
static void inside(state *s, const argument *with) {
    (void)with;
    bool out = is_inside(s) && !state_shows_network(s), trained = !s->session.bench.net;
    if (out)
        session_step_outside(&s->session);
    if (out && trained && s->training.live && s->training.trained)
        live_pause(s->training.live, s->training.trained = false);
    if (!out && can_train(s))
        training_record(&s->training, state_shows_network(s) ? -1 : 0, NULL);
}

/* Inside the coming iteration, wherever one is. */
static void enter(state *s, const argument *with) {
    (void)with;
    training_record(&s->training, 0, NULL);
}

/* From a layer back to its network: the one that trains, the one of the Atlas, or out of a file. */
static void leave_network(state *s, const argument *with) {
    (void)with;
    bool trained = !s->session.bench.net && s->training.live;
    s->screen.edit = (edit){0};
    s->screen.place = trained ? PLACE_NETWORK : s->screen.came_from;
    if (s->screen.place == PLACE_BENCH)
        session_step_outside(&s->session);
}

static bool in_network(const state *s) {
    return state_shows_network(s) && can_train(s);
}

static bool is_editing(const state *s) {
    return s->screen.place == PLACE_NETWORK && s->screen.lower == NETWORK_EDITING && s->training.edit.desc;
}

static void one(state *s, const argument *with) {
    (void)with;
    live_one(s->training.live);
}

static void use_tab(state *s, const argument *with) {
    s->screen.tab = (network_tab)with->value;
}

static void next_tab(state *s, const argument *with) {
    (void)with;
    s->screen.tab = (network_tab)((s->screen.tab + 1) % NETWORK_TABS);
}

static void begin_edit(state *s) {
    const char *text = s->training.text;
    if (!text) {
        state_say(s, "%s", tr("message.model_has_no_text"));
        return;
    }
    state_say_if_failed(s, netedit_open_text(&s->training.edit, "network", text));
    s->screen.layer = 0;
}

static void use_lower(state *s, const argument *with) {
    s->screen.lower = (network_lower)with->value;
    if (s->screen.lower == NETWORK_EDITING && !s->training.edit.desc)
        begin_edit(s);
    if (s->screen.lower == NETWORK_EDITING && !s->training.edit.desc)
        s->screen.lower = NETWORK_TRAINING;
}

static void next_lower(state *s, const argument *with) {
    (void)with;
    int next = ((int)s->screen.lower + 1) % NETWORK_LOWERS;
    if (next == NETWORK_CONFUSION && s->view.sees_confusion) /* beside training */
        next++;
    use_lower(s, &(argument){.value = next});
}

static void look_at(state *s, const argument *with) {
    s->training.drawing = false;
    training_look_at(&s->training, (live_source)with->which, with->value);
}

static bool can_draw(const state *s) {
    const cnn_recording *seen = s->training.seen;
    return in_network(s) && seen && cnn_shape_image(seen->net->nodes[0].layout.out) <= LIVE_PIXELS;
}

static size_t own_size(const training *t) {
    return cnn_shape_image(t->seen->net->nodes[0].layout.out);
}

/* Goes on with the own picture, which is empty at first. */
static void draw(state *s, const argument *with) {
    (void)with;
    training *t = &s->training;
    t->drawing = !t->drawing;
    if (t->drawing)
        training_look_at(t, LIVE_OWN_PICTURE, 0);
}

static bool is_drawing(const state *s) {
    return s->training.drawing && s->training.seen;
}

static void draw_at(state *s, const argument *with) {
    training *t = &s->training;
    if (with->which) /* the pen goes down */
        strokes_keep(&t->strokes, t->own, own_size(t));
    strokes_draw(&t->strokes, with->which, with->x, with->y, t->seen->net->nodes[0].layout.out, t->own);
    t->own_note[0] = '\0';
    training_look_at(t, LIVE_OWN_PICTURE, 0);
}

static bool can_undo_stroke(const state *s) {
    return is_drawing(s) && s->training.strokes.count > 0;
}

static void undo_stroke(state *s, const argument *with) {
    (void)with;
    training *t = &s->training;
    if (strokes_undo(&t->strokes, t->own, own_size(t)))
        training_look_at(t, LIVE_OWN_PICTURE, 0);
}

static void clear_drawing(state *s, const argument *with) {
    (void)with;
    training *t = &s->training;
    strokes_keep(&t->strokes, t->own, own_size(t));
    memset(t->own, 0, sizeof t->own);
    t->own_note[0] = '\0';
    training_look_at(t, LIVE_OWN_PICTURE, 0);
}

static void open_layer(state *s, const argument *with) {
    training_record(&s->training, -1, &with->address);
}

static void see_mistake(state *s, const argument *with) {
    cnn_address to = {.iteration = -1, .depth = CNN_DEPTH_POSITION, .phase = CNN_FORWARD, .node = 1};
    look_at(s, &(argument){.which = LIVE_TEST_PICTURE, .value = with->value});
    training_record(&s->training, -1, &to);
}

static bool can_judge(const state *s) {
    return can_train(s) && s->training.snapshot.classifies;
}

static const char *why_not_judged(const state *s) {
    return can_train(s) ? "why.no_classes" : "why.no_network";
}

static void judge(state *s, const argument *with) {
    (void)with;
    live_judge(s->training.live);
}

static void seek_training(state *s, const argument *with) {
    live_seek(s->training.live, with->which, with->step);
}

static void train_with(state *s, const argument *with) {
    live_settings(s->training.live, &with->settings);
}

static void limit_training(state *s, const argument *with) {
    training_limit(&s->training, with->which, with->value);
}

/* ---- editing ---- */

static bool can_undo(const state *s) {
    return is_editing(s) && netedit_can_undo(&s->training.edit);
}

static bool can_redo(const state *s) {
    return is_editing(s) && netedit_can_redo(&s->training.edit);
}

/* The layer that is chosen is one of those there are. */
static void keep_layer(state *s) {
    int last = s->training.edit.desc->count - 1;
    s->screen.layer = s->screen.layer > last ? last : s->screen.layer;
}

static void undo(state *s, const argument *with) {
    (void)with;
    state_say_if_failed(s, netedit_undo(&s->training.edit));
    keep_layer(s);
}

static void redo(state *s, const argument *with) {
    (void)with;
    state_say_if_failed(s, netedit_redo(&s->training.edit));
    keep_layer(s);
}

static void remove_layer(state *s, const argument *with) {
    (void)with;
    state_say_if_failed(s, netedit_remove(&s->training.edit, s->screen.layer));
    keep_layer(s);
}

static void choose_layer(state *s, const argument *with) {
    s->screen.layer = with->value;
    keep_layer(s);
}

static void set_layer(state *s, const argument *with) {
    netedit_part part = (netedit_part)with->which;
    state_say_if_failed(s, netedit_set(&s->training.edit, s->screen.layer, part, with->value));
}

static void insert_layer(state *s, const argument *with) {
    netedit *e = &s->training.edit;
    int before = e->desc->count;
    state_say_if_failed(s, netedit_insert(e, s->screen.layer, (cnn_op_kind)with->value));
    s->screen.layer += e->desc->count > before;
}

static void save_network(state *s, const argument *with) {
    (void)with;
    char path[4200];
    cnn_status status = netedit_save(&s->training.edit, &s->training.saved, path, sizeof path);
    if (cnn_failed(status))
        state_tell(s, status.message);
    else
        state_say(s, tr("message.saved"), path);
}

static bool has_weights(const state *s) {
    return s->screen.place == PLACE_NETWORK && training_can(&s->training) && !is_editing(s);
}

/* The live thread writes them and says how that went. */
static void save_weights(state *s, const argument *with) {
    (void)with;
    char stem[CNN_NAME_MAX + 24], path[4200];
    cnn_format(stem, sizeof stem, "%s-%lld", s->training.snapshot.network, (long long)s->training.snapshot.iteration);
    for (char *c = stem; *c; c++)
        *c = *c == '/' || *c == ' ' ? '-' : *c;
    cnn_status status = user_new_document(stem, ".safetensors", path, sizeof path);
    if (cnn_failed(status))
        state_tell(s, status.message);
    else
        live_save(s->training.live, path);
}

/* What has been trained so far ends with it, so that is asked first; `value`: it has been. */
static void start_network(state *s, const argument *with) {
    s->screen.asks_start = !with->value && s->training.live && s->training.snapshot.iteration > 0;
    if (!s->screen.asks_start)
        open_training_text(s, netedit_text(&s->training.edit));
}

static bool asks_start(const state *s) {
    return is_editing(s) && s->screen.asks_start;
}

/* A network file that was opened waits for the same. */
static bool has_waiting(const state *s) {
    return s->screen.waiting[0] != '\0';
}

static void train_waiting(state *s, const argument *with) {
    (void)with;
    open_waiting(s);
}

static bool asks_run(const state *s) {
    return asks_start(s) || has_waiting(s);
}

static void keep_run(state *s, const argument *with) {
    (void)with;
    s->screen.asks_start = false;
    s->screen.waiting[0] = '\0';
}

/* ---- why something cannot be done ---- */

static const char *why_not_in_network(const state *s) {
    return can_train(s) ? "why.network_place" : "why.no_network";
}

static const char *why_no_drawing(const state *s) {
    return !in_network(s) ? why_not_in_network(s) : s->training.seen ? "why.too_large_to_draw" : "why.no_picture_yet";
}

static const char *why_no_undo(const state *s) {
    return is_editing(s) ? "why.nothing_undo" : "why.not_editing";
}

static const char *why_no_redo(const state *s) {
    return is_editing(s) ? "why.nothing_redo" : "why.not_editing";
}

/* ---- data that a page comes without ---- */

static bool can_fetch(const state *s) {
    (void)s;
    return fetching_can();
}

static void fetch_data(state *s, const argument *with) {
    (void)s;
    (void)with;
    fetching_begin();
}

static const command rows[] = {
    {REQUEST_fetch_data, NULL, 0, WITH_NOTHING, can_fetch, fetch_data, 0},
    {REQUEST_pause, "Z", SDLK_z, WITH_NOTHING, can_train, pause, 0},
    {REQUEST_inside, "X", SDLK_x, WITH_NOTHING, can_step_inside, inside, 0},
    {REQUEST_one, "J", SDLK_j, WITH_NOTHING, in_network, one, 0},
    {REQUEST_next_tab, "H", SDLK_h, WITH_NOTHING, in_network, next_tab, 0},
    {REQUEST_next_lower, "A", SDLK_a, WITH_NOTHING, in_network, next_lower, 0},
    {REQUEST_draw, "S", SDLK_s, WITH_NOTHING, can_draw, draw, 0},
    {REQUEST_undo_stroke, "Ctrl+Z", SDLK_z, WITH_CONTROL, can_undo_stroke, undo_stroke, 0},
    {REQUEST_clear_drawing, NULL, 0, WITH_NOTHING, is_drawing, clear_drawing, 0},
    {REQUEST_undo, "Ctrl+Z", SDLK_z, WITH_CONTROL, can_undo, undo, 0},
    {REQUEST_redo, "Ctrl+Y", SDLK_y, WITH_CONTROL, can_redo, redo, 0},
    {REQUEST_remove_layer, "Del", SDLK_DELETE, WITH_NOTHING, is_editing, remove_layer, 0},
    {REQUEST_save_network, "Ctrl+S", SDLK_s, WITH_CONTROL, is_editing, save_network, 0},
    {REQUEST_save_weights, "Ctrl+S", SDLK_s, WITH_CONTROL, has_weights, save_weights, 0},
    {REQUEST_start_network, "Ctrl+R", SDLK_r, WITH_CONTROL, is_editing, start_network, 0},
    {REQUEST_keep_run, NULL, SDLK_ESCAPE, WITH_NOTHING, asks_run, keep_run, 0},
    {.name = REQUEST_train_waiting, .can = has_waiting, .run = train_waiting},
    {.name = REQUEST_enter, .can = can_train, .run = enter},
    {.name = REQUEST_leave_network, .can = is_inside, .run = leave_network},
    {.name = REQUEST_use_tab, .run = use_tab},
    {.name = REQUEST_use_lower, .can = has_network, .run = use_lower},
    {.name = REQUEST_look_at, .can = can_train, .run = look_at},
    {.name = REQUEST_draw_at, .can = is_drawing, .run = draw_at},
    {.name = REQUEST_open_layer, .can = can_train, .run = open_layer},
    {.name = REQUEST_see_mistake, .can = can_train, .run = see_mistake},
    {.name = REQUEST_judge, .can = can_judge, .run = judge},
    {.name = REQUEST_seek_training, .can = can_train, .run = seek_training},
    {.name = REQUEST_train_with, .can = can_train, .run = train_with},
    {.name = REQUEST_limit_training, .run = limit_training},
    {.name = REQUEST_choose_layer, .can = is_editing, .run = choose_layer},
    {.name = REQUEST_set_layer, .can = is_editing, .run = set_layer},
    {.name = REQUEST_insert_layer, .can = is_editing, .run = insert_layer},
};
static const command_reason reasons[] = {
    {can_fetch, "why.nothing_to_fetch", NULL},
    {has_network, "why.no_network", NULL},
    {can_train, "why.no_network", NULL},
    {can_judge, NULL, why_not_judged},
    {is_inside, "why.not_inside", NULL},
    {has_weights, NULL, why_not_in_network},
    {can_step_inside, "why.no_network", NULL},
    {in_network, NULL, why_not_in_network},
    {is_editing, "why.not_editing", NULL},
    {can_draw, NULL, why_no_drawing},
    {is_drawing, "why.not_drawing", NULL},
    {can_undo_stroke, "why.no_stroke", NULL},
    {asks_run, "why.nothing_ends", NULL},
    {has_waiting, "why.nothing_ends", NULL},
    {can_undo, NULL, why_no_undo},
    {can_redo, NULL, why_no_redo},
    {0},
};
const command_table network_commands = {rows, sizeof rows / sizeof *rows, reasons};
