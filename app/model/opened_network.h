/* A network opened to be looked at: its file, its parameters, and the data it is made for. Shared by the command line
 * and the window. */
#ifndef OPENED_NETWORK_H
#define OPENED_NETWORK_H

#include "checkpoint.h"
#include "dataset.h"
#include "netfile.h"
#include "recording.h"
#include "train_change.h"
#include "trainer.h"

typedef struct opened_network {
    cnn_arena *arena;
    cnn_netdesc *desc;
    cnn_net *net;
    cnn_dataset *data; /* NULL: the network carries its input or needs none */
    cnn_class_names
        *names; /* of the outputs, as the network file says, labels.txt beside it, or ImageNet's; NULL: none */
    cnn_class_names *checkpoint_names; /* as the file of the weights says; NULL: it does not */
    bool names_are_own;                /* `names` are those of the network file */
    float *parameters;                 /* starting values */
    cnn_train_settings written;        /* of training, as the file has them */
    char note[CNN_MESSAGE_MAX];        /* what was left out, or substituted for something missing; empty: nothing */
} opened_network;

/* Who is told how much of a data set is read, 0 to 1; false ends reading. */
typedef struct opened_told {
    bool (*progress)(void *context, float share);
    void *context;
} opened_told;

/* Opens the network file. `data` overrides the data set it names; NULL: none given. When the named set is not installed
 * and generated digits fit, they are used and `note` says so. */
cnn_status opened_network_open(const char *path, const char *data, opened_network *out);
/* The same with only the first `most` pictures of its data set, which takes no noticeable time. */
cnn_status opened_network_open_first(const char *path, int most, opened_network *out);
/* The same for a network given as text; messages call it `name`. */
cnn_status opened_network_open_text(const char *name, const char *text, const char *data, opened_network *out);

/* Both, telling how far reading is. `text` NULL: the file. */
cnn_status opened_network_open_telling(
    const char *name, const char *text, const char *data, const opened_told *told, opened_network *out);

/* The same with exactly what a link names. */
typedef struct opened_wish {
    const char *name, *text;    /* `text` NULL: the file of that name */
    const char *data;           /* NULL: the set that the network names */
    int most;                   /* pictures of it that are read */
    bool exact;                 /* nothing may stand in for a set that is not there */
    const train_change *change; /* of the settings of training, before the starting values are drawn; NULL: none */
    const opened_told *told;    /* NULL: nobody */
} opened_wish;
cnn_status opened_network_open_as(const opened_wish *wish, opened_network *out);

/* In two steps: the description alone, which takes no time, of a file or of a part of a document; then the data set, of
 * which `most` pictures are read, and the parameters. */
cnn_status opened_network_describe(const char *path, opened_network *out);
cnn_status opened_network_describe_node(cnn_document *document, cnn_yaml *node, opened_network *out);
cnn_status opened_network_load(opened_network *s, const char *data, int most);

/* In place of the second: the parameters alone. */
cnn_status opened_network_start(opened_network *s);

void opened_network_close(opened_network *s);

/* Whether its output is a number for each of several classes: not maps, not a copy of the input, and not a network that
 * was opened up to a layer in its middle. */
bool network_classifies(const cnn_netdesc *desc, const cnn_net *net);
bool opened_network_classifies(const opened_network *s);

/* What the outputs are called beside labels of the data set: by the network file where it names as many as the data set
 * has, and does not give a class the name that the data set has for another; else by the data set, or, where that has
 * mere numbers, by the checkpoint. NULL: nothing. */
const cnn_class_names *opened_network_names(const opened_network *s);

/* What they are called where no data is shown: by the network file, else by the checkpoint, else as above. */
const cnn_class_names *opened_network_output_names(const opened_network *s);
const char *opened_network_class(const opened_network *s, int at);

/* What goes into a file with the weights: the same, where each output has one. */
const cnn_class_names *opened_network_kept_names(const opened_network *s);

/* The first of both, for whoever shows them longer; dropped by the caller. Also of a data set that is not open. */
cnn_class_names *opened_network_classes(const opened_network *s);

/* Names the outputs of a network that was just described. */
cnn_status opened_network_name(opened_network *s);

/* Takes the names that the checkpoint at `path` has, where there are as many as outputs; else a note says so. NULL: it
 * has none. */
void opened_network_take_names(opened_network *s, const char *path, const cnn_class_names *names);

/* What else is wanted when weights are read; each may be NULL. */
typedef struct weights_wish {
    const char *skip;        /* layers to leave out, as in "fc,aux1" */
    char *note;              /* CNN_MESSAGE_MAX bytes: what is worth saying of the file */
    cnn_names_found *found;  /* how its names became those of the network */
    cnn_class_names **named; /* what it calls the outputs, dropped by the caller; NULL: nothing */
} weights_wish;

/* Loads the parameters of a safetensors file; they stay as they were when it does not fit. `parameters` NULL: only
 * checks whether it fits. Without momentum. `wish` may be NULL. */
cnn_status opened_network_read_weights(
    const cnn_net *net, const cnn_netdesc *desc, const char *path, const weights_wish *wish, float *parameters);

/* The same for an open network, whose note grows by what is worth saying, and which takes the names. */
cnn_status opened_network_weights(opened_network *s, const char *path);
cnn_status opened_network_some_weights(opened_network *s, const char *path, const char *skip);

#endif
