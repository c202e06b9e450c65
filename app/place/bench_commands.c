/* What can be done with a layer on the stage: stepping, breakpoints, and everything of the bench that can be changed. */
#include "command.h"
#include "op_view.h"
#include "textbook.h"

#include "gradient_check.h"

/* ---- the cursor ---- */

static void move(state *s, bool (*how)(player *p)) {
    player_play(&s->session.player, false);
    how(&s->session.player);
}

static void lens_cell(state *s, const argument *with) {
    int64_t of_input, cells = textbook_cells(&s->session, &of_input);
    s->screen.lens_cell = with->value < 0 ? 0 : with->value < cells ? with->value : cells - 1;
    s->screen.lens_held = true;
}

/* The textbook lens has cells of its own to step over. */
static void step(state *s, const argument *with) {
    player_play(&s->session.player, false);
    if (textbook_is_on(s)) {
        int64_t ahead = with->value ? with->value : 1;
        lens_cell(s, &(argument){.value = (int)(textbook_cell(s) + ahead)});
        return;
    }
    player_step(&s->session.player, with->value ? with->value : 1);
}

static void back(state *s, const argument *with) {
    (void)with;
    step(s, &(argument){.value = -1});
}

static void into(state *s, const argument *with) {
    (void)with;
    move(s, player_into);
}

static void out(state *s, const argument *with) {
    (void)with;
    move(s, player_out);
}

static void play(state *s, const argument *with) {
    (void)with;
    player_play(&s->session.player, !s->session.player.playing);
    s->screen.lens_held = false;
}

static void seek(state *s, const argument *with) {
    player_play(&s->session.player, false);
    s->screen.lens_held = false;
    player_seek(&s->session.player, with->step);
}

static void home(state *s, const argument *with) {
    (void)with;
    seek(s, &(argument){.step = s->session.player.first});
}

static void end(state *s, const argument *with) {
    (void)with;
    seek(s, &(argument){.step = s->session.player.last});
}

static void go(state *s, const argument *with) {
    session_go(&s->session, with->address);
}

static void by_product(state *s, const argument *with) {
    (void)with;
    player_depth(&s->session.player, CNN_DEPTH_PRODUCT);
}

static void by_position(state *s, const argument *with) {
    (void)with;
    player_depth(&s->session.player, CNN_DEPTH_POSITION);
}

static void by_row(state *s, const argument *with) {
    (void)with;
    player_depth(&s->session.player, CNN_DEPTH_ROW);
}

static void by_map(state *s, const argument *with) {
    (void)with;
    player_depth(&s->session.player, CNN_DEPTH_MAP);
}

static void by_layer(state *s, const argument *with) {
    (void)with;
    player_depth(&s->session.player, CNN_DEPTH_LAYER);
}

static void faster(state *s, const argument *with) {
    (void)with;
    player_faster(&s->session.player, 1);
}

static void slower(state *s, const argument *with) {
    (void)with;
    player_faster(&s->session.player, -1);
}

static void run_on(state *s, const argument *with) {
    (void)with;
    s->session.player.run_on = !s->session.player.run_on;
}

static void loop(state *s, const argument *with) {
    (void)with;
    s->session.player.loop = !s->session.player.loop;
}

static void next_phase(state *s, const argument *with) {
    (void)with;
    player_play(&s->session.player, false);
    player_phase(&s->session.player, 1);
}

static void previous_phase(state *s, const argument *with) {
    (void)with;
    player_play(&s->session.player, false);
    player_phase(&s->session.player, -1);
}

/* ---- breakpoints, watches, where a number comes from ---- */

static void toggle(state *s, breakpoint one) {
    if (!breakpoints_toggle(&s->session.breakpoints, one))
        state_say(s, "%s", tr("message.breaks_full"));
    training_stops(&s->training, &s->session.breakpoints);
}

static void toggle_here(state *s, const argument *with) {
    (void)with;
    breakpoint here = {.kind = BREAK_ADDRESS, .address = s->session.player.at};
    here.address.iteration = -1;
    toggle(s, here);
}

static void toggle_break(state *s, const argument *with) {
    toggle(s, with->point);
}

static void go_break(state *s, const argument *with) {
    const breakpoints *b = &s->session.breakpoints;
    bool stands = with->value >= 0 && with->value < b->count && b->list[with->value].kind <= BREAK_CHANGE &&
                  cnn_walk_holds(s->session.player.walk, b->list[with->value].address);
    if (!stands)
        return;
    player_play(&s->session.player, false);
    session_go(&s->session, b->list[with->value].address);
}

static void clear_breaks(state *s, const argument *with) {
    (void)with;
    s->session.breakpoints.count = 0;
    training_stops(&s->training, &s->session.breakpoints);
}

