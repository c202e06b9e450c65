/* What the files of the Atlas place share. */
#ifndef SCENE_ATLAS_H
#define SCENE_ATLAS_H

#include "scene.h"

/* The graph that the panel speaks of. */
static inline atlas_graph *atlas_active(app *a) {
    return &a->atlas.graph[a->atlas.active];
}

const char *atlas_name(const atlas_graph *graph);

/* The idea, the totals, the chosen layer, and ways into it. */
void atlas_draw_panel(app *a, rect at);

/* "56 × 56 × 64", or "4096" where there is one number for each map. */
void atlas_shape_text(cnn_shape shape, char *text, size_t size);

#endif
