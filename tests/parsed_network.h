/* A network from the text of its file. */
#ifndef PARSED_NETWORK_H
#define PARSED_NETWORK_H

#include "check.h"

#include "net.h"
#include "netfile.h"

static inline cnn_status parse(const char *yaml, cnn_arena *arena, cnn_net **net, cnn_netdesc **desc) {
    cnn_document *d;
    *net = NULL;
    cnn_status status = cnn_document_parse("n.yaml", yaml, strlen(yaml), &d);
    if (cnn_failed(status))
        return status;
    status = cnn_netfile_read(d, cnn_document_root(d), arena, desc);
    cnn_document_free(d);
    return cnn_failed(status) ? status : cnn_net_new(*desc, net);
}

#endif
