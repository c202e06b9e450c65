/* The panel beside the stage: what happens at this step, and everything of the bench that can be changed. */
#ifndef BENCH_PANEL_H
#define BENCH_PANEL_H

#include "view.h"

void bench_panel_draw(const view *v, rect at);

/* Backward: the lens and the gradient check. */
void bench_panel_backward(const view *v, rect *at);

/* The sizes that can be changed, of those that `open` names; takes its room from the top of `at`. */
void bench_panel_parts(const view *v, rect *at, unsigned open);

/* Presenter mode: the title line above the stage. */
void bench_panel_heading(const view *v, rect at);

#endif
