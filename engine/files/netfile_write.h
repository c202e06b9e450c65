/* A description as a network file. */
#ifndef CNN_NETFILE_WRITE_H
#define CNN_NETFILE_WRITE_H

#include "netdesc.h"

/* The description as a network file, in `arena`; NULL without memory. Reading it back gives the same network. */
char *cnn_netfile_write(const cnn_netdesc *desc, cnn_arena *arena);

#endif
