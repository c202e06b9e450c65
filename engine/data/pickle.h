/* A reader of Python's pickles that executes nothing. A pickle is a program for a small stack machine, which can name
 * any function of Python and call it. Here there are only the instructions that dictionaries, lists, numbers, texts and
 * NumPy's arrays of bytes need; the four names that NumPy writes are known as words, never looked up; anything else is
 * refused. Source: Python's pickletools. */
#ifndef CNN_PICKLE_H
#define CNN_PICKLE_H

#include "arena.h"
#include "status.h"

#include <stdint.h>

typedef enum cnn_pickle_kind {
    CNN_PICKLE_NONE,
    CNN_PICKLE_NUMBER, /* whole */
    CNN_PICKLE_BYTES,  /* a text too */
    CNN_PICKLE_LIST,   /* a tuple too */
    CNN_PICKLE_DICT,   /* a list of keys and values in turn */
    CNN_PICKLE_ARRAY,  /* of NumPy */
    CNN_PICKLE_OTHER   /* a number with a fraction, one of the names that are known, a type of NumPy */
} cnn_pickle_kind;

typedef struct cnn_pickle cnn_pickle;
struct cnn_pickle {
    cnn_pickle_kind kind;
    int64_t number;
    const uint8_t *bytes; /* in the memory of the file */
    size_t length;        /* of the bytes */
    cnn_pickle **items;   /* of a list or a dictionary */
    size_t count, room;
    int64_t sizes[4]; /* of an array of bytes */
    int dimensions;
    const char *word; /* what an OTHER is */
};

/* Reads the bytes of a file, which must stay as long as the result, which lives in the arena. */
cnn_status cnn_pickle_read(
    const char *path, const uint8_t *bytes, size_t length, cnn_arena *arena, const cnn_pickle **out);

/* The value under a key of a dictionary; NULL: there is none, or it is no dictionary. */
const cnn_pickle *cnn_pickle_get(const cnn_pickle *dict, const char *key);

#endif
