/* What the files of document.h share. */
#ifndef CNN_DOCUMENT_NODE_H
#define CNN_DOCUMENT_NODE_H

#include "document.h"

typedef enum cnn_yaml_kind { CNN_YAML_SCALAR, CNN_YAML_LIST, CNN_YAML_MAP } cnn_yaml_kind;

struct cnn_yaml {
    cnn_yaml_kind kind;
    int line, count;
    cnn_yaml **items;  /* of a list; the keys of a map, in their order */
    cnn_yaml **sorted; /* the keys of a map by their text */
    cnn_yaml *value;   /* of a key */
    const char *text;  /* of a scalar, terminated; "" of others */
    bool plain;        /* a scalar without quotes */
};

/* A node without entries; its text is borrowed. NULL without memory. */
cnn_yaml *cnn_yaml_new(cnn_arena *arena, cnn_yaml_kind kind, int line, const char *text);

/* In the waiting entries of a list, or keys and values of a map, the pieces of a tuple that its commas cut apart become
 * one node again: (3, 3) inside {size: (3, 3)} is the list [3, 3]. Returns how many entries are left. */
int cnn_yaml_join_tuples(cnn_arena *arena, cnn_yaml **waiting, int count, bool map);

/* The list that a plain scalar such as (3, 3) stands for; NULL where it is none. */
cnn_yaml *cnn_yaml_tuple(cnn_arena *arena, const cnn_yaml *scalar);

/* Gives a list its items, or a map its keys, each with its value, and sorts them; false without memory. */
bool cnn_yaml_take(cnn_arena *arena, cnn_yaml *node, cnn_yaml *const *items, int count);

#endif
