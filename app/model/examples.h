/* Benches that the user has saved under a name: a line each, the name, a tab and the link. */
#ifndef EXAMPLES_H
#define EXAMPLES_H

#include "status.h"

enum { EXAMPLES_MAX = 200, EXAMPLE_NAME = 64 };

typedef struct example {
    char name[EXAMPLE_NAME];
    char *link;
} example;

/* The newest comes first. */
typedef struct examples {
    example list[EXAMPLES_MAX];
    int count;
    char path[4096]; /* the file; empty: they are kept for this start only */
} examples;

/* Reads the file again, which need not exist. Lines that are no examples are skipped. */
cnn_status examples_read(examples *e);

/* Keeps one, in place of another one of the same name, and writes the file. Another Stride's new examples stay. */
cnn_status examples_add(examples *e, const char *name, const char *link);

cnn_status examples_remove(examples *e, int index);
int examples_find(const examples *e, const char *name); /* -1: none */
void examples_free(examples *e);

#endif
