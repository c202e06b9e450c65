/* The chain rule in one picture: operations in a row, values above the arrows, gradients below them. */
#ifndef CHAIN_FIGURE_H
#define CHAIN_FIGURE_H

#include "chain.h"
#include "view.h"

typedef struct chain_figure {
    const view *v;
    const chain *c;
    int step;   /* how many steps have been made */
    int chosen; /* the operation whose parameter is written out; -1: none yet */
    float unit;
    float wide, radius, middle, left; /* from one circle to the next; where the row stands; its first circle */
    float text, digits;               /* font sizes */
    rect title, row, measured, written;
} chain_figure;

/* The operation has been computed; its derivative has been used. */
static inline bool chain_forward(const chain_figure *f, int op) {
    return f->step > op;
}
static inline bool chain_back(const chain_figure *f, int op) {
    return f->step >= 2 * f->c->count - op;
}

/* The product of the chain, with letters and with numbers. */
void chain_written(const chain_figure *f);

/* As "∂L/∂w₁". */
void chain_partial(char text[40], const char *of, const char *by);

#endif
