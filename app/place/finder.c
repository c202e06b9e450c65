/* Rows stand under headings: what works in this place first, then each group. What cannot be done here stands in its
 * group and says where it can, or why not. */
#include "finder.h"

#include "address.h"
#include "assets.h"

#include <ctype.h>
#include <string.h>

/* ---- what is listed ---- */

/* Every word that was typed is found somewhere in the text, whatever the case of its letters. */
static bool matches(const char *typed, const char *text) {
    char low[400], word[96];
    size_t length = 0;
    for (; text[length] && length + 1 < sizeof low; length++)
        low[length] = (char)tolower((unsigned char)text[length]);
    low[length] = '\0';
    while (*(typed += strspn(typed, " "))) {
        size_t size = strcspn(typed, " ");
        for (size_t i = 0; i < size && i + 1 < sizeof word; i++)
            word[i] = (char)tolower((unsigned char)typed[i]);
        word[size < sizeof word ? size : sizeof word - 1] = '\0';
        if (!strstr(low, word))
            return false;
        typed += size;
    }
    return true;
}

static finder_row *add(finder_list *list, finder_kind kind, const char *text) {
    if (list->count == FINDER_ROWS)
        return NULL;
    finder_row *row = &list->rows[list->count++];
    *row = (finder_row){.kind = kind, .can = true};
    cnn_format(row->text, sizeof row->text, "%s", text);
    list->groups += kind == FINDER_HEADING;
    list->choices += kind != FINDER_HEADING;
    row->group = list->groups - 1;
    return row;
}

/* A heading under which nothing came is taken back. */
static void end_group(finder_list *list) {
    if (!list->count || list->rows[list->count - 1].kind != FINDER_HEADING)
        return;
    list->count--;
    list->groups--;
}

/* The rows of a name are one command, listed where its first row stands. */
static bool is_first_of_name(int index) {
    for (int i = 0; i < index; i++)
        if (command_at(i)->name == command_at(index)->name)
            return false;
    return true;
}

static void add_command(finder_list *list, const state *s, request_name name) {
    const command *key = command_key_of(name);
    char words[320];
    cnn_format(words, sizeof words, "%s %s %s", command_name(name), request_text(name), key ? key->key : "");
    if (!matches(s->screen.finder.text, words))
        return;
    finder_row *row = add(list, FINDER_COMMAND, command_name(name));
    if (!row)
        return;
    row->text[0] = (char)toupper((unsigned char)row->text[0]);
    row->name = name;
    row->keys = key ? key->key : NULL;
    row->value = key ? key->value : 0;
    row->can = command_can(s, name);
    row->leads_to = row->can ? REQUEST_none : command_leads_to(s, name);
    if (!row->can && row->leads_to == REQUEST_none)
        row->where = command_why(s, name);
    else if (row->can && command_where(name))
        row->where = tr(command_where(name));
}

/* The group of the place that is open. */
static command_group group_here(const state *s) {
    if (s->screen.place == PLACE_LESSONS)
        return GROUP_LESSONS;
    if (s->screen.place == PLACE_ATLAS)
        return GROUP_ATLAS;
    return s->screen.place == PLACE_NETWORK || session_is_inside(&s->session) ? GROUP_TRAINING : GROUP_BENCH;
}

static void add_heading(finder_list *list, const state *s, bool here, command_group group) {
    static const char *const keys[GROUPS] = {"group.stage", "group.stepping", "group.backward", "group.breaks",
        "group.bench", "group.training", "group.editing", "group.lessons", "group.atlas", "group.files", "group.view",
        "group.places"};
    const char *place = s->screen.place == PLACE_LESSONS      ? "tab.lessons"
                        : s->screen.place == PLACE_NETWORK    ? "tab.network"
                        : s->screen.place == PLACE_ATLAS      ? "tab.atlas"
                        : session_is_inside(&s->session)      ? s->session.bench.recording->net->name
                        : s->session.bench.kind == BENCH_CONV ? "tab.convolution"
                                                              : "tab.pooling";
    char text[96];
    cnn_format(text, sizeof text, "%s", tr(keys[group]));
    if (here)
        tr_format(text, sizeof text, "group.here", tr(place));
    finder_row *row = add(list, FINDER_HEADING, text);
    if (row && here)
        row->where = tr("group.here_hint");
}

/* `here`: what can be done and belongs to the place that is open; else all of the group that is not listed there. */
static void add_group(finder_list *list, const state *s, bool here, command_group group) {
    bool own = group == group_here(s);
    add_heading(list, s, here, group);
    for (int i = 0; command_at(i); i++) {
        request_name name = command_at(i)->name;
        bool listed_above = own && command_can(s, name);
        if (command_group_of(name) == group && command_is_listed(name) && is_first_of_name(i) && listed_above == here)
            add_command(list, s, name);
    }
    end_group(list);
}

