/* The layers of the live network, each with its maps. */
#ifndef NETWORK_COLUMNS_H
#define NETWORK_COLUMNS_H

#include "view.h"

void network_columns_draw(const view *v, rect at);

/* The head of the column of the input; takes its room from the top of `at`. */
void network_columns_draw_input(const view *v, rect *at);

#endif
