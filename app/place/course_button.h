/* A large button with its key in it. */
#ifndef COURSE_BUTTON_H
#define COURSE_BUTTON_H

#include "view.h"

/* Returns whether it was pressed. `key` NULL: it has none. `primary`: it is what one does next. */
bool course_button(const view *v, rect at, const char *name, const char *label, const char *key, bool primary);

#endif
