/* Changes that are shown as changes: grids that grow, shrink and move when sizes change, and another layer or phase that
 * fades in. */
#ifndef WINDOW_GLIDE_H
#define WINDOW_GLIDE_H

#include "window_plan.h"

/* Puts the grids of the plan where they are on their way; at rest they are where they belong. */
void window_glide(const struct stage *s, window_plan *plan);

/* Covers the stage while another scene fades in. */
void stage_fade(const struct stage *s, rect at);

/* A number for the scene: another place, layer or phase is another one. */
int64_t stage_scene(const struct stage *s);

#endif
