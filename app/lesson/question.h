/* What a question is about. */
#ifndef QUESTION_H
#define QUESTION_H

#include "lesson_scene.h"

/* The address that the question is about: its own, or that of the scene. Fails with the reason. */
cnn_status question_address(const bench *b, const lesson_scene *scene, cnn_address *out);

/* The layer that it is about: that of the address, else the bench's own, else the whole network (-1). */
cnn_status question_node(const bench *b, const lesson_scene *scene, int *node);

/* The axis whose output size it is about. */
cnn_axis question_axis(const bench *b, const lesson_scene *scene);

/* Fails: the filter does not fit, so that nothing was recorded. */
cnn_status question_without_recording(const lesson_scene *scene);

#endif
