/* Looking commands up, and running them. */
#include "command.h"

const command_table *const command_tables[COMMAND_TABLES] = {&common_commands, &screen_commands, &finder_commands,
    &files_commands, &typing_commands, &lesson_commands, &glossary_commands, &figure_commands, &bench_commands,
    &own_commands, &network_commands, &atlas_commands, &refusal_commands};

const command *command_at(int index) {
    for (int t = 0; t < COMMAND_TABLES; t++) {
        if (index < command_tables[t]->count)
            return &command_tables[t]->rows[index];
        index -= command_tables[t]->count;
    }
    return NULL;
}

static bool possible(const command *c, const state *s) {
    return c && (!c->can || c->can(s));
}

/* The first row of that name that can be done now. */
static const command *find(const state *s, request_name name) {
    const command *c = NULL;
    for (int i = 0; (c = command_at(i)) && !(c->name == name && possible(c, s));)
        i++;
    return c;
}

bool command_can(const state *s, request_name name) {
    return find(s, name) != NULL;
}

bool command_run(state *s, request_name name, const argument *with) {
    static const argument nothing;
    const command *c = find(s, name);
    if (!c)
        return false;
    c->run(s, with ? with : &nothing);
    state_settle(s);
    return true;
}

bool command_run_all(state *s, requests *r) {
    bool any = false;
    for (int i = 0; i < r->count; i++)
        any |= command_run(s, r->list[i].name, &r->list[i].with);
    r->count = 0;
    return any;
}

/* Keys that mean the same. */
static SDL_Keycode plain_key(SDL_Keycode code, command_with *with) {
    if (code == SDLK_EQUALS || code == SDLK_KP_PLUS)
        return SDLK_PLUS;
    if (code == SDLK_KP_MINUS)
        return SDLK_MINUS;
    if (code == SDLK_KP_ENTER)
        return SDLK_RETURN;
    if (code == SDLK_KP_0)
        return SDLK_0;
    if (code != SDLK_SLASH || *with != WITH_SHIFT)
        return code;
    *with = WITH_NOTHING;
    return SDLK_QUESTION;
}

static const command *in_table(const command_table *t, const state *s, SDL_Keycode code, command_with with) {
    for (int i = 0; i < t->count; i++)
        if (t->rows[i].code == code && t->rows[i].with == with && possible(&t->rows[i], s))
            return &t->rows[i];
    return NULL;
}

/* Keys of the bench mean nothing where it is not on the screen. */
static bool sees_bench(const state *s) {
    return s->screen.place != PLACE_ATLAS && !state_shows_network(s) && !state_shows_graph(s);
}

static const command *for_exact_key(const state *s, SDL_Keycode code, command_with with) {
    static const command_table *const own[PLACES] = {
        [PLACE_LESSONS] = &lesson_commands,
        [PLACE_BENCH] = &bench_commands,
        [PLACE_NETWORK] = &network_commands,
        [PLACE_ATLAS] = &atlas_commands,
    };
    bool first = s->screen.help || code == SDLK_ESCAPE; /* what is topmost closes, whatever place is under it */
    const command *found = first ? in_table(&screen_commands, s, code, with) : NULL;
    if (!found)
        found = in_table(own[s->screen.place], s, code, with);
    for (int t = 0; t < COMMAND_TABLES && !found; t++)
        if (command_tables[t] != &bench_commands || sees_bench(s))
            found = in_table(command_tables[t], s, code, with);
    if (s->screen.refusal.text[0] && code != SDLK_ESCAPE)
        return in_table(&refusal_commands, s, code, with);
    bool answers = found && (found->name == REQUEST_leave || found->name == REQUEST_quit);
    return s->screen.waiting[0] && !answers ? NULL : found;
}

const command *command_for_key(const state *s, SDL_Keycode code, command_with with) {
    code = plain_key(code, &with);
    const command *found = for_exact_key(s, code, with);
    return found || with != WITH_SHIFT ? found : for_exact_key(s, code, WITH_NOTHING);
}
