/* The gradients of a convolution as textbooks write them. One cell of ∂L/∂X is what the filter, turned by 180°, makes of the
 * upstream gradient with zeros between its numbers (by the stride) and around them; one cell of ∂L/∂W is what the upstream
 * gradient, with the same zeros between, makes of X. */
#ifndef TEXTBOOK_H
#define TEXTBOOK_H

#include "derived.h"

/* The upstream gradient of one map with zeros between; `pad` zeros go around it, top, bottom, left, right. */
typedef struct textbook_spread {
    float *values; /* NULL without memory */
    int rows, columns, pad[4];
} textbook_spread;
textbook_spread textbook_spread_of(const stage *s, int map);

/* Filter `map` for the channel in focus, turned by 180°: kernel rows x columns numbers. */
void textbook_turn(const stage *s, int map, float *turned);

/* The first row or column of the spread gradient under the turned filter for that row or column of ∂L/∂X; of X under the
 * spread gradient for that row or column of ∂L/∂W. `which`: CNN_VERTICAL, CNN_HORIZONTAL. */
int textbook_first_spread(const stage *s, int which, int cell);
int textbook_first_input(const stage *s, int which, int tap);

/* What one map adds to a cell of ∂L/∂X of the channel in focus; the cell of ∂L/∂W of the map and channel in focus. */
float textbook_dinput(const stage *s, int map, int row, int column);
float textbook_dweight(const stage *s, int tap_row, int tap_column);

/* The maps that the channel in focus has a part in. */
cnn_span textbook_maps(const stage *s);

/* The cell in focus. */
typedef struct textbook_focus {
    bool on_input; /* one of ∂L/∂X; else one of ∂L/∂W */
    int row, column;
    int64_t index, count; /* among the cells of its plane */
} textbook_focus;
textbook_focus textbook_focus_of(const stage *s);

/* Its whole sum, with its own value as the result. */
void derive_textbook(const stage *s, derived *d);

/* The cells that the lens steps over: those of one channel of ∂L/∂X, then those of one slice of ∂L/∂W; and the one in focus,
 * which follows the position of the cursor until it is moved. */
int64_t textbook_cells(const session *s, int64_t *of_input);
int64_t textbook_cell(const state *s);

/* Whether the lens is on. */
bool textbook_is_on(const state *s);

#endif
