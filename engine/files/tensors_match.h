/* Layers of a file under names that are not the network's, found by the shapes of their tensors. */
#ifndef CNN_TENSORS_MATCH_H
#define CNN_TENSORS_MATCH_H

#include "tensors.h"

/* Gives each layer whose name is not in the file the module of its shapes, where that is sure for all of them and no
 * other module is left over. */
cnn_status cnn_tensors_match(cnn_tensors *t);

/* The tensor of that very name, not marked as used; NULL: there is none. */
const cnn_file_tensor *cnn_tensors_find(const cnn_tensors *t, const char *name);

#endif
