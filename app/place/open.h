/* Files that are given to Stride: lessons, networks, pictures, parameters. */
#ifndef OPEN_H
#define OPEN_H

#include "state.h"

/* Opens the file, or what a link names (link_open.h), as `stride FILE` does; what is shown stays where that fails. */
cnn_status open_path(state *s, const char *path);

/* Shows the network file of one's own in that graph of the Atlas. */
cnn_status open_own_in_atlas(state *s, int which);

/* Says what the transparent parts of the picture became, and offers the other ground. */
void open_offer_ground(state *s, const char *path);

/* Parameters for what is shown, without those layers. */
cnn_status open_weights_without(state *s, const char *path, const char *skip);

/* A refusal of weights that follows offers to leave out the layers that do not fit. */
void open_offer_skip(state *s, const char *path, const cnn_names_found *found);

/* Says in the words of that key that weights were read, and what was in front of their names. */
void open_say_weights(state *s, const char *words, const char *path, const cnn_names_found *found);

/* Trains the network that waits for leave to end the run that trains; see screen.waiting. */
void open_waiting(state *s);

/* What belongs to the network that trains, before another one does: one is no longer inside of it, and it is not edited. */
void open_leave_training(state *s);
void open_end_editing(state *s);

/* Whether curves and branches would end with it; and asks whether they may, for a file or a link. */
bool open_ends_run(const state *s);
void open_ask(state *s, const char *what);

/* By the ending of its name. */
bool open_is_lesson(const char *path);
/* By its first bytes; what only ends as a picture is answered as one. */
bool open_is_picture(const char *path);

/* Trains the network given as text in place of the present one, whose recordings go. */
void open_training_text(state *s, const char *text);

#endif
