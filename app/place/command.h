/* Everything that can be done, as named commands: keys, widgets, typed lines and tests invoke the same ones. Each place
 * has a table of its own; only commands change the state. */
#ifndef COMMAND_H
#define COMMAND_H

#include "request.h"

#include <SDL_keycode.h>

typedef enum command_with { WITH_NOTHING, WITH_SHIFT, WITH_CONTROL, WITH_CONTROL_SHIFT } command_with;

typedef struct command {
    request_name name;
    const char *key;             /* for people: "→", "Space"; NULL: only widgets ask for it */
    SDL_Keycode code;            /* 0: no key */
    command_with with;           /* what is held with the key */
    bool (*can)(const state *s); /* NULL: always */
    void (*run)(state *s, const argument *with);
    int value; /* of the argument, when the key asks */
} command;

/* Why what a `can` asks for is not so: a string's key, or the one that a function chooses. */
typedef struct command_reason {
    bool (*can)(const state *s);
    const char *why;
    const char *(*because)(const state *s); /* NULL: `why` holds always */
} command_reason;

typedef struct command_table {
    const command *rows;
    int count;
    const command_reason *reasons; /* for every `can` of the rows; one without `can` ends them */
} command_table;

/* The tables: what can be done anywhere, and in each place. */
extern const command_table common_commands, screen_commands, finder_commands, files_commands, typing_commands,
    lesson_commands, glossary_commands, figure_commands, bench_commands, own_commands, network_commands, atlas_commands,
    refusal_commands;
enum { COMMAND_TABLES = 13 };
extern const command_table *const command_tables[COMMAND_TABLES];

/* All rows, one after the other; NULL behind the last. A command with several keys has several rows, which all do the same. */
const command *command_at(int index);

/* Whether it can be done now. */
bool command_can(const state *s, request_name name);

/* Does it if it can be done now, and brings the state up to date; returns whether it was done. */
bool command_run(state *s, request_name name, const argument *with);

/* Carries out what was asked for and empties the list; returns whether anything was. */
bool command_run_all(state *s, requests *r);

/* The row that a key means now: of what lies on top, of the place that is open, else of any. NULL: none that can be
 * done. */
const command *command_for_key(const state *s, SDL_Keycode code, command_with with);

#endif
