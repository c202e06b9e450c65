/* What classes are called: a list that never changes once it is made, shared by all who show it. */
#ifndef CNN_CLASS_NAMES_H
#define CNN_CLASS_NAMES_H

#include <stdbool.h>

/* No data set has more classes, and of no network are more outputs called by name. */
enum { CNN_CLASSES_MAX = 1000, CNN_OUTPUT_NAMES_MAX = 65536 };

typedef struct cnn_class_names cnn_class_names;

/* A copy of `count` names; NULL without memory. Whoever made it drops it. */
cnn_class_names *cnn_class_names_new(const char *const *names, int count);

/* Whether they are the same names in the same order; true for NULL and NULL. */
bool cnn_class_names_equal(const cnn_class_names *a, const cnn_class_names *b);

/* Whether they say nothing: each is a number. */
bool cnn_class_names_are_numbers(const cnn_class_names *names);

/* Numbers as names: `first`, `first` + 1 and so on. */
cnn_class_names *cnn_class_numbers(int first, int count);

/* One holder more, from any thread; NULL stays NULL. */
cnn_class_names *cnn_class_names_keep(const cnn_class_names *names);
void cnn_class_names_drop(cnn_class_names *names);

/* How many there are, and one of them; NULL where `at` has none, or where `names` is NULL. */
int cnn_class_count(const cnn_class_names *names);
const char *cnn_class_name(const cnn_class_names *names, int at);

#endif
