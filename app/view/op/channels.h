/* The picture of a small window over several channels: a column for each channel with its plane, its slice of the filter
 * and the sum of their products; the sums and the bias make one number of the map. */
#ifndef CHANNELS_H
#define CHANNELS_H

#include "large.h"

enum { CHANNEL_COLUMNS = 4, CHANNEL_MAPS = 8 };

/* How the numbers of equal planes are written in cells. */
typedef struct cell_text {
    number_format format;
    float size; /* of the font */
} cell_text;

typedef struct channels {
    large l; /* what both pictures share: sizes, rows below, the result and its line */
    const stage *s;
    int first, count;        /* of the channels that have a column, as the filter counts them */
    float cell, gap, before; /* of all grids; between columns, and before the map */
    float below;             /* font size of the weights under the numbers of the window; 0: there are none */
    cell_text input, weight, output;
    grid planes[CHANNEL_COLUMNS], slices[CHANNEL_COLUMNS];
    grid maps[CHANNEL_MAPS]; /* side by side where there is one channel; else that of the map in focus alone */
    int map_count;
    rect band;
    float sum_y, box; /* the middle of the sums, the height of their boxes */
} channels;

/* Places everything; false where the digits would not fit. */
bool channels_layout(channels *c, const stage *s);

/* The figure in small on top: stack ∗ stack + b = map. */
void channels_band(const channels *c);

/* The maps with the line of the result, and ways to the other maps. */
void channels_maps(channels *c);

/* Channel `local` of the filter, as the input counts it. */
int channels_index(const channels *c, int local);

/* A cell of a grid of numbers; `below` may be NULL or empty; padding is hatched. */
typedef struct channels_look {
    color fill;
    const char *text, *below;
    bool strong, padding;
} channels_look;
void channels_cell(const channels *c, rect at, cell_text type, channels_look look);

#endif
