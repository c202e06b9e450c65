/* Numbers in the text of a file, read the same in every locale. */
#ifndef CNN_TEXT_NUMBERS_H
#define CNN_TEXT_NUMBERS_H

#include <stdbool.h>

/* Reads a decimal number and moves `*at` behind it; false: there is none, and `*at` stays. */
bool cnn_text_number(const char **at, const char *end, double *out);

#endif
