/* show: picture. One whole picture on the stage, nothing else: it is looked at as a whole, closer until its pixels are
 * numbers, divided by 255, or split into its red, green and blue planes. */
#ifndef SHOWN_PICTURE_H
#define SHOWN_PICTURE_H

#include "bench.h"
#include "document_reader.h"
#include "lesson.h"

enum { PICTURE_PLAYS = 3, PICTURE_LEAST = 4 }; /* least: pixels on a side of the closest view */

/* What the picture can become; in this order, the first is where it begins. */
typedef enum picture_turn { PICTURE_WHOLE, PICTURE_ZOOM, PICTURE_DIVIDE, PICTURE_SPLIT } picture_turn;

/* A part of the picture, in pixels; in motion its sides are no whole numbers. */
typedef struct picture_part {
    float row, column, rows, columns;
} picture_part;

/* What the scene says. */
typedef struct picture_plan {
    picture_part zoom; /* rows 0: none */
    picture_turn begin, plays[PICTURE_PLAYS];
    int count; /* of plays */
} picture_plan;

typedef struct shown_picture {
    int channels, rows, columns;                            /* channels 0: there is none */
    float pixels[BENCH_CHANNELS * BENCH_SIDE * BENCH_SIDE]; /* 0 to 1 */
    char source[80];                                        /* the file, or what the picture is called */
    bool of_data;                                           /* it is one of Fashion-MNIST */
    picture_plan plan;
    int played;            /* how many of the plays */
    picture_part from, to; /* what is seen: on the way, and where it goes */
    bool divided, split;
    double moved, divided_at, split_at; /* when that began, in seconds */
} shown_picture;

/* What stands still is this long ago. */
#define PICTURE_LONG_AGO (-1000.0)

void shown_picture_read_plan(cnn_reader *r, const cnn_yaml *root, picture_plan *out);

/* Sets up the picture of a page, or of the nearest page before it that names one. */
cnn_status shown_picture_begin(const lesson *l, int page, const picture_plan *plan, shown_picture *out);

/* What Space does next; false: nothing more. */
bool shown_picture_plays(const shown_picture *p, picture_turn *next);
void shown_picture_play(shown_picture *p, double now);

/* Closer (by > 0) or further away, around a pixel; and back to the whole, before what zoomed in was played. */
void shown_picture_zoom(shown_picture *p, int by, float row, float column, double now);
void shown_picture_whole(shown_picture *p, double now);
bool shown_picture_is_whole(const shown_picture *p);

/* Moves what is seen so that it begins there, at once. */
void shown_picture_move(shown_picture *p, float row, float column);

/* The number of a pixel as it stands there: 0 to 255, or divided. */
double shown_picture_number(const shown_picture *p, int channel, int row, int column);

#endif
