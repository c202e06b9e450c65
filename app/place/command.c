/* The table of what can be done, and what each of its actions does. */
#include "command.h"

#include "scene.h"
#include "scene_network.h"
#include "worksheet.h"

#include <string.h>

static bool has_walk(const app *a) {
    return a->player.walk != NULL && !a->network && !a->atlas.open;
}
bool command_can_edit(const app *a) {
    return a->bench.source != BENCH_INSIDE;
}
static bool in_lessons(const app *a) {
    return a->course.open;
}
static bool has_lessons(const app *a) {
    return a->course.count > 0 || a->course.lesson;
}
static bool can_picture(const app *a) {
    return command_can_edit(a) && reader_allows(a, OPEN_PICTURE);
}
static bool can_channels(const app *a) {
    return command_can_edit(a) && reader_allows(a, OPEN_CHANNELS);
}
static bool can_gradient(const app *a) {
    return command_can_edit(a) && reader_allows(a, OPEN_GRADIENT);
}
static bool is_inside(const app *a) {
    return a->bench.source == BENCH_INSIDE;
}
bool command_can_train(const app *a) {
    return a->live && a->snapshot.state != LIVE_FAILED && a->snapshot.state != LIVE_LOADING;
}
static bool can_pause(const app *a) {
    return command_can_train(a) && !is_inside(a);
}
static bool can_tie(const app *a) {
    return command_can_train(a) && a->snapshot.filters.n > 0 && a->snapshot.image.n > 0;
}

static void step(app *a) {
    player_play(&a->player, false);
    player_step(&a->player, 1);
}
static void back(app *a) {
    player_play(&a->player, false);
    player_step(&a->player, -1);
}
static void into(app *a) {
    player_play(&a->player, false);
    player_into(&a->player);
}
static void out(app *a) {
    player_play(&a->player, false);
    player_out(&a->player);
}
static void play(app *a) {
    player_play(&a->player, !a->player.playing);
}
static void home(app *a) {
    player_play(&a->player, false);
    player_seek(&a->player, a->player.first);
}
static void end(app *a) {
    player_play(&a->player, false);
    player_seek(&a->player, a->player.last);
}
static void by_product(app *a) {
    player_depth(&a->player, CNN_DEPTH_PRODUCT);
}
static void by_position(app *a) {
    player_depth(&a->player, CNN_DEPTH_POSITION);
}
static void by_row(app *a) {
    player_depth(&a->player, CNN_DEPTH_ROW);
}
static void by_map(app *a) {
    player_depth(&a->player, CNN_DEPTH_MAP);
}
static void by_layer(app *a) {
    player_depth(&a->player, CNN_DEPTH_LAYER);
}
static void faster(app *a) {
    player_faster(&a->player, 1);
}
static void slower(app *a) {
    player_faster(&a->player, -1);
}
static void present(app *a) {
    a->present = !a->present;
}
static void change_language(app *a) {
    strings_use(strings_language() == LANGUAGE_EN ? LANGUAGE_KO : LANGUAGE_EN);
    if (strings_language() == LANGUAGE_KO && !text_has_korean())
        app_say(a, "No Korean font is installed; install fonts-nanum to read Korean.");
}
static void change_theme(app *a) {
    (void)a;
    theme_use((theme_id)((theme_used() + 1) % THEME_COUNT));
}
static void help(app *a) {
    a->help = !a->help;
}
static void quit(app *a) {
    a->quit = true;
}
static void next_picture(app *a) {
    bench_use_picture(&a->bench, a->bench.picture_preset + 1);
}
static void next_filter(app *a) {
    bench_use_filter(&a->bench, a->bench.filter_preset + 1);
}
static void channels(app *a) {
    bench_set_channels(&a->bench, a->bench.channels == 1 ? 3 : 1);
}
static void more_filters(app *a) {
    bench_set_filters(&a->bench, a->bench.filters % BENCH_FILTERS + 1);
}
static void convolution(app *a) {
    command_kind(a, BENCH_CONV);
}
static void pooling(app *a) {
    command_kind(a, BENCH_POOL);
}
static void next_channel(app *a) {
    a->channel++;
}
static void next_pool(app *a) {
    bench_set_pool(&a->bench, a->bench.pool + 1);
}
static void pause_training(app *a) {
    live_pause(a->live, a->snapshot.state == LIVE_TRAINING);
}
static void step_inside(app *a) {
    if (is_inside(a) && !a->network) {
        bench_step_outside(&a->bench);
        if (a->live)
            live_pause(a->live, false);
        return;
    }
    a->wants_inside = true;
    a->opens.node = 0;
    live_record(a->live, a->network ? -1 : 0);
}
static bool can_step_inside(const app *a) {
    return is_inside(a) || command_can_train(a);
}
static void tie(app *a) {
    if (a->bench.source == BENCH_TIED)
        bench_use_picture(&a->bench, 0), bench_use_filter(&a->bench, 0);
    else if (!bench_tie(&a->bench, &a->snapshot, a->bench.tied_filter))
        app_say(a, "%s", tr("message.cannot_tie"));
}
static void motion(app *a) {
    a->reduced_motion = !a->reduced_motion;
}
static void next_phase(app *a) {
    player_play(&a->player, false);
    player_phase(&a->player, 1);
}
static void previous_phase(app *a) {
    player_play(&a->player, false);
    player_phase(&a->player, -1);
}
static bool in_convolution_backward(const app *a) {
    return a->player.walk && a->player.at.phase == CNN_BACKWARD &&
           a->player.walk->net->nodes[app_node(a)].kind == CNN_OP_CONV2D;
}
static void lens(app *a) {
    a->textbook = !a->textbook;
}
static void next_gradient(app *a) {
    bench_use_gradient(&a->bench, a->bench.gradient_preset + 1);
}

