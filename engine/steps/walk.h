/* One cursor over a whole training iteration. Its steps are totally ordered: forward layer by layer, loss, backward in
 * reverse, update; an address and an index are two names of the same step, turned into each other in closed form. There
 * is no list of steps, so a network with 10^10 of them opens at once. Only the few segments (a layer in a phase) are
 * stored in a table.
 *
 * An address is written iteration/phase/layer/position/product, as far as needed:
 *   forward/conv1/0,1,2            map 0, row 1, column 2
 *   backward/conv1/0,1,2/0,2,1     in it the product of channel 0, filter row 2, column 1
 *   forward/softmax1/exp,3         term exp, number 3            1284/update/conv1/weight,7 */
#ifndef CNN_WALK_H
#define CNN_WALK_H

#include "net.h"

/* How much one step of the cursor covers. */
typedef enum cnn_depth {
    CNN_DEPTH_PHASE,
    CNN_DEPTH_LAYER,
    CNN_DEPTH_MAP,
    CNN_DEPTH_ROW,
    CNN_DEPTH_POSITION,
    CNN_DEPTH_PRODUCT,
} cnn_depth;

/* A place in the walk: fields finer than `depth` are those of its first step. */
typedef struct cnn_address {
    int64_t iteration; /* -1: not named */
    cnn_depth depth;
    cnn_phase phase;
    int node;
    int term;
    int map, row, column;
    int channel, tap_row, tap_column;
} cnn_address;

typedef struct cnn_segment {
    cnn_phase phase;
    int node;
    int term_count;
    cnn_term terms[CNN_TERMS_MAX];
    int64_t first, steps; /* index of the first step, number of steps */
} cnn_segment;

typedef struct cnn_walk {
    const cnn_net *net;
    cnn_segment *segments;
    int count;
    int64_t steps;
} cnn_walk;

/* Lives in `arena`. NULL without memory. */
const cnn_walk *cnn_walk_new(const cnn_net *net, cnn_arena *arena);

/* The place of `depth` that contains step `index`, 0 <= index < steps. */
cnn_address cnn_walk_address(const cnn_walk *walk, int64_t index, cnn_depth depth);

/* Whether there is such a place in this walk; an address of another one may name none. */
bool cnn_walk_holds(const cnn_walk *walk, cnn_address address);

/* The steps first .. last that the place covers. */
cnn_span cnn_walk_span(const cnn_walk *walk, cnn_address address);

/* The segment of the address, and the flat position and tap inside its term. */
const cnn_segment *cnn_walk_segment(const cnn_walk *walk, cnn_address address);
int64_t cnn_walk_position(const cnn_walk *walk, cnn_address address);
int64_t cnn_walk_tap(const cnn_walk *walk, cnn_address address);

/* The segment of a layer in a phase, or NULL when the phase does not touch it. */
const cnn_segment *cnn_walk_find(const cnn_walk *walk, cnn_phase phase, int node);

/* The place after or before, of the same depth. Into goes from phase to layer, position, product; out the same way
 * back. Where there is nowhere to go the address comes back unchanged. */
cnn_address cnn_walk_over(const cnn_walk *walk, cnn_address address);
cnn_address cnn_walk_back(const cnn_walk *walk, cnn_address address);
cnn_address cnn_walk_into(const cnn_walk *walk, cnn_address address);
cnn_address cnn_walk_out(const cnn_walk *walk, cnn_address address);

/* The place of another depth that ends where `address` ends: what a change of granularity shows. */
cnn_address cnn_walk_at_depth(const cnn_walk *walk, cnn_address address, cnn_depth depth);

#endif