static bool is_inside(const state *s) {
    return session_is_inside(&s->session);
}

static void why(state *s, const argument *with) {
    (void)with;
    bool *turned = s->screen.place == PLACE_LESSONS ? &s->screen.why_turned : &s->screen.why;
    *turned = !*turned;
}

static bool can_watch(const state *s) {
    cnn_phase phase = s->session.player.at.phase;
    bool trains = !s->session.bench.net; /* what is recorded lives elsewhere: in the live thread */
    return state_steps(s) && is_inside(s) && trains && (phase == CNN_FORWARD || phase == CNN_UPDATE);
}

static void add_watch(state *s, const argument *with) {
    (void)with;
    const player *p = &s->session.player;
    cnn_address here = cnn_walk_at_depth(p->walk, p->at, CNN_DEPTH_POSITION);
    if (!watches_toggle(&s->training.watches, s->session.bench.recording, here))
        state_say(s, "%s", tr("message.watches_full"));
}

static bool has_lens(const state *s) {
    const player *p = &s->session.player;
    return p->walk && p->at.phase == CNN_BACKWARD &&
           op_view_of(p->walk->net->nodes[session_node(&s->session)].kind)->draw_textbook;
}

static void lens(state *s, const argument *with) {
    (void)with;
    s->screen.textbook = !s->screen.textbook;
    s->screen.lens_held = false;
}

static void check(state *s, const argument *with) {
    (void)with;
    state_say_if_failed(s, session_check_here(&s->session));
}

/* ---- the bench ---- */

static bool can_picture(const state *s) {
    return state_can_edit(s) && state_allows(s, OPEN_PICTURE);
}

static bool can_channels(const state *s) {
    return state_can_edit(s) && state_allows(s, OPEN_CHANNELS);
}

static bool can_gradient(const state *s) {
    return state_can_edit(s) && state_allows(s, OPEN_GRADIENT);
}

static bool can_pool(const state *s) {
    return state_can_edit(s) && s->session.bench.kind == BENCH_POOL && state_allows(s, OPEN_POOL);
}

static bool can_filter(const state *s) {
    return state_can_edit(s) && s->session.bench.kind == BENCH_CONV && state_allows(s, OPEN_PRESET);
}

static bool can_filters(const state *s) {
    return state_can_edit(s) && s->session.bench.kind == BENCH_CONV && state_allows(s, OPEN_FILTERS);
}

static void next_picture(state *s, const argument *with) {
    (void)with;
    bench_use_picture(&s->session.bench, s->session.bench.picture_preset + 1);
}

/* The filter whose map is under the cursor. */
static int filter_in_focus(const state *s) {
    const player *p = &s->session.player;
    return p->walk && p->at.map < s->session.bench.filters ? p->at.map : 0;
}

static void next_filter(state *s, const argument *with) {
    (void)with;
    bench *b = &s->session.bench;
    int focus = filter_in_focus(s);
    bench_use_filter_for(b, focus, bench_filter_preset_of(b, focus) + 1);
}

static void next_gradient(state *s, const argument *with) {
    (void)with;
    bench_use_gradient(&s->session.bench, s->session.bench.gradient_preset + 1);
}

static void use_picture(state *s, const argument *with) {
    bench_use_picture(&s->session.bench, with->value);
}

static void use_filter(state *s, const argument *with) {
    bench_use_filter_for(&s->session.bench, filter_in_focus(s), with->value);
}

static void use_gradient(state *s, const argument *with) {
    bench_use_gradient(&s->session.bench, with->value);
}

static void channels(state *s, const argument *with) {
    (void)with;
    bench_set_channels(&s->session.bench, s->session.bench.channels == 1 ? BENCH_CHANNELS : 1);
}

static void more_filters(state *s, const argument *with) {
    (void)with;
    bench_set_filters(&s->session.bench, s->session.bench.filters % BENCH_FILTERS + 1);
}

static void use_channels(state *s, const argument *with) {
    bench_set_channels(&s->session.bench, with->value);
}

static void use_filters(state *s, const argument *with) {
    bench_set_filters(&s->session.bench, with->value);
}

static void next_channel(state *s, const argument *with) {
    (void)with;
    s->session.channel++;
}

static void use_channel(state *s, const argument *with) {
    s->session.channel = with->value;
}

static void next_pool(state *s, const argument *with) {
    (void)with;
    bench_set_pool(&s->session.bench, s->session.bench.pool + 1);
}

/* The chosen pool comes last in the bench's network, so the cursor moves first, and keeps its row and column. */
static void use_pool(state *s, const argument *with) {
    session_go(&s->session, with->address);
    if (with->value != s->session.bench.pool && state_allows(s, OPEN_POOL))
        bench_set_pool(&s->session.bench, with->value);
}

