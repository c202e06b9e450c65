/* Typing, wherever it goes: into a cell of the bench, a part of the formula, the line, a condition, the palette. */
#ifndef TYPING_H
#define TYPING_H

#include "command.h"

/* Something is typed into: the palette, the line, a condition, a cell, a part of the formula, an answer. */
bool typing_is_open(const state *s);

/* Puts in what was typed. */
void typing_add(state *s, const char *text);

/* What an input method is composing; empty: nothing. Words take it, numbers do not. */
void typing_compose(state *s, const char *text);
bool typing_is_composing(const state *s);

/* Copies what is selected, and takes it away with `cut`; false: nothing is selected. */
bool typing_copy(state *s, bool cut, char *out, size_t size);

/* Puts in a text from elsewhere, made one line; says why when it cannot. False: nothing is typed into. */
bool typing_paste(state *s, const char *text);

/* What a key means while something is being typed into, an answer to a lesson's question too; returns whether it means
 * anything. */
bool typing_key(state *s, SDL_Keycode code, bool control, bool shift);

/* Ends typing: the value is taken over with `keep`, and forgotten without. */
void typing_end(state *s, bool keep);

#endif
