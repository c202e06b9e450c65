/* How the test pictures are named: what each is and was called, and how often each class is called what. It never changes
 * once it is made, and is shared by the thread that made it and the window. */
#ifndef JUDGED_H
#define JUDGED_H

#include <stdint.h>

/* A test picture and what it was called. */
typedef struct judged_picture {
    int picture, label, named; /* of the test set; its class; the class it was taken for */
    float output;              /* of that class */
    float confidence;          /* the larger, the surer */
} judged_picture;

typedef struct judged {
    int classes;
    int of; /* how many pictures: the first of the test set */
    judged_picture *pictures;
    int *counts; /* [class][named], classes x classes */
} judged;

/* With room for `of` pictures and nothing counted; NULL without memory. Whoever made it drops it. */
judged *judged_new(int classes, int of);
judged *judged_keep(judged *j);
void judged_drop(judged *j);

/* Adds the next picture. What was called something that is no class of the data has no count. */
void judged_add(judged *j, judged_picture p);

static inline int judged_count(const judged *j, int label, int named) {
    return j->counts[(int64_t)label * j->classes + named];
}

/* How many of a class are counted. */
int judged_all(const judged *j, int label);

/* The pictures of a class that were called `named`, the surest first; returns how many of `most` there are. */
int judged_surest(const judged *j, int label, int named, judged_picture *list, int most);

/* The most frequent mistake among classes of these rows and columns; without one what is called right most often. */
void judged_worst(const judged *j, int row, int rows, int column, int columns, int *label, int *named);

#endif
