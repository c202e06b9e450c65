/* The backward pass of a window with weights, at the places of its picture: X and W above, their gradients below them in the
 * same columns, the upstream gradient at the right, and between them the gate, where each gets the other's number. */
#ifndef SCATTER_H
#define SCATTER_H

#include "derived.h"
#include "plane.h"

typedef struct scatter {
    plane x, w, dx, dw, o;
    float cell, wide;
    float gate_x, gate_y, gate_r;
    float upper, lower; /* the heights of the middles of X and of its gradient */
    rect card;          /* for the sums; no width where there is no room */
    bool large;         /* X or the upstream gradient is seen through a lens, */
    float pixel;        /* beside pictures with pixels of this size */
    rect picture_x, picture_dx, picture_o;
    int channel; /* of the group */
    char channel_name[48], map_name[48], so_far[64];
} scatter;

/* The places; no value is gathered, so that it costs nothing to ask. */
scatter scatter_place(const stage *s);

/* Places for the planes of `l`, which are described already. */
void scatter_layout(const stage *s, scatter *l);

/* Numbers as large as cells of at most that width allow. */
void scatter_type(const stage *s, scatter *l, float wide);

/* Room at the left and at the right for arrows. */
float scatter_side(const view *v);

/* Small pictures of channels and maps to choose from; pictures of all of X and the gradients, where they are large. */
void scatter_choices(const stage *s, const scatter *l);
void scatter_pictures(const stage *s, const scatter *l);

/* A plane whole, with a frame around what is seen of it through the lens; without a width nothing is drawn. */
void scatter_picture(const stage *s, rect at, const plane *p);

/* One number of the gradients as the sum that it is so far. */
typedef enum sum_kind { SUM_WEIGHT, SUM_PIXEL, SUM_BIAS } sum_kind;
enum { SUM_TERMS = 12 };
typedef struct gradient_sum {
    sum_kind kind;
    int row, column;
    float g[SUM_TERMS], other[SUM_TERMS]; /* the last terms */
    int count;
    int64_t earlier; /* terms before them */
    float before;    /* and their sum */
    bool now;        /* the last term is that of the present position */
    float result;
} gradient_sum;

/* Adds the next term; `now`: that of the present position. */
void gradient_sum_add(gradient_sum *sum, float g, float other, bool now);

/* The sum of a weight (by its tap), of a pixel, or of the bias. */
gradient_sum gradient_sum_of(const stage *s, sum_kind kind, int row, int column);

/* It as a line of text with marks, no wider than `room`: earlier terms are counted where not all fit. Returns
 * whether all its numbers are exact. */
bool gradient_sum_text(
    const stage *s, const scatter *l, const gradient_sum *sum, float size, float room, char *text, size_t length);
void gradient_sum_label(const gradient_sum *sum, char *text, size_t length);

/* The weight and the pixel pointed at; by default those of the first cell of the window. */
void gradient_sums_chosen(const stage *s, gradient_sum sums[3]);

/* The rail, the gate and its four arms; what they multiply by: "0" means that nothing is added, NULL that it is no single
 * number. */
void draw_gate(const stage *s, const scatter *l, const char *number);

/* The sums in their card. */
void draw_gradient_card(const stage *s, const scatter *l);

/* A sum as a line; with `map` >= 0 what this map has added to it. */
void derive_gradient_sum(const stage *s, const scatter *l, const gradient_sum *sum, int map, derived *d);

/* The same as lines, where there is no card; the product of the present step where the cursor goes down to products. */
void derive_scatter(const stage *s, derived *d);

#endif
