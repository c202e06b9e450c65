/* Whether a recording can be shown as the figure that a page asks for. */
#ifndef LESSON_FIGURE_H
#define LESSON_FIGURE_H

#include "lesson_scene.h"
#include "recording.h"

/* Fails with a sentence where it cannot. `recording` may be NULL. */
cnn_status lesson_figure_fits(scene_show show, const cnn_recording *recording);

#endif
