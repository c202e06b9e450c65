/* The numbers that a softmax or a loss makes of each class, term by term, at the pixel of the present step. */
#ifndef CLASS_TERMS_H
#define CLASS_TERMS_H

#include "unit_table.h"

typedef struct class_terms {
    const stage *s;
    const cnn_segment *segment;
    cnn_call call;
    int node, count;                  /* classes */
    int64_t plane, pixel;             /* numbers of a class are so far apart; which of them */
    int max, exp, sum, quotient, log; /* terms of these names, or -1 */
} class_terms;

/* Of a node in a phase; false where it has no steps there. */
bool class_terms_of(const stage *s, int node, cnn_phase phase, class_terms *out);

/* Whether the term has a number for each class; else it has one for all. */
bool class_term_each(const class_terms *t, int term);

/* The number of a term; of a class where it has one for each. */
float class_term(const class_terms *t, int term, int64_t of);

/* All numbers of a step of that term. */
cnn_numbers class_numbers(const class_terms *t, int term, int64_t of);

/* The arithmetic of one class from its score to its share, and to the loss of the right class. Of the terms before `done`
 * the results are told; that of `now` is marked (-1: none). Returns how many lines there are. */
enum { CLASS_STEPS = 5 };
int class_step_lines(const class_terms *t, int of, float score, int done, int now, step_line lines[CLASS_STEPS]);

/* A bar of the share of one class, and the share in percent at its right. */
void draw_share(const class_terms *t, rect at, float share, bool known, bool largest, bool truth);
float share_text_width(const stage *s);

/* The class with the largest score. */
int class_largest(const class_terms *t);

#endif
