/* One layer at one step: what its pictures and sums are made from, and the pieces of drawing that they share. */
#ifndef STAGE_H
#define STAGE_H

#include "grid.h"
#include "recording.h"

/* How far the motion is that shows the last move: shares of 0 to 1, all 1 at rest. */
typedef struct stage_motion {
    float slide;       /* the window on its way */
    float labels;      /* how much is seen of the weights below its values */
    float lit, flight; /* the terms of the sum light up, then the result travels */
    float row, column; /* where the window's first cell is now, in unpadded coordinates */
    float lift;        /* design pixels that it is above the grid */
    cnn_address from;  /* the position where it comes from */
} stage_motion;

/* What every picture of a layer needs, gathered once. */
typedef struct stage {
    const view *v;
    rect area;                 /* for the grids */
    const cnn_recording *r;    /* NULL: the filter does not fit */
    const cnn_node *node;      /* NULL then too */
    const struct op_view *own; /* the row of its operator, where op_view_gather has looked; NULL then too */
    cnn_attrs attrs;
    bool window;       /* one lies over the input */
    bool lens;         /* a small window without room for digits: shown as a large one is */
    bool pool;         /* and sees one map, with no filter of its own */
    cnn_shape in, out; /* of one image; out is 0 where nothing fits */
    const float *input, *output, *weights, *bias;
    cnn_step step;
    int64_t done;     /* positions of the present stage that are complete */
    bool partial;     /* the present position has taps to come */
    bool hidden;      /* its result must not be told yet: a lesson asks for it */
    int map, channel; /* in focus: output map; input channel */
    float digits;     /* font size inside cells */
    float text;       /* font size of captions */
    bool editable;
    stage_motion motion;
    const struct window_plan *plan; /* where everything of a small window stands; NULL: it is no such layer */
    cnn_phase phase;
    const float *gradient; /* backward: upstream, shaped like the output */
} stage;

/* What the cursor stands on; nothing of where it is drawn, or by whom. */
void stage_gather(stage *s, const view *v);

/* Whether what the bits name can be changed here and now; see lesson_scene.h. */
static inline bool stage_open(const stage *s, unsigned open) {
    return s->editable && state_allows(s->v->state, open);
}

/* The arithmetic of the rows (CNN_VERTICAL) or columns of the layer shown. */
cnn_axis stage_axis(const stage *s, int which);

/* How many positions of map `map` are complete. */
int64_t stage_done_in_map(const stage *s, int map);

/* Small maps in a row that can be clicked; returns the one clicked or -1. */
int stage_thumbnails(const stage *s, rect at, const char *name, const float *values, cnn_shape shape, int chosen,
    const scale *colors, int64_t done);

#endif
