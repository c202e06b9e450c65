/* A network from the picture to its classes, as stacks of its own maps. Layers that belong together share a box where
 * the window has no room for a box each: an activation with what it follows, then a pool too. */
#ifndef OVERVIEW_H
#define OVERVIEW_H

#include "grid.h"
#include "palette.h"
#include "recording.h"

enum { OVERVIEW_BOXES = 40, OVERVIEW_CARDS = 16, OVERVIEW_NUMBERS = 12 };

typedef enum box_look { BOX_MAPS, BOX_UNITS, BOX_CLASSES } box_look;

typedef struct overview_box {
    int first, last; /* nodes; what is seen is what the last one makes */
    box_look look;
    cnn_shape shape;
    const float *values;
    size_t parameters;
    float most;                  /* largest magnitude, in the colours that layers after one filter share */
    int front;                   /* the map on the front card */
    int cards;                   /* how many are drawn */
    rect card;                   /* the front card, or the column of units, or all of the classes */
    float step;                  /* pixels from one card to the next, right and up */
    float wide;                  /* of all of it */
    float inset;                 /* of what stands above and below: classes have their names on the left */
    float label;                 /* how wide what stands above and below may be */
    cnn_rectangle cells, window; /* where the path goes through: the cell, and what the next box reads */
    bool has_cell, has_window;
} overview_box;

typedef struct overview {
    const view *v;
    const cnn_recording *r;
    overview_box boxes[OVERVIEW_BOXES];
    int count, first, shown; /* boxes first .. first + shown - 1 have room */
    int unfolded;            /* the box whose maps stand below; -1: none */
    bool tight;              /* boxes stand close, so that all of them have room */
    float unit, pixel;       /* of a design pixel; of a number on a card */
    rect heads, volumes, buttons, maps, words, bar;
} overview;

/* The boxes of the recording; `level` 0 gives each layer one, 1 puts activations and normalisations into the box before,
 * 2 pools too. Returns how many there would be. */
int overview_gather(overview *o, int level);

/* Chooses the level and gives everything its place. */
void overview_layout(overview *o, rect at);

/* How much of the map is there, 0 to all of its numbers. */
int64_t overview_done(const overview *o, const overview_box *b, int map);
bool overview_is_done(const overview *o, const overview_box *b);

/* The cell that the pointer, or the strongest number, is at, followed through all boxes. */
void overview_path(overview *o);

void overview_volume(const overview *o, const overview_box *b, int index);
void overview_units(const overview *o, const overview_box *b, int index);
void overview_classes(const overview *o, const overview_box *b, int index);

/* How wide the names of the classes are. */
float overview_names(const overview *o, const overview_box *b);

/* One map of the box as a picture. */
void overview_picture(const overview *o, const overview_box *b, rect at, int map);

/* What a box is called: CONV, or CONV2 where there are several. */
void overview_name(const overview *o, const overview_box *b, char *text, size_t size);

/* Rows below the boxes. */
void overview_unfold(const overview *o);
void overview_words(const overview *o);

/* Goes inside the layer that made the number. */
void overview_enter(const overview *o, const overview_box *b, int map, int row, int column);

/* The role that a box is drawn in. */
theme_role overview_role(const overview *o, const overview_box *b);

/* Letters of that many design pixels are the smallest that are read; on paper smaller ones are. */
float overview_least(const overview *o, float letters);

/* Words with an ellipsis of size `size`, shrunk down to 13 design pixels; false, and nothing is drawn, without room. */
bool overview_text(
    const overview *o, rect at, float align, font_id font, float size, theme_role role, const char *text);

#endif
