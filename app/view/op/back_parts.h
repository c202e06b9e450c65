/* Pieces that the pictures of the backward pass share. */
#ifndef BACK_PARTS_H
#define BACK_PARTS_H

#include "marks.h"
#include "numbers.h"
#include "pictures.h"
#include "plane.h"

/* Draws the formula at the top, with the switch between the lenses where there is one, and leaves the rest of the stage to
 * the picture and `lines` lines of sums; the stage that is returned has the area of the picture alone. */
stage back_frame(const stage *s, int lines, rect *sums);

/* The same without drawing. */
stage back_area(const stage *s, int lines, rect *sums);

/* The layer's numbers in this recording. */
cnn_call back_call(const stage *s);

/* Planes of gradients, with signs, and of values. */
plane back_plane(const char *name, const char *title, theme_role role, int rows, int columns);
plane back_value_plane(const char *name, const char *title, theme_role role, int rows, int columns);

/* Numbers that are sums of numbers with so many decimals have no more, whatever rounding has added to them. */
void back_decimals(plane *p, int decimals);

/* The type for planes whose cells are `cell` high and at most `widest` wide; how wide they become. */
plane_type back_type(const stage *s, plane *const planes[], int count, float cell, float widest, float *wide);

/* A number that stands alone, in the format of that plane where it has no power. */
void back_number(const plane *p, float value, char digits[NUMBER_TEXT]);

/* The colour of gradients where it is legible on the fill, else black or white. */
color back_ink(color fill);

/* How many windows of the present map have covered the cell of the input, and whether the present one does; may be NULL. */
int64_t back_windows(const stage *s, int row, int column, bool *now);
int64_t back_most_windows(const stage *s);

/* A frame around the window, wherever it is on its way. */
void back_frame_window(const stage *s, const plane *p, theme_role role);

/* To a position of the present map. */
void back_go(const stage *s, int row, int column);

/* The plane of upstream gradients: clicks go to a position, or begin to type another gradient. */
void back_upstream(const stage *s, const plane *p);

/* A plane with the picture left of it; the plane alone where the picture has no width. */
rect back_around(const plane *p, rect picture);

/* An arrow that leaves a picture to the left, with words below it, and one that enters it from the right. */
void back_leave(const stage *s, rect at, float room);
void back_enter(const stage *s, const plane *p, float room);

/* Small pictures of the channels, or of the maps of the upstream gradient, to choose one. */
void back_channels(const stage *s, rect at);
void back_maps(const stage *s, rect at);

#endif
