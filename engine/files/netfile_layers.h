/* The list of layers of a network file, and the blocks it is made of. */
#ifndef CNN_NETFILE_LAYERS_H
#define CNN_NETFILE_LAYERS_H

#include "document_reader.h"
#include "netdesc.h"

/* Reads `layers:` into the description; an entry may name one of `blocks:` (NULL: there are none) and then stands for
 * its layers. */
void cnn_netfile_read_layers(cnn_reader *in, cnn_netdesc *desc, cnn_yaml *layers, cnn_yaml *blocks);

#endif
