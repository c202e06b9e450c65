/* The arithmetic of a backward or update step: lines of text with marks for colours, as ui_line takes them. */
#ifndef DERIVED_H
#define DERIVED_H

#include "stage.h"

enum { DERIVED_LINES = 6 };

typedef struct derived_line {
    char text[700];
    bool quiet;   /* words about the line above */
    bool rounded; /* some number is */
    bool bare;    /* no 0 before the point */
} derived_line;

typedef struct derived {
    derived_line lines[DERIVED_LINES];
    int count;
    bool bare; /* its lines write no 0 before the point, as the grids above them */
} derived;

/* Begins a line with these words. */
derived_line *derived_begin(derived *d, const char *words);

void derived_put(derived_line *line, const char *words);

/* A number in the colour of that mark: "input", "filter" and so on. */
void derived_number(derived_line *line, const char *mark, float value);

/* " = " or " ≈ " and the result; numbers behind it belong to another equation. */
void derived_result(derived_line *line, float value);

/* A line of words in a quieter colour. */
void derived_quiet(derived *d, const char *words);

/* Draws the lines one under the other, from the top of `at`, and cuts them off. */
void derived_draw(const derived *d, const stage *s, rect *at);

#endif
