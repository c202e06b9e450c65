/* Whether what a link names is there, before anything on the screen gives way to it. */
#ifndef LINK_CHECK_H
#define LINK_CHECK_H

#include "link.h"
#include "reader.h"

/* What is known of a link that can be opened. */
typedef struct link_target {
    bool trains;     /* its network has data and is to be trained */
    cnn_address to;  /* the step; node 0: none is named */
    char path[4096]; /* of the network */
} link_target;

/* Fails with a sentence about what is not there or cannot be done again on this machine. The same for a step of a link
 * with a network as for its name. */
cnn_status link_check(const link_parts *link, const reader *lessons, link_target *out);

/* The same for a text that does not lead to a lesson: what stands in one. */
cnn_status link_check_text(const char *text);

#endif
