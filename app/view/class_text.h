/* Names of classes in the language in use. */
#ifndef CLASS_TEXT_H
#define CLASS_TEXT_H

#include "live.h"

/* The name of a class of a data set. */
const char *class_text(const char *name);

/* The same of output `at` of the live network, which may have more outputs than its data has classes: those have a
 * number, put into `number`. */
const char *class_text_of(const live_snapshot *s, int at, char number[16]);

#endif
