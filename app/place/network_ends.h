/* Both ends of the live network: the picture that goes in, and the classes that come out. */
#ifndef NETWORK_ENDS_H
#define NETWORK_ENDS_H

#include "network_layout.h"

/* Where the picture stands. */
rect network_picture_at(const view *v, const network_layout *l);
void network_source_draw(const view *v, const network_layout *l);

/* Which set the picture is of. */
void network_set_draw(const view *v, rect at);
float network_set_width(const view *v);

void network_classes_draw(const view *v, const network_layout *l);

#endif
