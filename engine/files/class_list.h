/* Names of classes as text: a JSON list, as Stride writes them into checkpoints and ONNX models; a map from numbers to
 * names, as other programs do ({0: 'cat', 1: 'dog'}); or one name a line, as in labels.txt. */
#ifndef CNN_CLASS_LIST_H
#define CNN_CLASS_LIST_H

#include "arena.h"
#include "class_names.h"
#include "document.h"

typedef struct cnn_class_list {
    const char **names;
    int count;
} cnn_class_list;

/* The names of a text; messages call it `name`. All is in the arena. Of text that begins with neither [ nor { each line
 * is a name; empty lines and those that begin with # are passed over, and so are numbers where each line begins with
 * its own. */
cnn_status cnn_class_list_read(const char *name, const char *text, cnn_arena *arena, cnn_class_list *out);

/* The names of a list of a document. */
cnn_status cnn_class_list_of(const cnn_document *document, const cnn_yaml *list, cnn_arena *arena, cnn_class_list *out);

/* A JSON list on one line, of characters that a string of JSON can hold; freed with free(). NULL without memory. */
char *cnn_class_list_write(const char *const *names, int count);

#endif
