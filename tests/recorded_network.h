/* Networks that carry their input, recorded. */
#ifndef RECORDED_NETWORK_H
#define RECORDED_NETWORK_H

#include "check.h"

#include "net.h"
#include "netfile.h"
#include "recording.h"

/* The picture that the lessons begin with. */
#define CLASSROOM "input:\n  values: [[1,1,1,0,0],[0,1,1,1,0],[0,0,1,1,1],[0,0,1,1,0],[0,1,1,0,0]]\n"

static inline cnn_net *net_of(const char *yaml, cnn_arena *arena, cnn_netdesc **desc) {
    cnn_document *d;
    cnn_net *net = NULL;
    CHECK_FINE(cnn_document_parse("test.yaml", yaml, strlen(yaml), &d));
    CHECK_FINE(cnn_netfile_read(d, cnn_document_root(d), arena, desc));
    cnn_document_free(d);
    CHECK_FINE(cnn_net_new(*desc, &net));
    return net;
}

/* Records a network that carries its input. */
static inline cnn_recording *recorded(const char *yaml, cnn_arena *arena, cnn_net **net) {
    cnn_netdesc *desc;
    *net = net_of(yaml, arena, &desc);
    float *parameters = cnn_arena_alloc(arena, (*net)->parameters, sizeof(float));
    cnn_net_initialize(*net, desc, 1, parameters);
    cnn_record_input in = {
        .label = desc->label, .pixels = desc->values, .target = desc->target, .batch = 1, .parameters = parameters};
    cnn_recording *r;
    CHECK_FINE(cnn_recording_new(*net, &desc->train, &in, &r));
    return r;
}

#endif