static void ceil_mode(state *s, const argument *with) {
    (void)with;
    s->session.bench.ceil_mode = !s->session.bench.ceil_mode;
    bench_rebuild(&s->session.bench);
}

static bool has_filters(const state *s) {
    return training_can(&s->training) && s->training.snapshot.filters.n > 0 && s->training.snapshot.image.n > 0;
}

static bool can_tie(const state *s) {
    return has_filters(s) && can_picture(s) && can_filter(s);
}

static void tie(state *s, const argument *with) {
    (void)with;
    bench *b = &s->session.bench;
    if (b->source == BENCH_TIED) {
        session_untie(&s->session);
    } else if (!bench_tie(b, &s->training.snapshot, b->tied_filter)) {
        state_say(s, "%s", tr("message.cannot_tie"));
    }
}

static void use_tied(state *s, const argument *with) {
    s->screen.place = PLACE_BENCH;
    s->screen.edit = (edit){0};
    session_use_kind(&s->session, BENCH_CONV);
    bench_tie(&s->session.bench, &s->training.snapshot, with->value);
}

static void set_part(state *s, const argument *with) {
    if (state_can_edit(s) && state_allows(s, reader_bit(with->part)))
        bench_set_part(&s->session.bench, with->part, with->value);
}

/* While the mouse is dragged from a pixel, its value goes into the others. */
static void paint(state *s, const argument *with) {
    bench *b = &s->session.bench;
    edit *e = &s->screen.edit;
    if (e->kind != EDIT_PIXEL || !state_can_edit(s) || !state_allows(s, OPEN_INPUT))
        return;
    float value = *bench_pixel(b, e->channel, e->row, e->column);
    s->session.joins = s->session.stroke;
    s->session.stroke = true;
    e->row = with->row;
    e->column = with->column;
    bench_set_pixel(b, with->channel, with->row, with->column, value);
}

/* ---- why something cannot be done ---- */

static const char *why_no_steps(const state *s) {
    if (s->session.task == TASK_OPEN)
        return "why.opening";
    bool elsewhere = s->screen.place == PLACE_ATLAS || state_shows_network(s) || state_shows_graph(s);
    return elsewhere ? "why.no_layer" : "explain.no_fit";
}

static const char *why_no_watch(const state *s) {
    bool trains = !s->session.bench.net, stands = state_steps(s) && is_inside(s);
    return !is_inside(s) ? "why.not_inside" : stands && trains ? "why.watch_phase" : "why.watch_trains";
}

static const char *why_no_panel(const state *s) {
    return !is_inside(s) ? "why.not_inside" : state_asks(s) ? "why.still_asked" : "why.no_layer";
}

static const char *why_no_lens(const state *s) {
    const player *p = &s->session.player;
    return p->walk && p->at.phase == CNN_BACKWARD ? "why.no_lens" : "why.backward_only";
}

static const char *why_fixed(const state *s) {
    return state_can_edit(s) ? "why.page_fixed" : "why.recorded";
}

static const char *why_no_pool(const state *s) {
    return state_can_edit(s) && s->session.bench.kind != BENCH_POOL ? "why.pooling_only" : why_fixed(s);
}

static const char *why_no_filter(const state *s) {
    return state_can_edit(s) && s->session.bench.kind != BENCH_CONV ? "why.convolution_only" : why_fixed(s);
}

static const char *why_no_filters(const state *s) {
    return training_can(&s->training) ? "message.cannot_tie" : "why.no_network";
}

static const char *why_no_tie(const state *s) {
    return has_filters(s) ? why_no_filter(s) : why_no_filters(s);
}

