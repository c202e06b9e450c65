/* Grading: the engine computes the right answer from the present bench. For a wrong answer the arithmetic is repeated
 * with one thing forgotten, and where that gives the answer, the hint says so. */
#ifndef GRADING_H
#define GRADING_H

#include "feedback.h"

/* True for questions answered by a number. */
bool grading_takes_number(ask kind);

/* The right number. */
cnn_status grading_number(const bench *b, const lesson_scene *scene, double *out);

/* Whole numbers must be met exactly, others to two places. */
bool grading_near(double given, double right);

/* Whether the number is right; else `hint` says what to look at. */
bool grading_given(const bench *b, const lesson_scene *scene, double given, char hint[FEEDBACK_MAX]);

/* Where an answer is clicked. */
typedef enum pick_place { PICKS_INPUT, PICKS_FILTER, PICKS_OUTPUT } pick_place;
pick_place grading_pick_place(pick_kind kind);

/* Whether that cell of it is a right answer. */
bool grading_picked(const bench *b, const lesson_scene *scene, int row, int column, char hint[FEEDBACK_MAX]);

/* Whether the bench meets the goal; else `hint` says how far off it is. */
bool grading_made(const bench *b, const lesson_scene *scene, char hint[FEEDBACK_MAX]);

/* The network that trains, as far as a goal speaks of it. */
typedef struct grading_training {
    bool known;      /* one trains, and was judged */
    double accuracy; /* percent */
    int64_t parameters;
} grading_training;

/* The goal is about that network. */
bool grading_wants_training(const question *q);

bool grading_trained(const grading_training *t, const question *q, char hint[FEEDBACK_MAX]);

#endif
