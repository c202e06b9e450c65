/* The curves of all runs over their iterations: the loss on the left axis, the test accuracy on the right one. */
#ifndef NETWORK_CHART_H
#define NETWORK_CHART_H

#include "view.h"

typedef struct chart {
    rect at;         /* of the curves, without the axes */
    double last;     /* iterations across */
    float top;       /* the largest loss */
    double step;     /* between numbers of iterations */
    float loss_step; /* between numbers of losses */
} chart;

/* Lays the chart out in `at`, axes included. */
chart chart_of(const view *v, rect at);
float chart_x(const chart *c, double iteration);
float chart_loss_y(const chart *c, float loss);
float chart_share_y(const chart *c, float share);

/* The mean loss of some iterations round one, over at least 15; NaN outside of the run. */
float chart_mean_loss(const chart *c, const training_run_view *r, double iteration);
int chart_mean_of(const chart *c, const training_run_view *r); /* of how many */

/* The accuracy measured last before or at an iteration; negative: none. */
float chart_accuracy(const training_run_view *r, double iteration);

/* What tells a run from the one it was forked from: "η 0.2". */
void chart_run_label(const live_snapshot *s, int run, char *text, size_t size);

void chart_draw(const view *v, const chart *c);

#endif
