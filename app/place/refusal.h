/* What a file was refused for, on a card that stays until it is read: sentences too long for the row of messages, lines
 * of Python to be copied, and what can be done instead. */
#ifndef REFUSAL_H
#define REFUSAL_H

#include "view.h"

/* Opens the file as open_path does; what is refused is said in the row of messages, or on the card where it is long or
 * has a choice. `card`: always there. */
cnn_status refusal_open(state *s, const char *path, bool card);

/* Says so of a status; fine ones are passed over. */
void refusal_say(state *s, cnn_status status, bool card);

/* What is copied: the lines of Python, or all where there are none. Written to `text`. */
void refusal_copied(const state *s, char *text, size_t size);

void refusal_draw(const view *v);

#endif
