/* Parameters on disk, as safetensors: eight bytes of header length, a JSON header, and the numbers. Tensors carry
 * PyTorch's names: "conv1.weight" [K, C/groups, F_h, F_w], "dense1.bias" [units]. A checkpoint also holds
 * "momentum.conv1.weight" and so on, and in the metadata how far training was. Source: the safetensors format
 * description of Hugging Face. */
#ifndef CNN_CHECKPOINT_H
#define CNN_CHECKPOINT_H

#include "class_names.h"
#include "net.h"

/* How the names of a file became those of the network, or what could be left out where they did not. */
typedef struct cnn_names_found {
    bool numbered;    /* modules with numbers, taken in their order */
    bool shaped;      /* some layers have other names, found by their shapes and numbers */
    char prefix[128]; /* in front of all names, passed over; empty: none */
    char skip[128]; /* of a file that does not fit: the layers without which it does; empty: none, or more than three */
} cnn_names_found;

typedef struct cnn_checkpoint {
    int64_t iteration; /* -1: the file does not say */
    cnn_train_settings settings;
    float *parameters, *momentum;   /* flat blocks, owned by the caller */
    const cnn_class_names *classes; /* saving: what the outputs are called; NULL: not known */
    cnn_class_names **named; /* loading: what the file calls them, for the caller to drop; it is set to NULL where
                                       the file says nothing. NULL: nobody asks */
    const char *skip;        /* loading: layers that are left as they are, as in "fc,aux1"; NULL: none */
    char note[400];          /* loading: how the names were found; empty: as they are */
    char rounding[16];       /* loading: the family of numbers, as in "portable-1"; empty: the file does not say */
    cnn_names_found found;   /* the same, for whoever says it in other words */
} cnn_checkpoint;

/* Without momentum (NULL) the file holds the parameters alone. */
cnn_status cnn_checkpoint_save(const char *path, const cnn_net *net, const cnn_checkpoint *checkpoint);

/* The names of the outputs stand in the metadata under "classes", as a JSON list in a string. Where a file's cannot be
 * read, loading does without them and `note` says so.
 *
 * The tensors' names may have a prefix or be numbered (tensors.h); F16, BF16 and F64 are converted. Each tensor of the file
 * must belong to the network and the other way round, but for what is skipped. Fills the blocks only when the whole file is valid. Momentum that the file does not hold is 0. */
cnn_status cnn_checkpoint_load(const char *path, const cnn_net *net, cnn_checkpoint *checkpoint);

#endif
