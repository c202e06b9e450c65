/* What the number under the mouse was made from: edges to the layer before. */
#ifndef NETWORK_EDGES_H
#define NETWORK_EDGES_H

#include "network_layout.h"

/* The layer whose position (plane, row, column) of this column is, as an address. */
cnn_address network_address_of(const view *v, const network_placed *p, int plane, int row, int column);

/* Draws them from every column in sight that the pixel under the mouse reads. */
void network_edges_draw(const view *v, const network_layout *l, rect input);

#endif
