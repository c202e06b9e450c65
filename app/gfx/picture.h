/* Picture files as numbers, and a picture drawn by Stride where there is no file. */
#ifndef PICTURE_H
#define PICTURE_H

#include "levels.h"
#include "status.h"
#include "tensor.h"

/* A picture of the shape, drawn: hills, a sun, a house. Numbers 0..1. */
void picture_drawn(cnn_shape shape, float *pixels);

/* The size of a picture file, and whether it is more than grey. */
typedef struct picture_facts {
    int rows, columns;
    bool colour;
} picture_facts;
cnn_status picture_look(const char *path, picture_facts *out);

/* Reads a picture file, grey or RGB as `shape.c` says, scaled to the shape; numbers 0..1. What is transparent is
 * white. */
cnn_status picture_read(const char *path, cnn_shape shape, float *pixels);

/* The same as a network fits its pictures. */
cnn_status picture_read_as(const char *path, cnn_fitting fitting, cnn_shape shape, float *pixels);

/* What else is wanted, and found, when a picture is read. */
typedef struct picture_wish {
    cnn_fitting fitting;
    bool black;                                   /* what is transparent becomes black */
    bool (*progress)(void *context, float share); /* as in picture_decode.h; NULL: none */
    void *context;
    bool transparent;    /* found: something is */
    picture_facts facts; /* found: what the file holds */
} picture_wish;
cnn_status picture_read_with(const char *path, picture_wish *wish, cnn_shape shape, float *pixels);

/* The same with a choice: what is transparent is black. */
cnn_status picture_read_on(const char *path, cnn_fitting fitting, bool black, cnn_shape shape, float *pixels);

#endif
