/* The network being edited: a description, and earlier texts of it for undo and redo. A change that does not work
 * changes nothing and says why. */
#ifndef NETEDIT_H
#define NETEDIT_H

#include "net.h"
#include "netfile.h"

enum { NETEDIT_STEPS = 64 };

typedef struct netedit {
    cnn_arena *arena;  /* of the present description */
    cnn_netdesc *desc; /* NULL: nothing is being edited */
    cnn_net *net;      /* the shapes of the present description */
    char *steps[NETEDIT_STEPS];
    int count, at; /* texts kept; the present one */
} netedit;

/* Begins with the network that a text describes; messages call it `name`. */
cnn_status netedit_open_text(netedit *e, const char *name, const char *text);
void netedit_close(netedit *e);

/* The present text, as it would be saved. */
const char *netedit_text(const netedit *e);

/* What can be changed in a layer. */
typedef enum netedit_part {
    NETEDIT_FILTERS,
    NETEDIT_SIZE,
    NETEDIT_STRIDE,
    NETEDIT_PADDING,
    NETEDIT_DILATION,
    NETEDIT_UNITS,
    NETEDIT_PARTS
} netedit_part;
bool netedit_has(const netedit *e, int layer, netedit_part part);
int netedit_value(const netedit *e, int layer, netedit_part part);
cnn_status netedit_set(netedit *e, int layer, netedit_part part, int value);

/* Inserts a layer of the kind after `layer` (-1: at the beginning), with modest settings, or removes one; names stay
 * unique. */
cnn_status netedit_insert(netedit *e, int layer, cnn_op_kind kind);
cnn_status netedit_remove(netedit *e, int layer);

bool netedit_can_undo(const netedit *e);
bool netedit_can_redo(const netedit *e);
cnn_status netedit_undo(netedit *e);
cnn_status netedit_redo(netedit *e);

/* Saves the present one under its name among the user's documents, where no other file has to go: over what `*saved` says
 * was saved last, else under a name with a number. `*saved` becomes the text now in the file, for the caller to free.
 */
cnn_status netedit_save(const netedit *e, char **saved, char *path, size_t size);

#endif
