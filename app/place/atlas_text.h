/* Words and numbers of the Atlas. */
#ifndef ATLAS_TEXT_H
#define ATLAS_TEXT_H

#include "atlas.h"

/* The name of the network of an entry, in the language in use. */
const char *atlas_text_name(int entry);

/* The name of the network that is shown. */
const char *atlas_text_shown(const atlas_graph *graph);

/* "model.onnx" of a path, shortened to so many letters. */
void atlas_text_file(const char *path, int letters, char *text, size_t size);

/* "56 × 56 × 64", or "4096" where there is one number for each map. */
void atlas_text_shape(cnn_shape shape, char *text, size_t size);

#endif
