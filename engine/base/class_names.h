/* What classes are called: a list that never changes once it is made, shared by all who show it. */
#ifndef CNN_CLASS_NAMES_H
#define CNN_CLASS_NAMES_H

/* No network or data set has more classes. */
enum { CNN_CLASSES_MAX = 1000 };

typedef struct cnn_class_names cnn_class_names;

/* A copy of `count` names; NULL without memory. Whoever made it drops it. */
cnn_class_names *cnn_class_names_new(const char *const *names, int count);

/* Numbers as names: `first`, `first` + 1 and so on. */
cnn_class_names *cnn_class_numbers(int first, int count);

/* One holder more, from any thread; NULL stays NULL. */
cnn_class_names *cnn_class_names_keep(const cnn_class_names *names);
void cnn_class_names_drop(cnn_class_names *names);

/* How many there are, and one of them; NULL where `at` has none, or where `names` is NULL. */
int cnn_class_count(const cnn_class_names *names);
const char *cnn_class_name(const cnn_class_names *names, int at);

#endif
