/* The pictures of a layer that operators share. */
#ifndef PICTURES_H
#define PICTURES_H

#include "stage.h"

/* A window over the padded input: the input, the filter if there is one, the output. */
void draw_window(const stage *s);

/* Backward: with weights, and without, where the gradient goes to the winner or is shared. */
void draw_scatter(const stage *s);
void draw_pool_backward(const stage *s);

/* The other lens on the backward pass of a convolution. */
void draw_textbook(const stage *s);

/* A stamp of the filter on the output. */
void draw_stamp(const stage *s);
void draw_stamp_backward(const stage *s);

/* Units that read the whole input. */
void draw_units(const stage *s);
void draw_units_backward(const stage *s);

/* One number makes one number. */
void draw_each(const stage *s);
void draw_each_backward(const stage *s);

/* One column for each term of a softmax or a loss; both phases. */
void draw_terms(const stage *s);

/* max | average | min, of which one is stepped through on the free pooling bench. */
void draw_pool_switch(const stage *s, rect at);

/* An arrow from the input to the map with what the window keeps, and what the other kinds would. */
void draw_pool_arrow(const stage *s, float left, float right, float middle);

/* In place of an output: why the filter does not fit, and the smallest change that would make it fit. */
void draw_refusal(const stage *s, rect at);

/* The step of the optimizer. */
void draw_update(const stage *s);

#endif
