/* Planes of numbers that are seen whole: as a grid with digits where they have room, else as a picture with a frame on it
 * and, in a lens, the numbers around the cell in focus. Planes that belong together have one cell size. */
#ifndef DRAW_PLANE_H
#define DRAW_PLANE_H

#include "tensor_panel.h"

enum { PLANES = 8 };

/* Draws the panels, each in its place; `hits` get the cells pressed, -1 for none. A panel's `window`, `pad`, `look`,
 * `below` and scrolling are not for planes. Returns in `seen` where each plane is; may be NULL. */
void planes_draw(const stage *s, const rect *at, const tensor_panel *panels, int count, int64_t *hits, rect *seen);

#endif