static void line(app *a) {
    command_select(a, (edit){.kind = EDIT_LINE});
}
static void toggle_break(app *a) {
    breakpoint here = {.kind = BREAK_ADDRESS, .address = a->player.at};
    here.address.iteration = -1;
    if (!breakpoints_toggle(&a->breaks, here))
        app_say(a, "%s", tr("message.breaks_full"));
}
static void clear_breaks(app *a) {
    a->breaks.count = 0;
}

static void why(app *a) {
    a->why = !a->why;
}
static bool can_watch(const app *a) {
    return has_walk(a) && is_inside(a) && (a->player.at.phase == CNN_FORWARD || a->player.at.phase == CNN_UPDATE);
}
static void add_watch(app *a) {
    if (!watches_toggle(
            &a->watches, a->bench.recording, cnn_walk_at_depth(a->player.walk, a->player.at, CNN_DEPTH_POSITION)))
        app_say(a, "%s", tr("message.watches_full"));
}

static void network_place(app *a) {
    a->network = !a->network || a->course.open;
    a->course.open = a->atlas.open = false;
    if (a->network)
        command_finish_edit(a, false);
}
static bool has_network(const app *a) {
    return a->live != NULL;
}
static bool in_network(const app *a) {
    return a->network && command_can_train(a);
}
static bool is_editing(const app *a) {
    return a->network && a->net.lower == NETWORK_EDITING && a->net.edit.desc;
}
static void one(app *a) {
    live_one(a->live);
}
static void draw_own(app *a) {
    a->net.drawing = !a->net.drawing;
    if (!a->net.drawing)
        return;
    memset(a->net.own, 0, sizeof a->net.own);
    a->net.own_note[0] = '\0';
    a->net.source = LIVE_OWN_PICTURE;
    live_look_at(a->live, LIVE_OWN_PICTURE, 0, a->net.own);
}
static void next_tab(app *a) {
    a->net.tab = (network_tab)((a->net.tab + 1) % NETWORK_TABS);
}
static void next_lower(app *a) {
    network_open_lower(a, (network_lower)((a->net.lower + 1) % NETWORK_LOWERS));
}
static void say_if_failed(app *a, cnn_status status) {
    if (cnn_failed(status))
        app_say(a, "%s", status.message);
}
static bool can_undo(const app *a) {
    return is_editing(a) && netedit_can_undo(&a->net.edit);
}
static bool can_redo(const app *a) {
    return is_editing(a) && netedit_can_redo(&a->net.edit);
}
static void undo(app *a) {
    say_if_failed(a, netedit_undo(&a->net.edit));
}
static void redo(app *a) {
    say_if_failed(a, netedit_redo(&a->net.edit));
}
static void remove_layer(app *a) {
    say_if_failed(a, netedit_remove(&a->net.edit, a->net.layer));
    if (a->net.layer >= a->net.edit.desc->count)
        a->net.layer = a->net.edit.desc->count - 1;
}
static void save_network(app *a) {
    char path[256];
    cnn_status status = netedit_save(&a->net.edit, &a->net.saved, path, sizeof path);
    if (cnn_failed(status))
        app_say(a, "%s", status.message);
    else
        app_say(a, tr("message.saved"), path);
}
static void start_network(app *a) {
    app_train(a, netedit_text(&a->net.edit));
}

static void ceil_mode(app *a) {
    a->bench.ceil_mode = !a->bench.ceil_mode;
    bench_rebuild(&a->bench);
}
static bool is_pool(const app *a) {
    return command_can_edit(a) && a->bench.kind == BENCH_POOL && reader_allows(a, OPEN_POOL);
}
static bool can_filter(const app *a) {
    return command_can_edit(a) && a->bench.kind == BENCH_CONV && reader_allows(a, OPEN_PRESET);
}
static bool can_filters(const app *a) {
    return command_can_edit(a) && a->bench.kind == BENCH_CONV && reader_allows(a, OPEN_FILTERS);
}

