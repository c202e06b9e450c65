/* Typing into a cell of the bench, a part of the formula, or the line. */
#ifndef TYPING_H
#define TYPING_H

#include "command.h"

/* Appends what was typed. */
void typing_add(state *s, const char *text);

/* What a key means while something is being typed into, an answer to a lesson's question too; returns whether it means
 * anything. */
bool typing_key(state *s, SDL_Keycode code);

/* Ends typing: the value is taken over with `keep`, and forgotten without. */
void typing_end(state *s, bool keep);

#endif
