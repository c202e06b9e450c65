/* What the panels of the Network place share. */
#ifndef SCENE_NETWORK_H
#define SCENE_NETWORK_H

#include "app.h"

/* A layer and the functions right behind it, as one column. */
typedef struct network_column {
    int first, last; /* nodes */
} network_column;
int network_columns(const cnn_net *net, network_column *out, int most);

/* The panels below the columns. */
void network_training(app *a, rect at);
void network_judged(app *a, rect at);
void network_editing(app *a, rect at);

void network_open_lower(app *a, network_lower lower);
void network_look(app *a, live_source source, int picture);
void network_begin_edit(app *a);

/* The name of a class in the language in use. */
const char *class_label(const char *name);

/* The same of output `at` of the live network, which may have more outputs than its data has classes: those have a
 * number, put into `number`. */
const char *network_class(const app *a, int at, char number[16]);

#endif
