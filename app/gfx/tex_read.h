/* The reader of a formula, and the pieces of it in which nothing nests: words, numbers, primes, blanks. */
#ifndef TEX_READ_H
#define TEX_READ_H

#include "tex_tree.h"

typedef struct tex_reader {
    const char *at, *end;
    cnn_arena *arena;
    int depth;
    cnn_status status; /* the first failure; what is read after it does not count */
} tex_reader;

/* Notes what is wrong, unless something was before. `format` holds one %s. */
void tex_wrong(tex_reader *r, const char *format, const char *detail);

void tex_skip_blanks(tex_reader *r);

/* Whether the text is next; a name not as the beginning of a longer one. */
bool tex_follows(const tex_reader *r, const char *text);

/* The command's name after a backslash: letters, or one sign. */
void tex_take_name(tex_reader *r, char *name, size_t size);

/* The name in braces that is next, as after \begin; false: there is none. */
bool tex_take_braced(tex_reader *r, char *name, size_t size);

/* A box; NULL, as from all below: there is no memory, or what is needed is not there. */
tex *tex_made(tex_reader *r, tex_kind kind);

tex *tex_word(tex_reader *r, const char *text, font_id face, int role);
tex *tex_blank(tex_reader *r, float wide);
tex *tex_digits(tex_reader *r);
tex *tex_primes(tex_reader *r);

/* The words in braces as they are written, in pieces that a box can hold. */
tex *tex_upright(tex_reader *r, const char *command);

#endif
