/* Names of classes in the language in use. */
#ifndef CLASS_TEXT_H
#define CLASS_TEXT_H

#include "live.h"
#include "numbers.h"

/* The name of a class of a data set. */
const char *class_text(const char *name);

/* The same of output `at` of the live network, which may have more outputs than its data has classes: those have a
 * number, put into `number`. */
const char *class_text_of(const live_snapshot *s, int at, char number[16]);

/* Whether the outputs of a picture share 1 among the classes. Others are scores or distances. */
bool class_shares(const cnn_recording *seen);

/* An output beside its class: a percentage, with so many places behind the point, where it is a share; else the number. */
void class_output_text(bool share, float output, int places, char text[NUMBER_TEXT]);

#endif
