/* What can be done with the graphs of the Atlas. */
#include "command.h"

#include "open.h"

#include <math.h>
#include <string.h>

static bool in_atlas(const state *s) {
    return s->screen.place == PLACE_ATLAS && s->session.graph[0].net;
}

static atlas_graph *active(state *s) {
    return &s->session.graph[s->screen.graph];
}

/* In place of what is shown, or beside it. */
static void use_network(state *s, const argument *with) {
    int which = s->screen.comparing && s->session.graph[0].net ? s->screen.next_graph : 0;
    atlas_graph *graph = &s->session.graph[which];
    cnn_status status = with->value == ATLAS_OWN ? open_own_in_atlas(s, which) : atlas_open(graph, with->value);
    state_say_if_failed(s, status);
    if (cnn_failed(status))
        return;
    s->screen.graph = which;
    s->session.weights[0] = '\0';
}

static void compare(state *s, const argument *with) {
    (void)with;
    s->screen.comparing = !s->screen.comparing;
    s->screen.next_graph = 1;
    if (!s->screen.comparing)
        s->screen.graph = 0;
    else if (!s->session.graph[1].net)
        use_network(s,
            &(argument){
                .value = s->session.graph[0].entry == ATLAS_OWN ? 0 : (s->session.graph[0].entry + 1) % atlas_count});
}

static void to_bench(state *s, const argument *with) {
    (void)with;
    const atlas_graph *g = active(s);
    cnn_address to = {
        .iteration = -1, .depth = CNN_DEPTH_POSITION, .phase = CNN_FORWARD, .node = g->chosen > 0 ? g->chosen : 1};
    cnn_status status = session_open_classic(&s->session, g->path, session_weights(&s->session, g->entry), to);
    state_say_if_failed(s, status);
    if (cnn_failed(status))
        return;
    s->screen.opened_from = s->screen.place;
    s->screen.place = PLACE_BENCH;
    s->screen.came_from = PLACE_ATLAS;
}

/* The lesson about the network that is shown; -1: none. */
static int lesson_of(const state *s) {
    const atlas_graph *g = &s->session.graph[s->screen.graph];
    for (int i = 0; i < s->lesson.count && g->net && g->entry != ATLAS_OWN; i++)
        if (!strcmp(s->lesson.entries[i].id, atlas_entries[g->entry].lesson))
            return i;
    return -1;
}

static bool has_lesson(const state *s) {
    return in_atlas(s) && lesson_of(s) >= 0;
}

static void to_lesson(state *s, const argument *with) {
    (void)with;
    command_run(s, REQUEST_open_entry, &(argument){.value = lesson_of(s)});
}

/* A press chooses a box; a second one unfolds its block. */
static void press_box(state *s, const argument *with) {
    atlas_graph *g = &s->session.graph[with->which];
    if (with->value < 0 || with->value >= g->box_count)
        return;
    const atlas_box *box = &g->boxes[with->value];
    bool again = atlas_box_of(g, g->chosen) == with->value && s->screen.graph == with->which;
    s->screen.graph = with->which;
    g->chosen = box->first;
    if (again && box->block >= 0)
        atlas_fold(g, box->block, true);
}

static void fold(state *s, const argument *with) {
    atlas_fold(&s->session.graph[with->which], with->value, false);
}

static void unfold(state *s, const argument *with) {
    atlas_fold(&s->session.graph[with->which], with->value, true);
}

/* Unfolds the chosen block, or folds the one that the chosen layer is in. */
static void turn_block(state *s, const argument *with) {
    (void)with;
    atlas_graph *g = active(s);
    int block = g->boxes[atlas_box_of(g, g->chosen)].block,
        around = g->chosen > 0 ? g->desc->layers[g->chosen - 1].block : -1;
    if (block >= 0)
        atlas_fold(g, block, true);
    else if (around >= 0)
        atlas_fold(g, around, false);
}

/* To the next box, in the order of the boxes. */
static void next_box(state *s, const argument *with) {
    atlas_graph *g = active(s);
    int box = atlas_box_of(g, g->chosen) + with->value;
    if (box >= 0 && box < g->box_count)
        g->chosen = g->boxes[box].first;
}

static void first_box(state *s, const argument *with) {
    (void)with;
    active(s)->chosen = 0;
}

static void last_box(state *s, const argument *with) {
    (void)with;
    active(s)->chosen = active(s)->net->output;
}

static void other_graph(state *s, const argument *with) {
    (void)with;
    s->screen.graph = s->screen.comparing && s->session.graph[1].net ? 1 - s->screen.graph : 0;
}

static void zoom_graph(state *s, const argument *with) {
    graph_scroll *scroll = &s->view.graphs[s->screen.graph];
    if (with->value > 0)
        scroll->zoom = fminf((scroll->zoom > 0 ? scroll->zoom : 40) * 1.25f, 400);
    else
        scroll->zoom = scroll->zoom > 30 ? scroll->zoom / 1.25f : 0;
}

static const command rows[] = {
    {REQUEST_compare, "F7", SDLK_F7, WITH_NOTHING, in_atlas, compare, 0},
    {REQUEST_atlas_bench, "⏎", SDLK_RETURN, WITH_NOTHING, in_atlas, to_bench, 0},
    {REQUEST_atlas_lesson, "F8", SDLK_F8, WITH_NOTHING, has_lesson, to_lesson, 0},
    {REQUEST_next_box, NULL, SDLK_LEFT, WITH_NOTHING, in_atlas, next_box, -1},
    {REQUEST_next_box, NULL, SDLK_RIGHT, WITH_NOTHING, in_atlas, next_box, 1},
    {REQUEST_first_box, NULL, SDLK_HOME, WITH_NOTHING, in_atlas, first_box, 0},
    {REQUEST_last_box, NULL, SDLK_END, WITH_NOTHING, in_atlas, last_box, 0},
    {REQUEST_other_graph, NULL, SDLK_UP, WITH_NOTHING, in_atlas, other_graph, 0},
    {REQUEST_other_graph, NULL, SDLK_DOWN, WITH_NOTHING, in_atlas, other_graph, 0},
    {REQUEST_turn_block, NULL, SDLK_SPACE, WITH_NOTHING, in_atlas, turn_block, 0},
    {REQUEST_zoom_graph, NULL, SDLK_PLUS, WITH_NOTHING, in_atlas, zoom_graph, 1},
    {REQUEST_zoom_graph, NULL, SDLK_MINUS, WITH_NOTHING, in_atlas, zoom_graph, -1},
    {.name = REQUEST_use_network, .run = use_network},
    {.name = REQUEST_press_box, .run = press_box},
    {.name = REQUEST_fold, .run = fold},
    {.name = REQUEST_unfold, .run = unfold},
};
static const command_reason reasons[] = {
    {in_atlas, "why.atlas", NULL},
    {has_lesson, "why.no_lesson_about", NULL},
    {0},
};
const command_table atlas_commands = {rows, sizeof rows / sizeof *rows, reasons};
