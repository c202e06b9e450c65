/* Opening what a link names. */
#ifndef LINK_OPEN_H
#define LINK_OPEN_H

#include "state.h"

/* Opens the place of a link, in the language, the theme and the way to look at it that the link says. Where that fails
 * everything stays as it is. A run that trains is ended only after the reader was asked; a run is trained again in the
 * background. */
cnn_status link_open(state *s, const char *text);

/* The same, now that the run that trains may end. */
cnn_status link_open_ending_run(state *s, const char *text);

/* A run has been trained again: goes where its link leads. */
void link_arrive(state *s);

#endif