static void lessons(app *a) {
    command_finish_edit(a, false);
    if (a->course.open)
        return;
    a->network = a->atlas.open = false;
    if (!a->course.lesson)
        reader_open_next(a);
    else
        reader_return(a);
}
static void contents(app *a) {
    a->course.contents = !a->course.contents;
}
static bool has_lesson(const app *a) {
    return a->course.open && a->course.lesson;
}
static void write_worksheet(app *a) {
    char path[128];
    cnn_format(path, sizeof path, "%s-%s.pdf", a->course.lesson->name, strings_language() == LANGUAGE_KO ? "ko" : "en");
    cnn_status status = worksheet_write(a->course.lesson, &(worksheet_options){0}, path);
    if (cnn_failed(status))
        app_say(a, "%s", status.message);
    else
        app_say(a, tr("message.worksheet"), path);
}
static bool can_tally(const app *a) {
    return a->course.open && a->course.lesson && a->course.scene.question.kind == ASK_CHOOSE;
}

static void open_atlas(app *a) {
    command_finish_edit(a, false);
    a->atlas.open = !a->atlas.open;
    a->network = a->course.open = false;
}
static bool in_atlas(const app *a) {
    return a->atlas.open && a->atlas.graph[0].net;
}
static void compare(app *a) {
    a->atlas.comparing = !a->atlas.comparing;
    a->atlas.second = 1;
    if (!a->atlas.comparing)
        a->atlas.active = 0;
    else if (!a->atlas.graph[1].net)
        atlas_choose(a, (a->atlas.graph[0].entry + 1) % atlas_count);
}
static void atlas_to_bench(app *a) {
    const atlas_graph *g = &a->atlas.graph[a->atlas.active];
    char path[4096];
    atlas_path(g->entry, path, sizeof path);
    int node = g->chosen > 0 ? g->chosen : 1;
    cnn_status status = bench_open_classic(&a->bench, path, a->atlas.weights[0] ? a->atlas.weights : NULL);
    if (cnn_failed(status)) {
        app_say(a, "%s", status.message);
        return;
    }
    a->atlas.open = a->network = a->course.open = false;
    a->input_view = a->output_view = (view){0};
    a->channel = 0;
    app_bind(a);
    cnn_address to = {.iteration = -1, .depth = CNN_DEPTH_POSITION, .phase = CNN_FORWARD, .node = node};
    if (cnn_walk_segment(a->player.walk, to))
        player_go(&a->player, to);
    a->dirty = true;
}
static int lesson_of(const app *a) {
    const atlas_graph *g = &a->atlas.graph[a->atlas.active];
    for (int i = 0; i < a->course.count && g->net; i++)
        if (!strcmp(a->course.entries[i].name, atlas_entries[g->entry].lesson))
            return i;
    return -1;
}
static bool has_its_lesson(const app *a) {
    return in_atlas(a) && lesson_of(a) >= 0;
}
static void atlas_to_lesson(app *a) {
    int at = lesson_of(a);
    a->atlas.open = false;
    reader_open_entry(a, at);
}

