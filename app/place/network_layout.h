/* Where the layers of the live network stand: columns of one height, each as wide as what it holds needs, narrower where
 * there is little room; what has no room at all is on another page. */
#ifndef NETWORK_LAYOUT_H
#define NETWORK_LAYOUT_H

#include "view.h"

enum { NETWORK_COLUMNS = 512, NETWORK_SHOWN = 24 };

/* A layer together with the functions right behind it. */
typedef struct network_column {
    int first, last; /* nodes */
} network_column;

/* The columns of a network, the input first and the one that ends in its output last; returns how many. */
int network_columns_of(const cnn_net *net, network_column *out, int most);

/* What a column shows: planes of numbers. */
typedef struct network_planes {
    const float *values; /* NULL: there is nothing to show */
    cnn_shape shape;     /* c planes of h x w; units have h = w = 1 */
    bool is_signed;
    float factor; /* what is shown is values * factor */
} network_planes;

network_planes network_planes_of(const view *v, network_column c);

/* A column on the screen. */
typedef struct network_placed {
    network_column column;
    network_planes planes;
    rect at;                /* all of it: head, planes, foot */
    float least;            /* the width that its name needs */
    float x, y, wide, tall; /* the first plane or unit */
    float gap;              /* between planes */
    int per, rows;          /* planes or units in a row; rows of them */
    int shown;              /* planes or units that have room */
} network_placed;

typedef struct network_layout {
    float unit;          /* pixels of a design pixel; more where it is presented */
    float planes;        /* y of the planes of all columns */
    float high;          /* their height */
    float foot;          /* y of what stands below */
    rect input, classes; /* the columns at both ends */
    network_column output;
    int columns, first;  /* between them, and the first one in sight */
    int count;           /* in sight */
    rect earlier, later; /* where one turns to others; w = 0: there are none */
    network_placed at[NETWORK_SHOWN];
} network_layout;

/* Lays the columns out in `at`, whose height they fill. */
network_layout network_layout_of(const view *v, rect at);

/* The rectangle of plane i, or of unit i. */
rect network_plane_at(const network_placed *p, int i);
bool network_is_units(const network_placed *p);

/* What a point is over; false: nothing. */
bool network_hit(const network_placed *p, float x, float y, int *plane, int *row, int *column);

#endif
