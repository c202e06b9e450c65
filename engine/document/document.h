/* YAML and JSON documents as the rest of Stride reads them: nodes that know their line, and typed getters that report
 * errors as "file:line: reason". libyaml does the parsing. Aliases are refused, and nesting and the number of entries
 * are bounded, so a small file stays small in memory. */
#ifndef CNN_DOCUMENT_H
#define CNN_DOCUMENT_H

#include "arena.h"
#include "status.h"

#include <stdint.h>

enum { CNN_ENTRIES_MAX = 700000 }; /* of a document: words, lists and maps; each takes some 100 bytes */

typedef struct cnn_document cnn_document;
typedef struct cnn_yaml cnn_yaml; /* a word, a list or a map; borrowed from its document */

/* Parses the file, or `length` bytes of text that messages call `name`; JSON is YAML too. */
cnn_status cnn_document_open(const char *path, cnn_document **out);
cnn_status cnn_document_parse(const char *name, const char *text, size_t length, cnn_document **out);

/* JSON may write a character above U+FFFF as two escapes, which YAML does not know: the character replaces them, within
 * `text`. Returns the new length. */
size_t cnn_json_join_surrogates(char *text, size_t length);
void cnn_document_free(cnn_document *document);

cnn_yaml *cnn_document_root(cnn_document *document);
const char *cnn_document_name(const cnn_document *document);

/* The line of the node, from 1. */
int cnn_yaml_line(const cnn_yaml *node);

/* A CNN_BAD_INPUT that begins with the file and the node's line. */
cnn_status cnn_yaml_fail(const cnn_document *document, const cnn_yaml *node, const char *format, ...) CNN_PRINTF(3, 4);

bool cnn_yaml_is_map(const cnn_yaml *node);
bool cnn_yaml_is_list(const cnn_yaml *node);
bool cnn_yaml_is_scalar(const cnn_yaml *node);

int cnn_yaml_count(const cnn_yaml *node);              /* entries of a map or list */
cnn_yaml *cnn_yaml_item(const cnn_yaml *list, int at); /* NULL outside */
cnn_yaml *cnn_yaml_key(const cnn_yaml *map, int at);   /* the key of entry `at` */
cnn_yaml *cnn_yaml_value(const cnn_yaml *map, int at);
cnn_yaml *cnn_yaml_get(const cnn_yaml *map, const char *key); /* NULL when absent */

/* The node written out as one line of JSON, with its parts; the caller frees it with free(). NULL without memory. */
char *cnn_yaml_write(const cnn_yaml *node);

/* New nodes in `arena`, in the line of `like`, for readers that translate what they find. A word's text, and the parts of
 * a list or map, are borrowed; of a map `keys` and `values` have `count` entries. NULL without memory. */
cnn_yaml *cnn_yaml_word(cnn_arena *arena, const cnn_yaml *like, const char *text);
cnn_yaml *cnn_yaml_list(cnn_arena *arena, const cnn_yaml *like, cnn_yaml *const *items, int count);
cnn_yaml *cnn_yaml_map(
    cnn_arena *arena, const cnn_yaml *like, const char *const *keys, cnn_yaml *const *values, int count);

/* What a program in Python would write, as a node in the line of `like`: (3, 3) and [3, 3] are lists, a word with or
 * without quotes is a scalar, and a call Name(8, 3, padding=1) is a map of one entry: the name, and for it a map in
 * which values without a name have the keys "0", "1" ... NULL where the text is none of these. */
cnn_yaml *cnn_yaml_python(cnn_arena *arena, const cnn_yaml *like, const char *text);

/* The text of a scalar, terminated, valid as long as the document: "" for an empty value; NULL for a list or map. */
const char *cnn_yaml_text(const cnn_yaml *node);

/* Each fails with a sentence that calls the node `what`. A number may be a fraction, as in 1/9. */
cnn_status cnn_yaml_integer(
    const cnn_document *d, const cnn_yaml *node, const char *what, int64_t low, int64_t high, int64_t *out);
cnn_status cnn_yaml_number(const cnn_document *d, const cnn_yaml *node, const char *what, double *out);
cnn_status cnn_yaml_boolean(const cnn_document *d, const cnn_yaml *node, const char *what, bool *out);

/* Whether the text is true or false, also as Python (True) and YAML (TRUE) write them. */
bool cnn_yaml_is_boolean(const char *text);

/* One whole number for both axes or a list of two: [vertical, horizontal]. */
cnn_status cnn_yaml_pair(
    const cnn_document *d, const cnn_yaml *node, const char *what, int64_t low, int64_t high, int out[2]);

/* What a sentence goes on with where the text has signs that look like others: curly quotes, dashes, full-width digits;
 * else "". */
const char *cnn_odd_sign(const char *text);

/* The word of `known` (NULL ends it) that `text` is most likely a misspelling of; NULL where none is near. */
const char *cnn_nearest_word(const char *text, const char *const *known);

/* A word that people know from another program: our word for it, or advice on what to do. */
typedef struct cnn_synonym {
    const char *theirs; /* NULL ends the list */
    const char *ours;   /* NULL: there is no such word, see `advice` */
    const char *advice; /* NULL: none */
} cnn_synonym;

/* The first key of `map` that is not among the NULL-terminated `known` fails. The message suggests a synonym or the
 * nearest known word, where there is one, else it lists all known words. */
cnn_status cnn_yaml_only(const cnn_document *d, const cnn_yaml *map, const char *what, const char *const *known,
    const cnn_synonym *synonyms);

/* A copy of `body` in `arena`, in which every scalar "$name" is replaced by a copy of the entry `name` of `given` or
 * else of `otherwise`; its texts stay the document's. An entry that neither has, or that is empty, fails; so does a
 * copy of more than *room nodes, keys included. The nodes copied are subtracted from *room. */
cnn_status cnn_yaml_fill(const cnn_document *d, const cnn_yaml *body, const cnn_yaml *given, const cnn_yaml *otherwise,
    size_t *room, cnn_arena *arena, cnn_yaml **out);

/* Nested lists of numbers: their sizes from the outside in (at most 4 deep) and the numbers in row-major order, in
 * `arena`. Rows of different lengths fail. A single number is a list of one with depth 0. */
typedef struct cnn_numbers_list {
    int depth, sizes[4];
    size_t count;
    float *data;
} cnn_numbers_list;
cnn_status cnn_yaml_matrix(
    const cnn_document *d, const cnn_yaml *node, const char *what, cnn_arena *arena, cnn_numbers_list *out);

#endif
