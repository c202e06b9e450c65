/* The slips of each kind of arithmetic. */
#ifndef FEEDBACK_PARTS_H
#define FEEDBACK_PARTS_H

#include "feedback.h"

/* A wrong number, what it comes from, and whether that slip can be made here. */
typedef struct named_slip {
    double number;
    bool possible;
    const char *key; /* of a string without marks */
} named_slip;

/* What was answered. */
typedef struct wrong_number {
    const bench *b;
    const lesson_scene *scene;
    double given, right;
    feedback_near *near;
    char *hint; /* FEEDBACK_MAX */
} wrong_number;

/* Names the first slip that gives the number; false: none does. */
bool feedback_named(const wrong_number *w, const named_slip *slips, int count);

/* Each writes a hint, the first step of the right way where no slip fits. */
void feedback_sum(const wrong_number *w, const cnn_step *step);
void feedback_pool(const wrong_number *w, const cnn_step *step);
void feedback_element(const wrong_number *w, const cnn_step *step);
void feedback_terms(const wrong_number *w, const cnn_step *step);
void feedback_update(const wrong_number *w, const cnn_step *step);
void feedback_gradient(const wrong_number *w);
void feedback_size(const wrong_number *w);
void feedback_count(const wrong_number *w);

#endif
