/* Written sums: lines of words and numbers in the colours of the grids. Where a number is rounded, the equals sign
 * becomes ≈. */
#ifndef WRITTEN_H
#define WRITTEN_H

#include "stage.h"

enum { WRITTEN_RUNS = 700, WRITTEN_LINES = 3 };

typedef struct written_run {
    char text[32];
    theme_role role;
    bool strong, faint; /* faint: is still to come */
    bool beside;        /* no part of the sum */
    bool raised;        /* an exponent: what follows its ^ stands higher and smaller */
    bool result;
    int group; /* lights up with the terms of that group; -1: is always lit */
} written_run;

typedef struct written_line {
    written_run runs[WRITTEN_RUNS];
    int count, rows; /* on the screen it may take so many rows */
    int group;       /* of the runs that are appended next; -1: none */
    bool rounded;    /* some number is */
    bool bare;       /* no 0 before the point */
    bool small;      /* below another line */
} written_line;

typedef struct written {
    written_line lines[WRITTEN_LINES];
    int count;
    int groups;  /* that light up one after the other */
    bool bare;   /* its lines write no 0 before the point */
    rect result; /* where the last result of a line that is not small was drawn */
} written;

/* Begins a line. */
written_line *written_begin(written *w, int rows);

/* Appends words of the sum, in ink; `faint`: they belong to a tap that is still to come. */
void written_add(written_line *line, const char *text, bool faint);

/* Appends words beside the sum. */
void written_note(written_line *line, const char *text);

/* Appends the name of the number that follows. */
void written_label(written_line *line, const char *text);

void written_value(written_line *line, float value, theme_role role, bool strong, bool faint);

/* The same with four digits from the first that is not 0. */
void written_significant(written_line *line, float value, theme_role role);

/* The same behind an operator: one below zero has brackets around it. */
void written_behind(written_line *line, float value, theme_role role, bool strong, bool faint);

/* The exponent of what stands before it. */
void written_exponent(written_line *line, float value, theme_role role);
/* The same as a term that is added to those before. */
void written_term(written_line *line, float value, theme_role role, bool strong, bool faint);

/* " = " or " ≈ " and the result, which may be hidden, or not there yet. */
void written_result(written_line *line, const stage *s, float result);

/* How wide a line is at that size, in one row. */
float written_width(const written_line *line, float size);

/* Draws the lines, each at the largest size of at most `size` at which it has room; returns the height used. */
float written_draw(written *w, const stage *s, rect at, float size);

/* Whether the cursor has come to that tap. */
bool written_tap_happened(const stage *s, int64_t tap);

#endif
