/* Everything that can be done, as named actions: keys, buttons and tests invoke the same ones. */
#ifndef COMMAND_H
#define COMMAND_H

#include "app.h"

typedef struct command {
    const char *name;          /* "step", also the string key "command.step" */
    const char *key;           /* for people: "→", "Space" */
    SDL_Keycode code;          /* 0: no key */
    bool (*can)(const app *a); /* NULL: always */
    void (*run)(app *a);
} command;

extern const command command_table[];
extern const int command_count;

/* Runs the command of that name if it can be run now; returns whether it did. */
bool command_run(app *a, const char *name);
bool command_can(const app *a, const char *name);

/* The command bound to a key, or NULL. */
const command *command_for_key(SDL_Keycode code, bool shift);

/* Commands with arguments, for mouse and typing. */
void command_set_part(app *a, cnn_part part, int value);
void command_go(app *a, cnn_address to);
void command_select(app *a, edit what);
void command_type(app *a, const char *text);
void command_finish_edit(app *a, bool keep);

/* Nudges the number that the cursor touches, a weight of a product, a parameter of the update or a pixel of the image;
 * or the one that is called "conv1.weight 3", "conv1.bias 0" or "input 100". */
void command_nudge(app *a);
cnn_status command_nudge_typed(app *a, const char *text);

/* Whether the numbers of the bench can be changed, and whether there is a network that trains. */
bool command_can_edit(const app *a);
bool command_can_train(const app *a);

/* Does what the typed line says: an address goes there, "break ..." sets a breakpoint, "clear" takes all away. */
void command_line(app *a);
void command_kind(app *a, bench_kind kind);

#endif
