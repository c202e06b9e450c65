/* What a formula is read into: a tree of boxes. */
#ifndef TEX_TREE_H
#define TEX_TREE_H

#include "tex.h"
#include "text.h"

typedef enum tex_kind {
    TEX_WORD,
    TEX_ROW,
    TEX_FRACTION,
    TEX_SCRIPTS,
    TEX_FENCE,
    TEX_SPACE,
    TEX_ROOT,
    TEX_ACCENT,
    TEX_GRID
} tex_kind;

/* How the columns of a grid stand. */
typedef enum tex_align { TEX_CENTRED, TEX_LEFT, TEX_FACING } tex_align; /* facing: right, left, right, ... */

enum { TEX_COLUMNS = 12, TEX_ROWS = 16 };

struct tex {
    tex_kind kind;
    char text[24];          /* of a word; an accent's sign */
    char open[8], close[8]; /* of a fence; empty: nothing stands there */
    font_id face;
    bool big, loose, limits; /* loose: an operator with space around it; limits: its scripts stand below and above */
    bool high;               /* of scripts: the upper one is a prime, which is high by itself */
    bool alone;              /* of the whole: it has a line of its own */
    int role;                /* a theme_role, -1: ink */
    float space;             /* of TEX_SPACE, in sizes */
    int columns, rows;       /* of a grid, whose cells are `first` and what follows, row by row */
    tex_align align;
    tex *first, *second, *third; /* the row; fraction over and under; base, sub, sup; root and its index */
    tex *next;                   /* in a row or a grid */
};

/* A sign by its name in TeX. */
typedef enum tex_sort { TEX_SIGN, TEX_OPERATOR, TEX_UPRIGHT, TEX_ITALIC, TEX_BIG, TEX_GRADIENT, TEX_LIMIT } tex_sort;
typedef struct tex_sign {
    const char *name, *text;
    tex_sort sort;
} tex_sign;

/* NULL: no sign is called so. */
const tex_sign *tex_sign_named(const char *name);

/* The name that is most like this one; NULL: none. */
const char *tex_sign_near(const char *name);

/* What stands around a grid of this name. */
typedef struct tex_brackets {
    const char *name, *open, *close;
    tex_align align;
} tex_brackets;
const tex_brackets *tex_grid_named(const char *name); /* NULL: there is none */

/* What a letter means everywhere in Stride: a theme_role, or -1. */
int tex_role_of(char letter);

/* The letter with a double stroke, of a set of numbers; NULL: there is none. */
const char *tex_number_set(const char *letter);

/* The bracket that `text` begins with, "" for a dot, and how many bytes it is written in; NULL: none. */
const char *tex_delimiter(const char *text, size_t *length);

#endif
