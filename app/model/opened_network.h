/* A network opened to be looked at: its file, its parameters, and the data it is made for. Shared by the command line
 * and the window. */
#ifndef OPENED_NETWORK_H
#define OPENED_NETWORK_H

#include "checkpoint.h"
#include "dataset.h"
#include "netfile.h"
#include "recording.h"
#include "trainer.h"

typedef struct opened_network {
    cnn_arena *arena;
    cnn_netdesc *desc;
    cnn_net *net;
    cnn_dataset *data;          /* NULL: the network carries its input or needs none */
    cnn_class_names *names;     /* of the outputs, as the network says; NULL: not said */
    float *parameters;          /* starting values */
    char note[CNN_MESSAGE_MAX]; /* what was left out, or substituted for something missing; empty: nothing */
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

/* In two steps: the description alone, which takes no time, of a file or of a part of a document; then the data set, of
 * which `most` pictures are read, and the parameters. */
cnn_status opened_network_describe(const char *path, opened_network *out);
cnn_status opened_network_describe_node(cnn_document *document, cnn_yaml *node, opened_network *out);
cnn_status opened_network_load(opened_network *s, const char *data, int most);

/* In place of the second: the parameters alone. */
cnn_status opened_network_start(opened_network *s);

void opened_network_close(opened_network *s);

/* What the outputs are called: by the network where it names as many as the data set has, and does not give a class the
 * name that the data set has for another; else by the data set. NULL: nothing. */
const cnn_class_names *opened_network_names(const opened_network *s);

/* One of them; NULL: nothing. */
const char *opened_network_class(const opened_network *s, int at);
/* The same of all, for whoever shows them longer; dropped by the caller. */
cnn_class_names *opened_network_classes(const opened_network *s);

/* Loads the parameters of a safetensors file; they stay as they were when it does not fit. `parameters` NULL: only
 * checks whether it fits. Without momentum, and with layers to leave out (NULL: none), as in "fc,aux1". `note` says how
 * the names were found; it has CNN_MESSAGE_MAX bytes, or is NULL, as `found` may be. */
cnn_status opened_network_read_weights(
    const cnn_net *net, const cnn_netdesc *desc, const char *path, float *parameters, cnn_names_found *found);
cnn_status opened_network_read_some_weights(
    const cnn_net *net, const cnn_netdesc *desc, const char *path, const char *skip, float *parameters, char *note);
cnn_status opened_network_weights(opened_network *s, const char *path);

/* The same; how the names were found is added to the note. */
cnn_status opened_network_some_weights(opened_network *s, const char *path, const char *skip);

#endif
