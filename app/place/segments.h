/* A row of choices of which one holds: a switch that names the present one. */
#ifndef SEGMENTS_H
#define SEGMENTS_H

#include "view.h"

typedef struct segments {
    const char *const *labels; /* keys of the strings */
    const char *const *ids;    /* names of the controls; NULL: the labels */
    int count, chosen;
    float size; /* of the text, in design pixels */
} segments;

/* The width it wants, in pixels. */
float segments_width(const ui *u, const segments *s);

/* Fills `at`, narrower where there is less room; returns the one pressed, or -1. */
int segments_draw(const view *v, rect at, const segments *s);

#endif
