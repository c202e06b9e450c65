/* What a step of a transposed convolution is about: one number of the input, and the stamp that it lays on the output. */
#ifndef STAMP_H
#define STAMP_H

#include "plane.h"

typedef struct stamp {
    bool bias;       /* the term of the biases: each map begins with its own */
    int channel;     /* of the input */
    int map, within; /* of the output; the same within its group */
    int each;        /* maps that a channel lays on */
    int row, column; /* of the input number */
} stamp;

stamp stamp_of(const stage *s);

/* The slice of the filter that is laid. */
const float *stamp_filter(const stage *s, const stamp *t);

/* The tap of the stamp on that cell of the output; -1: none. */
int64_t stamp_tap(const stage *s, const stamp *t, int row, int column);

/* The input, the filter and the output, without their values. */
plane stamp_input(const stage *s, const stamp *t, const char *name);
plane stamp_filter_plane(const stage *s, const stamp *t, const char *name);
void stamp_pad(const stage *s, plane *output);

/* Frames of the step: the number of the input, the filter, the cells of the output under the stamp. */
void stamp_frames(
    const stage *s, const stamp *t, const plane *input, const plane *filter, const plane *output, theme_role role);

/* Draws a plane of the input, the filter or the output; a press goes to a position or to a tap. */
void stamp_draw_input(const stage *s, const stamp *t, const plane *p);
void stamp_draw_filter(const stage *s, const stamp *t, const plane *p);
void stamp_draw_output(const stage *s, const stamp *t, const plane *p);

/* Small pictures of channels and of maps to choose from. */
void stamp_choices(const stage *s, const stamp *t, rect channels, rect maps, const float *values);

#endif
