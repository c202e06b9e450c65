/* A bench that is set up from a scene, beside the present one. */
#ifndef LESSON_SETUP_H
#define LESSON_SETUP_H

#include "document_reader.h"
#include "lesson_scene.h"

typedef struct setup {
    const lesson *l;
    cnn_reader r; /* keeps the first failure */
    cnn_yaml *root;
    bench *b;
} setup;

/* The bench of a scene that has a `layer`, not recorded. */
void setup_layer(setup *s);

/* The picture of a scene: what `input` says, or the preset of the bench. */
void setup_input(setup *s);

#endif
