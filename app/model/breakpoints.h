/* Breakpoints: addresses and conditions at which playing or training stops. Written as people type them:
 *
 *   forward/conv2            a layer, or any other address: stops where it begins
 *   change backward/conv1/0,1,2/0,2,1    stops at every later step that adds to the same weight or the same input cell
 *   output > 4   output < 0  stops at every position whose result is so, forward
 *   loss < 0.3   loss > 5   nan   iteration 2000      stop training */
#ifndef BREAKPOINTS_H
#define BREAKPOINTS_H

#include "recording.h"

typedef enum break_kind {
    BREAK_ADDRESS,
    BREAK_CHANGE,
    BREAK_LOSS_BELOW,
    BREAK_LOSS_ABOVE,
    BREAK_NAN,
    BREAK_ITERATION,
    BREAK_OUTPUT_BELOW,
    BREAK_OUTPUT_ABOVE
} break_kind;

enum { BREAKPOINTS_MAX = 32 };

typedef struct breakpoint {
    break_kind kind;
    cnn_address address; /* BREAK_ADDRESS, BREAK_CHANGE */
    cnn_tap cell;        /* BREAK_CHANGE: what is watched */
    float loss;          /* or the output */
    int64_t iteration;
} breakpoint;

typedef struct breakpoints {
    breakpoint list[BREAKPOINTS_MAX];
    int count;
} breakpoints;

/* Reads one; `recording` gives the addresses a meaning and may be NULL. */
cnn_status breakpoints_parse(const char *text, const cnn_recording *recording, breakpoint *out);

/* Adds it, or removes it if it is there already. False when the list is full. */
bool breakpoints_toggle(breakpoints *b, breakpoint one);

/* The first breakpoint that a move over the steps after `from` up to `to` meets, and the step at which; -1 for none. */
int breakpoints_met(const breakpoints *b, const cnn_recording *recording, int64_t from, int64_t to, int64_t *step);

/* The first condition met between the states of training after `before` and after `now` iterations; -1 for none. */
int breakpoints_training(const breakpoints *b, int64_t before, int64_t now, float loss);

void breakpoints_text(const breakpoint *one, const cnn_walk *walk, char *text, size_t size);

#endif
