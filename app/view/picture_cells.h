/* One grid of a picture that is shown: its colours, its numbers, and the pixel that is pointed at. */
#ifndef PICTURE_CELLS_H
#define PICTURE_CELLS_H

#include "view.h"

enum { PICTURE_ALL = -1 }; /* in place of a channel: the picture in its own colours */

typedef struct picture_look {
    const view *v;
    const shown_picture *p;
    picture_part seen;   /* now, perhaps on its way */
    bool rests;          /* it is not */
    float divide, apart; /* how far the division and the split have come, 0 to 1 */
    bool pointed;        /* at a pixel: by the mouse, or as the question does */
    int channel, row, column;
} picture_look;

/* The colours of a channel. */
color picture_color(const picture_look *l, int channel, int row, int column);

/* What a plane is at its brightest: red, green or blue, light enough for digits. */
color picture_plane_color(int channel);

/* What is seen of it, in the box. */
void picture_draw_colors(const picture_look *l, rect box, int channel);

/* From this size of a pixel on there is room for its number, in pixels of the screen. */
float picture_number_room(const view *v);
void picture_draw_numbers(const picture_look *l, rect box, int channel);

/* Column and row numbers beside the grid; of the pixel pointed at strong, with a bar. */
void picture_draw_axes(const picture_look *l, rect box, bool rows);

void picture_draw_pointed(const picture_look *l, rect box);

/* The number of a pixel as it stands in a cell of that width. */
void picture_number_text(
    const picture_look *l, int channel, int row, int column, float size, float room, char text[24]);

/* R, G or B in a box, as high as that; returns its width. */
float picture_chip(const view *v, float x, float y, float high, int channel);

#endif
