/* The pieces of a table of units: a row for each unit with its name, a column for each input with colours, and a lens that
 * shows some of the columns as numbers. What does not fit is turned in pages, which say where they are. */
#ifndef UNIT_TABLE_H
#define UNIT_TABLE_H

#include "stage.h"

/* The inputs across. */
typedef struct unit_columns {
    int count, first, shown; /* how many there are; those in sight */
    int lens, across;        /* the first one under the lens, and how many */
    float x, wide;           /* pixels: the left edge, and one column */
} unit_columns;

/* The units down. */
typedef struct unit_rows {
    int count, first, shown;
    float y, high;
} unit_rows;

/* As many columns as have room, at least 2 design pixels wide; those under the lens are in sight unless a page was turned. */
unit_columns unit_columns_at(const stage *s, float x, float room, int count, int lens, int across);

/* As many rows as have room, at most `high`, with text in them; around `focus` unless a page was turned. */
unit_rows unit_rows_at(const stage *s, const char *name, float y, float room, float high, int count, int focus);

/* How high a row with text must be. */
float unit_row_least(const stage *s);

/* "units 40–59 of 120" and ‹ ›, where not all are in sight; returns its width. */
float unit_pages(
    const stage *s, const char *name, rect at, float align, const char *key, int first, int shown, int count);

/* One row of colours: `values` are those of all columns. */
void unit_strip(const stage *s, const unit_columns *c, float y, float high, const float *values, const scale *colors);

/* The place of the lens on a strip. */
rect unit_lens_span(const unit_columns *c, float y, float high);

/* The column under the pointer within `at`, or -1. */
int unit_column_pointed(const stage *s, const unit_columns *c, rect at);

/* The units of this node, or the numbers of a loss, are the classes. */
bool units_are_classes(const stage *s);
/* The name of a class, else the number. */
const char *unit_name(const stage *s, int unit, char number[16]);
/* The width of the longest name. */
float unit_names_width(const stage *s, font_id font, float size);

/* The node that makes probabilities or a loss of the outputs of this one, or -1. */
int unit_follower(const stage *s);

/* One row of a lens: `values` are those under it. */
typedef struct lens_row {
    const char *label;
    theme_role role;
    const float *values;
    scale colors;
    bool strong;
    int known;  /* how many of them are told; the others are empty */
    bool apart; /* some room above */
} lens_row;

/* How many columns of numbers with that many decimals have room, at most `most`. */
int unit_lens_across(const stage *s, float room, int most, int decimals);

/* Draws the rows below the numbers of their columns and marks column `now` (-1: none); returns where the cells are. */
rect unit_lens(const stage *s, const unit_columns *c, rect at, const lens_row *rows, int count, int now);

/* Pixels of a label, a number in a cell, and the width left of a lens for its labels. */
float unit_label_size(const stage *s);
float unit_digit_size(const stage *s);
float unit_lens_labels(const stage *s, const lens_row *rows, int count);

/* base and exponent, raised, ending (align 1) or beginning (0) at x; returns the width. */
float draw_raised(const stage *s, float x, float middle, float size, float align, color paint, const char *base,
    const char *exponent);

/* A card with a heading and lines: words, how it is computed, what comes out. */
typedef struct step_line {
    const char *words;
    char written[48], raised[24]; /* the second part may be an exponent */
    char after[32];               /* behind the exponent */
    char result[28];              /* empty: not there yet */
    theme_role role;
    bool now;
} step_line;
void draw_step_card(const stage *s, rect at, const char *heading, const step_line *lines, int count);
/* How high it should be. */
float step_card_height(const stage *s, int count);

/* The line at the top of a stage that is drawn whole: the layer, what it is made of, its formula. Takes its room from
 * `at`. */
void draw_stage_title(const stage *s, rect *at, const char *made_of);

/* The sum of the present step at the bottom; takes its room from `at`. */
void draw_stage_sum(const stage *s, rect *at, int lines);

#endif
