/* Whole planes of numbers as pictures: a number is a pixel, and where there are more numbers than pixels on the screen
 * only as many are looked at. */
#ifndef PALETTE_H
#define PALETTE_H

#include "stage.h"

/* The colours of the numbers from -most to most, in steps too small to be seen. */
enum { PALETTE_HALF = 127 };
typedef struct palette {
    uint32_t colors[2 * PALETTE_HALF + 1];
    float steps; /* of the colours, for a number of size 1 */
} palette;

/* Blue over the ground to orange; and from one colour, for `least` and less, to another, for `most`. */
palette palette_signed(float most);
palette palette_between(color none, color full, float least, float most);

color palette_color(const palette *p, float value);

/* The numbers before the first `done`; the others are empty. */
void palette_draw(const view *v, rect at, const float *plane, int rows, int columns, const palette *p, int64_t done);

/* Hatches what is empty, in themes where it looks like a 0. */
void palette_draw_rest(const view *v, rect at, int rows, int columns, int64_t done);

/* Which numbers are dark and which are bright, in each of three planes. */
typedef struct palette_ends {
    float black[3], white[3];
} palette_ends;

/* Those of what a network reads: what black and white became. Where they stayed 0 and 1, the numbers may be any that
 * were typed, and one above 1 is white. */
palette_ends palette_ends_of(const cnn_levels *levels, int channels, tensor_facts facts);

/* Three planes are red, green and blue. */
void palette_draw_colored(const view *v, rect at, const float *planes, int rows, int columns, const palette_ends *ends);

/* What the input of a layer looks like. */
typedef enum input_kind {
    INPUT_GREY,    /* the picture that the network reads: 0 is black */
    INPUT_COLORED, /* the same in red, green and blue */
    INPUT_NUMBERS, /* anything else */
} input_kind;
input_kind input_kind_of(const stage *s);

/* A channel of it. */
palette input_palette(const stage *s, int channel);

/* A channel of it in a grid with digits: tints, which digits are read on. */
palette input_grid_palette(const stage *s, int channel);

/* The whole of it as one picture; of numbers, the channel. */
void input_draw(const stage *s, rect at, int channel);

/* All maps of the output in one scale; the weights of all filters. */
palette output_palette(const stage *s);
palette weight_palette(const stage *s);

/* The signs, names and colours of a channel; numbers where there are not three of a picture. */
typedef struct channel_look {
    char sign[16], name[64];
    theme_role ink, ground, full;
} channel_look;
channel_look channel_look_of(const stage *s, int channel);

/* The sign of a channel in its box, 20 to 26 design pixels high; returns how wide it is. */
float channel_chip(const stage *s, float x, float y, float high, int channel);
float channel_chip_width(const stage *s, float high, int channel);

#endif