static void add_lessons(finder_list *list, const state *s) {
    add(list, FINDER_HEADING, tr("group.lesson_names"));
    for (int i = 0; i < s->lesson.count; i++) {
        const course_entry *e = &s->lesson.entries[i];
        char words[320];
        cnn_format(words, sizeof words, "%s %s %s", e->title[LANGUAGE_EN], e->title[LANGUAGE_KO], e->name);
        finder_row *row =
            matches(s->screen.finder.text, words) ? add(list, FINDER_LESSON, e->title[strings_language()]) : NULL;
        if (row)
            row->value = i;
    }
    end_group(list);
}

static void add_terms(finder_list *list, const state *s) {
    const course_terms *t = &s->lesson.terms;
    add(list, FINDER_HEADING, tr("contents.terms"));
    for (int i = 0; i < t->count; i++) {
        if (!terms_has(&t->list[i], s->screen.finder.text))
            continue;
        char text[120];
        cnn_format(text, sizeof text, "%s · %s", t->list[i].in[strings_language()].forms[0],
            t->list[i].in[!strings_language()].forms[0]);
        finder_row *row = add(list, FINDER_TERM, text);
        if (row)
            row->value = i + 1;
    }
    end_group(list);
}

static void add_networks(finder_list *list, const state *s) {
    add(list, FINDER_HEADING, tr("group.networks"));
    for (int i = 0; i < atlas_count; i++) {
        char key[48];
        cnn_format(key, sizeof key, "atlas.%s.name", atlas_entries[i].key);
        finder_row *row = matches(s->screen.finder.text, tr(key)) ? add(list, FINDER_NETWORK, tr(key)) : NULL;
        if (row) {
            row->value = i;
            row->where = tr("tab.atlas");
        }
    }
    end_group(list);
}

/* The network whose layers can be gone to: the one that one is inside of, of the Atlas, or that trains. */
static const cnn_net *open_net(const state *s) {
    const cnn_recording *inside = session_is_inside(&s->session) ? s->session.bench.recording : NULL,
                        *seen = s->training.seen;
    if (s->screen.place == PLACE_ATLAS && s->session.graph[s->screen.graph].net)
        return s->session.graph[s->screen.graph].net;
    return inside ? inside->net : seen ? seen->net : NULL;
}

static void add_layers(finder_list *list, const state *s) {
    const cnn_net *net = open_net(s);
    if (!net)
        return;
    add(list, FINDER_HEADING, net->name);
    for (int i = 1; i < net->count; i++) {
        finder_row *row =
            matches(s->screen.finder.text, net->nodes[i].name) ? add(list, FINDER_LAYER, net->nodes[i].name) : NULL;
        if (row) {
            row->value = i;
            row->where = tr("palette.layer");
        }
    }
    end_group(list);
}

static void add_address(finder_list *list, const state *s) {
    const cnn_recording *r = s->session.bench.recording;
    cnn_address to;
    if (!r || !strchr(s->screen.finder.text, '/') || cnn_failed(cnn_address_parse(r->walk, s->screen.finder.text, &to)))
        return;
    add(list, FINDER_HEADING, tr("group.address"));
    finder_row *row = add(list, FINDER_ADDRESS, s->screen.finder.text);
    if (row) {
        row->address = to;
        row->where = tr("palette.address");
    }
}

const finder_list *finder_make(const state *s) {
    static finder_list list;
    static const command_group order[] = {GROUP_STEPPING, GROUP_BACKWARD, GROUP_BREAKS, GROUP_BENCH, GROUP_TRAINING,
        GROUP_EDITING, GROUP_LESSONS, GROUP_ATLAS, GROUP_FILES, GROUP_STAGE, GROUP_VIEW, GROUP_PLACES};
    list.count = list.groups = list.choices = 0;
    add_address(&list, s);
    if (s->screen.finder.text[0])
        add_layers(&list, s);
    add_group(&list, s, true, group_here(s));
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        add_group(&list, s, false, order[i]);
    if (s->screen.finder.text[0]) {
        add_lessons(&list, s);
        add_terms(&list, s);
        add_networks(&list, s);
    }
    return &list;
}

int finder_command_count(void) {
    int count = 0;
    for (int i = 0; command_at(i); i++)
        count += is_first_of_name(i) && command_is_listed(command_at(i)->name);
    return count;
}

const finder_row *finder_choice(const finder_list *list, int n) {
    for (int i = 0; i < list->count; i++)
        if (list->rows[i].kind != FINDER_HEADING && n-- == 0)
            return &list->rows[i];
    return NULL;
}

/* ---- what is done with it ---- */

void finder_narrow(state *s) {
    s->screen.finder.chosen = 0;
    s->screen.finder.page = FINDER_LIST;
}

void finder_close(state *s) {
    s->screen.help = false;
    s->screen.finder = (finder_state){0};
    s->screen.caret = (caret){0};
}

