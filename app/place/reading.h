/* A file that is read beside the window: large networks and pictures take longer than a frame. What is done with it comes
 * afterwards, in the window's own thread. */
#ifndef READING_H
#define READING_H

#include "opened_network.h"
#include "picture.h"
#include "state.h"

typedef struct reading reading;
struct reading {
    char path[4096];
    cnn_status status;
    opened_network network; /* of a network file: described. Whoever takes it over leaves it empty */
    bool picture;           /* else a network file */
    cnn_fitting fitting;    /* of a picture, and what it becomes */
    cnn_shape shape;
    float *pixels;
    picture_facts facts;
    bool black, transparent;                  /* what is transparent becomes black; something is */
    cnn_status (*then)(state *s, reading *r); /* what follows where it was read */
    job *of;
};

/* Takes the wish over: path, kind, `then`. A small file is read at once, and the result is that of `then`; of a large one
 * it is fine, and reading_tick says what was wrong. */
cnn_status reading_begin(state *s, const reading *wish);

/* Brings in what was read; returns whether anything was. */
bool reading_tick(state *s);

/* How far it is; -1: nothing is read. */
float reading_progress(const state *s);

void reading_end(state *s);  /* stops it */
void reading_wait(state *s); /* until it is over */

#endif
