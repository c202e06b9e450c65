/* The text of a lesson page: CommonMark read into blocks, and laid out in a column. Words in backticks that name a size
 * or a tensor (`I`, `F`, `S`, `P`, `D`, `O`, `x`, `w`, `y`, `g`, and anything that begins so, as `I = 5`) have the
 * colours they have on the stage; other code is code. Formulas are written between dollar signs. HTML is not read. */
#ifndef PROSE_H
#define PROSE_H

#include "tex.h"
#include "ui.h"

typedef enum prose_kind {
    PROSE_PARAGRAPH,
    PROSE_HEADING, /* level 3 and more; 1 and 2 are titles of lesson and page */
    PROSE_ITEM,
    PROSE_CODE,
    PROSE_FORMULA,
    PROSE_ROW,
    PROSE_RULE,
    PROSE_PICTURE
} prose_kind;

typedef struct prose_span {
    const char *text;    /* NULL: a formula */
    const char *pattern; /* the text with the mark that was filled; NULL: nothing was */
    const tex *formula;
    int cell;                            /* PROSE_ROW: which column */
    int role;                            /* a theme_role, -1: as the text around */
    bool strong, slanted, code, newline; /* newline: after it the line ends */
    bool whole;                          /* no line break at its spaces */
    const char *link;                    /* where a press leads, as in #lesson/padding/ring; NULL: nowhere */
    int term;                            /* a word that is explained: its number, from 1; 0: it is none */
    bool first;                          /* the first time on the page */
} prose_span;

/* What a bullet of a block quote is; it is not shown with the question, nor counted. */
typedef enum prose_aside {
    PROSE_SHOWN,
    PROSE_REASON,  /* below a numbered item: why it is right or wrong */
    PROSE_BECAUSE, /* begins with "=": why the right answer is right */
    PROSE_HINT,    /* begins with an answer and a colon: what is said to that wrong answer */
    PROSE_MORE     /* goes on with the one before */
} prose_aside;

typedef struct prose_picture {
    int columns, rows;
    uint32_t *pixels;          /* ARGB */
    const char *folder, *name; /* of the file; folder: one of prose_pictures */
} prose_picture;

typedef struct prose_block {
    prose_kind kind;
    int level;  /* of a heading; of a list's nesting */
    int number; /* of an ordered item; 0: a bullet */
    bool quoted, first_row;
    bool set_off; /* of a block quote that asks nothing: part of the text */
    prose_aside aside;
    const char *answer; /* PROSE_HINT: what stands before the colon; "" without one */
    const char *uncut;  /* the first words of a hint as they were written; NULL: nothing was cut off */
    int line;           /* of its first words in what was read, from 0 */
    int columns;        /* of the table */
    prose_span *spans;
    int count, room;
    prose_picture picture;
} prose_block;

typedef struct prose {
    prose_block *blocks;
    int count, room;
    cnn_arena *arena;
} prose;

/* Where pictures may come from, the first folder that has one, and how many pixels they may still have together. */
enum { PROSE_FOLDERS = 2 };
typedef struct prose_pictures {
    const char *folders[PROSE_FOLDERS];
    int64_t *room;
} prose_pictures;
enum { PROSE_PIXELS = 1 << 25 }; /* of one lesson: 128 MB */

/* Whether the file lies in the folder or below it when links are followed. */
bool prose_lies_below(const char *path, const char *folder);

/* Reads `length` bytes of CommonMark. A dollar sign that cannot begin or end a formula, as that of a price, is a dollar
 * sign; a picture's name may have blanks. A problem (a formula that cannot be read, a picture that is not there, in
 * whose place its words stand) does not end the reading: each calls `tell` with its place in `text`. */
typedef void prose_tell(void *context, const char *place, cnn_status problem);
cnn_status prose_read(const char *text, size_t length, prose_pictures *pictures, cnn_arena *arena, prose_tell *tell,
    void *context, prose *out);

/* Which blocks: those of block quotes (what a page asks) or the others, both without asides; or simply all. */
typedef enum prose_part { PROSE_TEXT, PROSE_QUOTE, PROSE_ALL } prose_part;

/* Makes the block quote a part of the text: on this page nothing is asked. Returns whether there was one. */
bool prose_unquote(prose *p);

/* Words that can be pressed, while ui.words points to it: links, and terms. */
typedef struct prose_touch {
    const prose_span *pressed; /* NULL: none was */
    rect at;                   /* where it stands */
    int count;                 /* of those drawn */
} prose_touch;

/* Draws one part from the top of `at` with letters of `size`; returns the height. `list` NULL: only measured. Ordered
 * items of a quote are left out when `without_items` (they are drawn as choices). */
float prose_draw(ui *u, draw_list *list, const prose *p, prose_part part, bool without_items, rect at, float size);

/* Where a span of the text is: the block and the span in it; false: it is of another text. */
bool prose_find_span(const prose *p, const prose_span *span, int *block, int *at);

/* The text of one block without its marks. */
void prose_plain(const prose_block *block, char *text, size_t size);

/* The ordered items of the quote, as choices; returns how many, at most `most`. */
int prose_choices(const prose *p, const prose_block **choices, int most);

/* The bullet below the numbered item `choice`, from 1; of no blocks: it has none. */
prose prose_reason(const prose *p, int choice);

/* The next bullet of that kind from block `*from` on, which moves behind it; of no blocks: there is no more. */
prose prose_next_aside(const prose *p, prose_aside aside, int *from);

/* Whether there are tables, pictures or formulas on lines of their own among the text. */
bool prose_has_figures(const prose *p);

/* Whether a text of its block quotes holds these letters. */
bool prose_has(const prose *p, const char *mark);

/* Puts `with` in place of the mark in its block quotes, also where another text was put there before. */
void prose_fill(prose *p, const char *mark, const char *with);

/* Words that a reader would count. */
int prose_words(const prose *p, prose_part part);

#endif