static void help(state *s, const argument *with) {
    (void)with;
    bool opens = !s->screen.help;
    s->screen.menu = MENU_NONE;
    if (opens && s->screen.edit.kind != EDIT_NONE)
        command_run(s, REQUEST_accept, NULL);
    finder_close(s);
    s->screen.help = opens;
}

/* From wherever one is to a layer of the network whose layers are listed. */
static void go_to_layer(state *s, int node) {
    cnn_address to = {.iteration = -1, .depth = CNN_DEPTH_POSITION, .phase = CNN_FORWARD, .node = node};
    const atlas_graph *graph = &s->session.graph[s->screen.graph];
    if (s->screen.place == PLACE_ATLAS && graph->net) {
        command_run(s, REQUEST_press_box, &(argument){.which = s->screen.graph, .value = atlas_box_of(graph, node)});
    } else if (session_is_inside(&s->session)) {
        s->screen.place = PLACE_BENCH;
        state_settle(s);
        command_run(s, REQUEST_go, &(argument){.address = to});
    } else {
        command_run(s, REQUEST_open_layer, &(argument){.address = to});
    }
}

static void run_row(state *s, const finder_row *row) {
    switch (row->kind) {
    case FINDER_HEADING:
        break;
    case FINDER_COMMAND:
        command_run(s, row->can ? row->name : row->leads_to, &(argument){.value = row->value});
        break;
    case FINDER_TERM:
        command_run(s, REQUEST_glossary, &(argument){.value = row->value});
        break;
    case FINDER_LESSON:
        command_run(s, REQUEST_open_entry, &(argument){.value = row->value});
        break;
    case FINDER_NETWORK:
        if (s->screen.place != PLACE_ATLAS)
            command_run(s, REQUEST_atlas, NULL);
        command_run(s, REQUEST_use_network, &(argument){.value = row->value});
        break;
    case FINDER_LAYER:
        go_to_layer(s, row->value);
        break;
    case FINDER_ADDRESS:
        s->screen.place = PLACE_BENCH;
        state_settle(s);
        command_run(s, REQUEST_go, &(argument){.address = row->address});
        break;
    }
}

/* What can be done neither here nor elsewhere says why, and leaves the palette open. */
static void run(state *s, const argument *with) {
    const finder_row *found = finder_choice(finder_make(s), with->value);
    if (!found)
        return;
    finder_row row = *found; /* the list is made anew by what runs */
    if (!row.can && row.leads_to == REQUEST_none) {
        state_say(s, "%s", row.where);
        return;
    }
    finder_close(s);
    run_row(s, &row);
}

static bool is_open(const state *s) {
    return s->screen.help;
}

static void choose(state *s, const argument *with) {
    int last = finder_make(s)->choices - 1, to = with->value;
    s->screen.finder.page = FINDER_LIST;
    s->screen.finder.chosen = to > last ? last : to < 0 ? 0 : to;
}

static void show_page(state *s, const argument *with) {
    s->screen.finder.page = (finder_page)with->value;
}

/* To the first row of the next group. */
static int next_group(const finder_list *list, int chosen, int by) {
    const finder_row *now = finder_choice(list, chosen);
    int group = now ? (now->group + by + list->groups) % list->groups : 0, to = 0;
    while (finder_choice(list, to) && finder_choice(list, to)->group != group)
        to++;
    return to;
}

bool finder_key(state *s, SDL_Keycode code, bool shift) {
    enum { PAGE = 9 };
    const finder_list *list = finder_make(s);
    int chosen = s->screen.finder.chosen;
    int by = code == SDLK_UP         ? -1
             : code == SDLK_DOWN     ? 1
             : code == SDLK_PAGEUP   ? -PAGE
             : code == SDLK_PAGEDOWN ? PAGE
                                     : 0;
    if (code == SDLK_RETURN || code == SDLK_KP_ENTER)
        run(s, &(argument){.value = chosen});
    else if (code == SDLK_ESCAPE)
        finder_close(s);
    else if (code == SDLK_TAB && list->choices)
        choose(s, &(argument){.value = next_group(list, chosen, shift ? -1 : 1)});
    else if (by)
        choose(s, &(argument){.value = chosen + by});
    else
        return code == SDLK_TAB;
    return true;
}

static const command rows[] = {
    {.name = REQUEST_help, .key = "?", .code = SDLK_QUESTION, .run = help},
    {.name = REQUEST_help, .code = SDLK_k, .with = WITH_CONTROL, .run = help},
    {.name = REQUEST_finder_run, .can = is_open, .run = run},
    {.name = REQUEST_finder_choose, .can = is_open, .run = choose},
    {.name = REQUEST_finder_page, .can = is_open, .run = show_page},
};
static const command_reason reasons[] = {
    {is_open, "why.nothing_open", NULL},
    {0},
};
const command_table finder_commands = {rows, sizeof rows / sizeof *rows, reasons};
