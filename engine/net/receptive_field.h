/* Which cells a number depends on, and which numbers depend on a cell. */
#ifndef CNN_RECEPTIVE_FIELD_H
#define CNN_RECEPTIVE_FIELD_H

#include "net.h"

/* The output cells of `node` that depend on nothing but cells inside the returned rectangle of the input image, for the
 * cells rows x columns of the node: its receptive field, cut to the image. */
cnn_rectangle cnn_net_receptive_field(const cnn_net *net, int node, cnn_rectangle cells);

/* The cells of `consumer`, a node that reads another one, which depend on any of the cells rows x columns of what it
 * reads; empty (first > last) when none does. */
cnn_rectangle cnn_net_reach(const cnn_net *net, int consumer, cnn_rectangle cells);

#endif
