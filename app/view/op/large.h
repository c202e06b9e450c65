/* The picture of a large window: whole input and whole map as pictures with pixels of one size, the window's numbers in a
 * lens between them, and rows of channels and of maps below. */
#ifndef LARGE_H
#define LARGE_H

#include "palette.h"
#include "window_parts.h"
#include "written.h"

typedef struct large {
    const stage *s;
    float unit;         /* a design pixel, larger in presenter mode */
    float text, least;  /* font sizes of titles and of what is smallest */
    int channels;       /* that are summed in each number */
    float pixel;        /* of both pictures */
    grid input, output; /* their pixels */
    rect middle;        /* for the lens and what stands under it */
    grid lens;          /* its cells are taps */
    bool part;          /* not all taps are in it */
    float rail;         /* where the line to the map runs */
    rect result;        /* the box of the result; no width: there is none */
    rect sums, maps;    /* rows below; no height: there is none */
} large;

/* Places everything in the area of the stage. */
large large_layout(const stage *s);

/* The numbers under the window; what they add up to. */
void large_lens(large *l);
/* A page that hides the sum keeps only the places of its terms, where the number that it asks for will stand. */
bool large_shows_sum(const stage *s);

void large_sum_below(large *l);

/* All channels with their sums, which are added; all maps with the filters that make them. */
void large_channels(large *l);
void large_channel_row(large *l); /* without that of the channel in focus below the lens */
void large_maps(const large *l);

/* The line from the result to its row of the map. */
void large_rail(const large *l);

/* Where the window is over a grid of the input, and its position in a grid of the map, perhaps on their way. */
rect large_window(const stage *s, const grid *g);
rect large_position(const stage *s, const grid *g);

/* The result on its way from its box to its place in the map. */
void large_flight(const large *l);

/* The largest size from `size` down to `least` at which every number of the tensor and `more` letters fit the room, if it
 * must be with fewer decimals; 0: none. */
float large_fitted(number_format *f, tensor_facts facts, int more, float size, float least, float room);

/* The sum of the products of a channel, as far as the cursor has come; `row` -1: of all its rows. */
float large_sum_of(const stage *s, int channel, int row);

/* Words in the middle of a line at `y`; returns where they end. */
float large_words(const large *l, float x, float y, font_id font, float size, theme_role role, const char *text);

/* A heading and a quieter word beside it, at most `room` wide. */
void large_title(const large *l, float x, float y, float room, theme_role role, const char *title, const char *rest);

/* A number in its box, as results and sums have it; the bias of the bench can be typed there. */
rect large_box(const large *l, float x, float y, theme_role role, float size, const char *text);
void large_bias_touch(const stage *s, rect at);

/* How the bias is written, with its sign before it; whether exactly. */
bool large_bias_text(const stage *s, char sign[8], char text[32]);

/* A sum on the way to the result, which may be hidden; whether exactly. */
bool large_total_text(const stage *s, float sum, char text[NUMBER_TEXT]);

/* The result, which may be hidden or not there yet; whether exactly. */
bool large_result_text(const stage *s, char text[32]);

#endif
