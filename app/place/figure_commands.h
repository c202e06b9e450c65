/* Back from the layer that was entered to the figure of the page. */
#ifndef FIGURE_COMMANDS_H
#define FIGURE_COMMANDS_H

#include "state.h"

bool figure_is_aside(const state *s);
void figure_return(state *s);

#endif