static const command rows[] = {
    {REQUEST_step, "→", SDLK_RIGHT, WITH_NOTHING, state_steps, step, 0},
    {REQUEST_back, "←", SDLK_LEFT, WITH_NOTHING, state_steps, back, 0},
    {REQUEST_into, "↓", SDLK_DOWN, WITH_NOTHING, state_steps, into, 0},
    {REQUEST_out, "↑", SDLK_UP, WITH_NOTHING, state_steps, out, 0},
    {REQUEST_play, "Space", SDLK_SPACE, WITH_NOTHING, state_steps, play, 0},
    {REQUEST_home, "Home", SDLK_HOME, WITH_NOTHING, state_steps, home, 0},
    {REQUEST_end, "End", SDLK_END, WITH_NOTHING, state_steps, end, 0},
    {REQUEST_product, "1", SDLK_1, WITH_NOTHING, state_steps, by_product, 0},
    {REQUEST_position, "2", SDLK_2, WITH_NOTHING, state_steps, by_position, 0},
    {REQUEST_row, "3", SDLK_3, WITH_NOTHING, state_steps, by_row, 0},
    {REQUEST_map, "4", SDLK_4, WITH_NOTHING, state_steps, by_map, 0},
    {REQUEST_layer, "5", SDLK_5, WITH_NOTHING, state_steps, by_layer, 0},
    {REQUEST_faster, "+", SDLK_PLUS, WITH_NOTHING, state_steps, faster, 0},
    {REQUEST_slower, "-", SDLK_MINUS, WITH_NOTHING, state_steps, slower, 0},
    {.name = REQUEST_run_on, .run = run_on},
    {.name = REQUEST_loop, .run = loop},
    {REQUEST_next_phase, "]", SDLK_RIGHTBRACKET, WITH_NOTHING, state_steps, next_phase, 0},
    {REQUEST_previous_phase, "[", SDLK_LEFTBRACKET, WITH_NOTHING, state_steps, previous_phase, 0},
    {REQUEST_break, "B", SDLK_b, WITH_NOTHING, state_steps, toggle_here, 0},
    {REQUEST_check, "E", SDLK_e, WITH_NOTHING, state_steps, check, 0},
    {REQUEST_next_channel, "N", SDLK_n, WITH_NOTHING, state_steps, next_channel, 0},
    {.name = REQUEST_go, .can = state_steps, .run = go},
    {.name = REQUEST_seek, .can = state_steps, .run = seek},
    {.name = REQUEST_use_channel, .run = use_channel},
    {.name = REQUEST_clear_breaks, .key = "Q", .code = SDLK_q, .run = clear_breaks},
    {.name = REQUEST_toggle_break, .run = toggle_break},
    {.name = REQUEST_lens_cell, .can = has_lens, .run = lens_cell},
    {.name = REQUEST_go_break, .can = state_steps, .run = go_break},
    {.name = REQUEST_lens, .key = "V", .code = SDLK_v, .can = has_lens, .run = lens},
    {.name = REQUEST_why, .key = ".", .code = SDLK_PERIOD, .can = state_can_tell_why, .run = why},
    {.name = REQUEST_watch, .key = ",", .code = SDLK_COMMA, .can = can_watch, .run = add_watch},
    {.name = REQUEST_picture, .key = "I", .code = SDLK_i, .can = can_picture, .run = next_picture},
    {.name = REQUEST_filter, .key = "F", .code = SDLK_f, .can = can_filter, .run = next_filter},
    {.name = REQUEST_filters, .key = "K", .code = SDLK_k, .can = can_filters, .run = more_filters},
    {.name = REQUEST_channels, .key = "G", .code = SDLK_g, .can = can_channels, .run = channels},
    {.name = REQUEST_next_pool, .key = "M", .code = SDLK_m, .can = can_pool, .run = next_pool},
    {.name = REQUEST_ceil, .key = "U", .code = SDLK_u, .can = can_pool, .run = ceil_mode},
    {.name = REQUEST_gradient, .key = "D", .code = SDLK_d, .can = can_gradient, .run = next_gradient},
    {.name = REQUEST_tie, .key = "Y", .code = SDLK_y, .can = can_tie, .run = tie},
    {.name = REQUEST_use_picture, .can = can_picture, .run = use_picture},
    {.name = REQUEST_use_filter, .can = can_filter, .run = use_filter},
    {.name = REQUEST_use_gradient, .can = can_gradient, .run = use_gradient},
    {.name = REQUEST_use_channels, .can = can_channels, .run = use_channels},
    {.name = REQUEST_use_filters, .can = can_filters, .run = use_filters},
    {.name = REQUEST_use_pool, .can = state_can_edit, .run = use_pool},
    {.name = REQUEST_use_tied, .can = has_filters, .run = use_tied},
    {.name = REQUEST_set_part, .run = set_part},
    {.name = REQUEST_paint, .run = paint},
};
static const command_reason reasons[] = {
    {state_steps, NULL, why_no_steps},
    {is_inside, "why.not_inside", NULL},
    {state_can_tell_why, NULL, why_no_panel},
    {can_watch, NULL, why_no_watch},
    {has_lens, NULL, why_no_lens},
    {can_picture, NULL, why_fixed},
    {can_channels, NULL, why_fixed},
    {can_gradient, NULL, why_fixed},
    {can_pool, NULL, why_no_pool},
    {can_filter, NULL, why_no_filter},
    {can_filters, NULL, why_no_filter},
    {has_filters, NULL, why_no_filters},
    {can_tie, NULL, why_no_tie},
    {state_can_edit, NULL, why_fixed},
    {0},
};
const command_table bench_commands = {rows, sizeof rows / sizeof *rows, reasons};
