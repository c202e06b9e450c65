/* An answer as it was typed: a number, a fraction, a percentage, or a size as in "3 × 3". A comma may stand before the
 * decimals or between thousands, so that a text can have two readings. */
#ifndef ANSWER_H
#define ANSWER_H

#include <stdbool.h>

enum { ANSWER_READINGS = 3, ANSWER_SIDES = 3 };

typedef enum answer_kind {
    ANSWER_EMPTY,
    ANSWER_NUMBER,
    ANSWER_SIZE,
    ANSWER_WORDS,       /* it is none of them */
    ANSWER_UNFINISHED,  /* it ends in a sign, as in "3/" */
    ANSWER_ZERO_DIVIDES /* "3/0" */
} answer_kind;

typedef struct typed_answer {
    answer_kind kind;
    double value[ANSWER_READINGS]; /* of a size that of its first side */
    int readings;
    double side[ANSWER_SIDES];
    int sides; /* 0: it is no size */
} typed_answer;

typed_answer answer_read(const char *text);

#endif
