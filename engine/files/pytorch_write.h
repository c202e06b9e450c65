/* A network as a PyTorch module: one Python file that needs nothing but PyTorch, with the same layers, the same names
 * of parameters and the same numbers. Run as a program it trains the network on the folders that Stride opens, also in
 * several processes. */
#ifndef CNN_PYTORCH_WRITE_H
#define CNN_PYTORCH_WRITE_H

#include "net.h"

/* The text of the file, in the arena; NULL without memory. */
char *cnn_pytorch_write(const cnn_netdesc *desc, const cnn_net *net, cnn_arena *arena);

#endif
