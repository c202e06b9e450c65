/* Reading a document key by key. A reader keeps its first failure, as FILE keeps ferror; from then on every read does
 * nothing and returns its default. So a file is read from top to bottom without a check after each step, and the
 * failure is checked once, at the end. Only values used to index or to allocate need an earlier check.
 *
 *     cnn_reader r = cnn_reader_of(document, arena);
 *     cnn_read_only(&r, map, "the settings", keys);
 *     size = cnn_read_integer(&r, map, "size", 1, 100, 3);
 *     dark = cnn_read_boolean(&r, map, "dark", false);
 *     return r.status;
 *
 * A `map` may be NULL: then it has no keys. Messages name the file, the line and the key. */
#ifndef CNN_DOCUMENT_READER_H
#define CNN_DOCUMENT_READER_H

#include "document.h"

typedef struct cnn_reader {
    const cnn_document *document;
    cnn_arena *arena;  /* what is read lives there */
    cnn_status status; /* the first failure */
} cnn_reader;

cnn_reader cnn_reader_of(const cnn_document *document, cnn_arena *arena);
bool cnn_reader_failed(const cnn_reader *reader);

/* Fails with file and line of the node, unless the reader has failed already. */
void cnn_reader_fail(cnn_reader *reader, const cnn_yaml *node, const char *format, ...) CNN_PRINTF(3, 4);

/* Keeps the failure of another function, unless the reader has failed already. */
void cnn_reader_keep(cnn_reader *reader, cnn_status status);

/* Each reads entry `key` of the map, which must be of its kind and within its limits; `otherwise` where there is none. */
int64_t cnn_read_integer(
    cnn_reader *reader, const cnn_yaml *map, const char *key, int64_t low, int64_t high, int64_t otherwise);
double cnn_read_number(
    cnn_reader *reader, const cnn_yaml *map, const char *key, double low, double high, double otherwise);
bool cnn_read_boolean(cnn_reader *reader, const cnn_yaml *map, const char *key, bool otherwise);

/* Any text, copied into the arena. */
const char *cnn_read_text(cnn_reader *reader, const cnn_yaml *map, const char *key, const char *otherwise);

/* The index of the node's text among `words`, which NULL ends; -1 is a failure, which names all of them. */
int cnn_read_word(cnn_reader *reader, const cnn_yaml *node, const char *what, const char *const *words);

/* The index of one of `words`, which NULL ends; a failure names all of them. */
int cnn_read_choice(cnn_reader *reader, const cnn_yaml *map, const char *key, const char *const *words, int otherwise);

/* One whole number for both, or a list of two; `pair` stays as it is where there is none. */
void cnn_read_pair(cnn_reader *reader, const cnn_yaml *map, const char *key, int64_t low, int64_t high, int pair[2]);

/* A list of `count` numbers; `numbers` stay as they are where there is none. */
void cnn_read_list(
    cnn_reader *reader, const cnn_yaml *map, const char *key, int count, double low, double high, float *numbers);

/* Nested lists of numbers. False where there are none, or with a failure; then `out` is empty. */
bool cnn_read_matrix(cnn_reader *reader, const cnn_yaml *map, const char *key, cnn_numbers_list *out);

/* The first key of the map that is not among `known` is a failure, whose message suggests the nearest word or a
 * synonym. */
void cnn_read_only(cnn_reader *reader, const cnn_yaml *map, const char *what, const char *const *known);
void cnn_read_only_with(
    cnn_reader *reader, const cnn_yaml *map, const char *what, const char *const *known, const cnn_synonym *synonyms);

#endif
