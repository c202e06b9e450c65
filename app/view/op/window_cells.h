/* The cells of a small window, with the layer that moves over those of the input: its fill, its frame, and the weights
 * below its values. */
#ifndef WINDOW_CELLS_H
#define WINDOW_CELLS_H

#include "stage.h"

/* The input with its padding and, where a window stands, the layer without its frame. */
void window_cells_draw_input(const stage *s, const grid *g);
void window_cells_draw_frame(const stage *s, const grid *g);

/* One cell: its ground with lines around it, and a number in it. */
void window_cell_fill(const view *v, rect at, color fill);
void window_cell_text(const view *v, rect at, font_id font, float size, color ink, const char *text);

/* The cell that is being typed into, over its neighbours where the text is long. */
void window_cell_typed(const stage *s, rect at);

#endif
