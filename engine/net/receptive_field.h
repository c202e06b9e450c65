/* Which cells a number depends on, and which numbers depend on a cell. Every window is followed through all inputs of
 * its node, so the node where branches meet sees what each of them sees. */
#ifndef CNN_RECEPTIVE_FIELD_H
#define CNN_RECEPTIVE_FIELD_H

#include "net.h"

/* The receptive field of the cells rows x columns of `node`: the smallest rectangle of the input image that holds
 * everything they depend on, cut to the image. Empty (first > last) where they depend on nothing but padding. */
cnn_rectangle cnn_net_receptive_field(const cnn_net *net, int node, cnn_rectangle cells);

/* The size of a receptive field on one axis, padding included and not cut to the image: what a cell in the middle of a
 * large enough image sees. */
typedef struct cnn_field_size {
    int64_t size;      /* cells of the image; at least all of them where the node reads its input as a whole */
    int64_t jump, per; /* the fields of cells `per` apart begin `jump` cells apart: strides multiplied, reduced */
} cnn_field_size;
cnn_field_size cnn_net_field_size(const cnn_net *net, int node, int which);

/* The cells of `consumer`, a node that reads another one, which depend on any of the cells rows x columns of what it
 * reads; empty (first > last) when none does. */
cnn_rectangle cnn_net_reach(const cnn_net *net, int consumer, cnn_rectangle cells);

#endif
