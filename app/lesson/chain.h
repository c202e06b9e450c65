/* A network of single numbers as a chain of operations, each of which knows its own derivative: what the page's figure of
 * the chain rule is made from. All numbers are those of the recording. */
#ifndef CHAIN_H
#define CHAIN_H

#include "recording.h"

typedef enum chain_kind { CHAIN_TIMES, CHAIN_PLUS, CHAIN_FUNCTION, CHAIN_SQUARE, CHAIN_LOSS } chain_kind;

enum { CHAIN_MOST = 9 };

typedef struct chain_op {
    chain_kind kind;
    int node;
    float in, out;               /* forward */
    float slope;                 /* d out / d in */
    float gradient_in, gradient; /* dL / d in, dL / d out */
    bool has_parameter;          /* a weight, a bias; of a loss the target, which has no gradient */
    float parameter, parameter_slope, parameter_gradient;
    char in_name[8], out_name[8], parameter_name[8]; /* x, y₁, z₁, a₁, w₁ ... */
} chain_op;

typedef struct chain {
    chain_op ops[CHAIN_MOST];
    int count;
} chain;

/* Fails with a sentence where the network is no such chain. */
cnn_status chain_of(const cnn_recording *recording, chain *out);

/* How many steps there are up to the end of that node in that phase. */
int chain_step_at(const chain *c, cnn_phase phase, int node);

/* The operation whose parameter is written out after so many steps: the chosen one where it has been reached, else the
 * last that has; -1: none yet. */
int chain_chosen(const chain *c, int step, int choice);

/* Steps from nothing to everything: each operation forward, then each one back. */
static inline int chain_steps(const chain *c) {
    return 2 * c->count;
}

#endif
