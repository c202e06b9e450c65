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
    const cnn_netdesc *takes; /* the input is for this network, whose size the bench has; NULL: any size */
} setup;

/* The bench of a scene that has a `layer`, not recorded. */
void setup_layer(setup *s);

/* The preset that the node names; -1, and a failure, where there is none. `also`: what else could have been named. */
int setup_preset(
    setup *s, const cnn_yaml *node, const char *what, const char *(*key_of)(int), int count, const char *also);

/* The picture of a scene: what `input` says, or the preset of the bench. */
void setup_input(setup *s);

/* Whether the scene says another number under `key` than the numbers under `where` have; then that is a failure. */
bool setup_contradicts(setup *s, const char *key, int given, const char *where);

#endif
