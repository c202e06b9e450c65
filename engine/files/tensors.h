/* Which tensor of a safetensors file belongs to which parameter of a network. Programs that save parameters put names of
 * their own in front of them ("module.", "model.", "_orig_mod.", "backbone.") or number the layers (nn.Sequential); such
 * names are found. What is missing, has another shape, or is there and belongs to nothing, is listed. */
#ifndef CNN_TENSORS_H
#define CNN_TENSORS_H

#include "document_reader.h"
#include "net.h"

typedef struct cnn_file_tensor {
    const char *name; /* of the document */
    cnn_yaml *entry;
    bool used;
} cnn_file_tensor;

typedef struct cnn_tensors {
    const cnn_net *net;
    const char *skip;     /* layers to leave out, as in "fc,aux"; NULL: none */
    cnn_file_tensor *all; /* sorted by name */
    int count;
    char prefix[128];      /* in front of the layers' names; empty: none */
    const char **numbered; /* of each node the numbered module that is its own; NULL: the names are the layers' */
    char *texts;           /* the names of those */
    bool shaped;           /* those are only of layers that other names have, and were told by their shapes */
} cnn_tensors;

/* Fails without memory. `root` is the header, which must outlive the list. */
cnn_status cnn_tensors_of(const cnn_net *net, cnn_yaml *root, const char *skip, cnn_tensors *out);
void cnn_tensors_free(cnn_tensors *tensors);

/* The tensor of a parameter of a node, which is used from now on; NULL: there is none. */
cnn_file_tensor *cnn_tensors_take(cnn_tensors *tensors, int node, const char *part);

/* The tensor of that very name, used from now on. */
cnn_file_tensor *cnn_tensors_named(cnn_tensors *tensors, const char *name);

/* Whether a node's parameters are left as they are. */
bool cnn_tensors_skips(const cnn_tensors *tensors, const char *layer);

/* Whether a tensor that nobody took may be passed over: a count of PyTorch's batch normalisation, or it is skipped. */
bool cnn_tensors_passes(const cnn_tensors *tensors, const cnn_file_tensor *tensor);

/* A sentence about how the names were found, as "its names begin with module."; empty where they are the layers'. */
void cnn_tensors_tell(const cnn_tensors *tensors, char *text, size_t size);

/* A word of `skip` that is neither in the network nor in the file; NULL: there is none. */
const char *cnn_tensors_odd_skip(const cnn_tensors *tensors, char *word, size_t size);

#endif
