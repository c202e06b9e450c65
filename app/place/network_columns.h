/* The layers of the live network, each with its maps. */
#ifndef NETWORK_COLUMNS_H
#define NETWORK_COLUMNS_H

#include "network_layout.h"

/* `input`: where the picture that goes in stands. */
void network_columns_draw(const view *v, const network_layout *l, rect input);

/* The head of any column: its name and its shape, which may be followed by `note` at the right. */
void network_head_draw(const view *v, const network_layout *l, rect at, network_column c, color paint,
    const char *shape, const char *note);

/* What stands below the planes of a column: `first` and the parameters of its layer. */
void network_parameters_draw(const view *v, const network_layout *l, rect at, network_column c);

#endif
