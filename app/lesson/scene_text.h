/* A scene's YAML as people write it, made into YAML: an address needs no quotes, though its commas are separators within
 * braces, as in {predict: value, at: forward/conv/0,1,2}. */
#ifndef SCENE_TEXT_H
#define SCENE_TEXT_H

#include "arena.h"

/* A copy of `length` bytes in `arena`, behind `lead` empty lines, with quotes around the addresses after `at:` and
 * `play:`. `*size` becomes its length. NULL without memory. */
char *scene_text(const char *text, size_t length, size_t lead, cnn_arena *arena, size_t *size);

#endif