const command command_table[] = {
    {"step", "→", SDLK_RIGHT, has_walk, step},
    {"back", "←", SDLK_LEFT, has_walk, back},
    {"into", "↓", SDLK_DOWN, has_walk, into},
    {"out", "↑", SDLK_UP, has_walk, out},
    {"play", "Space", SDLK_SPACE, has_walk, play},
    {"home", "Home", SDLK_HOME, has_walk, home},
    {"end", "End", SDLK_END, has_walk, end},
    {"product", "1", SDLK_1, has_walk, by_product},
    {"position", "2", SDLK_2, has_walk, by_position},
    {"row", "3", SDLK_3, has_walk, by_row},
    {"map", "4", SDLK_4, has_walk, by_map},
    {"layer", "5", SDLK_5, has_walk, by_layer},
    {"faster", "+", SDLK_PLUS, has_walk, faster},
    {"slower", "-", SDLK_MINUS, has_walk, slower},
    {"present", "P", SDLK_p, NULL, present},
    {"language", "L", SDLK_l, NULL, change_language},
    {"theme", "T", SDLK_t, NULL, change_theme},
    {"help", "?", SDLK_QUESTION, NULL, help},
    {"convolution", "C", SDLK_c, NULL, convolution},
    {"pooling", "O", SDLK_o, NULL, pooling},
    {"picture", "I", SDLK_i, can_picture, next_picture},
    {"filter", "F", SDLK_f, can_filter, next_filter},
    {"filters", "K", SDLK_k, can_filters, more_filters},
    {"channels", "G", SDLK_g, can_channels, channels},
    {"next_channel", "N", SDLK_n, has_walk, next_channel},
    {"next_pool", "M", SDLK_m, is_pool, next_pool},
    {"ceil", "U", SDLK_u, is_pool, ceil_mode},
    {"tie", "Y", SDLK_y, can_tie, tie},
    {"pause", "Z", SDLK_z, can_pause, pause_training},
    {"inside", "X", SDLK_x, can_step_inside, step_inside},
    {"network", "W", SDLK_w, has_network, network_place},
    {"one", "J", SDLK_j, in_network, one},
    {"next_tab", "H", SDLK_h, in_network, next_tab},
    {"next_lower", "A", SDLK_a, in_network, next_lower},
    {"draw", "S", SDLK_s, in_network, draw_own},
    {"undo", "Ctrl+Z", 0, can_undo, undo},
    {"redo", "Ctrl+Y", 0, can_redo, redo},
    {"remove_layer", "Del", SDLK_DELETE, is_editing, remove_layer},
    {"save_network", "Ctrl+S", 0, is_editing, save_network},
    {"start_network", "Ctrl+R", 0, is_editing, start_network},
    {"next_phase", "]", SDLK_RIGHTBRACKET, has_walk, next_phase},
    {"previous_phase", "[", SDLK_LEFTBRACKET, has_walk, previous_phase},
    {"lens", "V", SDLK_v, in_convolution_backward, lens},
    {"nudge", "E", SDLK_e, has_walk, command_nudge},
    {"gradient", "D", SDLK_d, can_gradient, next_gradient},
    {"why", ".", SDLK_PERIOD, is_inside, why},
    {"watch", ",", SDLK_COMMA, can_watch, add_watch},
    {"line", ":", 0, NULL, line},
    {"break", "B", SDLK_b, has_walk, toggle_break},
    {"clear_breaks", "Q", SDLK_q, NULL, clear_breaks},
    {"lessons", "/", SDLK_SLASH, has_lessons, lessons},
    {"onward", "Space", 0, in_lessons, reader_onward},
    {"backward", "⌫", 0, in_lessons, reader_back},
    {"contents", "F2", SDLK_F2, in_lessons, contents},
    {"restart", "F5", SDLK_F5, in_lessons, reader_restart},
    {"tally", "F4", SDLK_F4, can_tally, reader_tally},
    {"worksheet", "F3", SDLK_F3, has_lesson, write_worksheet},
    {"atlas", "F6", SDLK_F6, NULL, open_atlas},
    {"compare", "F7", SDLK_F7, in_atlas, compare},
    {"atlas_bench", "⏎", 0, in_atlas, atlas_to_bench},
    {"atlas_lesson", "F8", SDLK_F8, has_its_lesson, atlas_to_lesson},
    {"motion", "R", SDLK_r, NULL, motion},
    {"quit", "Ctrl+Q", 0, NULL, quit},
};
const int command_count = sizeof command_table / sizeof *command_table;

static const command *named(const char *name) {
    for (int i = 0; i < command_count; i++)
        if (!strcmp(command_table[i].name, name))
            return &command_table[i];
    return NULL;
}

bool command_can(const app *a, const char *name) {
    const command *c = named(name);
    return c && (!c->can || c->can(a));
}

bool command_run(app *a, const char *name) {
    const command *c = named(name);
    if (!c || (c->can && !c->can(a)))
        return false;
    c->run(a);
    app_bind(a);
    a->dirty = true;
    return true;
}

const command *command_for_key(SDL_Keycode code, bool shift) {
    if (code == SDLK_EQUALS || code == SDLK_KP_PLUS)
        code = SDLK_PLUS;
    if (code == SDLK_KP_MINUS)
        code = SDLK_MINUS;
    if (code == SDLK_SLASH && shift)
        code = SDLK_QUESTION;
    for (int i = 0; i < command_count; i++)
        if (command_table[i].code == code && code)
            return &command_table[i];
    return NULL;
}

void command_go(app *a, cnn_address to) {
    player_play(&a->player, false);
    player_go(&a->player, to);
    a->dirty = true;
}

void command_kind(app *a, bench_kind kind) {
    command_finish_edit(a, false);
    bench_step_outside(&a->bench);
    a->network = a->course.open = a->atlas.open = false;
    if (a->bench.kind == kind)
        return;
    bench kept = a->bench;
    a->bench = a->other;
    a->other = kept;
    if (a->bench.kind != kind) {
        bench_stop(&a->bench);
        bench_start(&a->bench, kind);
    }
    a->bench.version = kept.version + 1;
    a->input_view = a->output_view = (view){0};
}
