/* Numbers as people read them: whole ones without a decimal point, others with as many digits as there is room for, and
 * whether the number was rounded. */
#ifndef NUMBERS_H
#define NUMBERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { NUMBER_TEXT = 24 };

/* At most `digits` places after the point, trailing zeros cut; "-0" is "0". Returns whether the text is exactly the
 * number. */
bool number_text(float value, int digits, char text[NUMBER_TEXT]);

/* At most `digits` digits from the first that is not 0: 0.0003571. Returns whether the text is exactly the number. */
bool number_significant(float value, int digits, char text[NUMBER_TEXT]);

/* 1284 as "1,284". */
void number_grouped(int64_t value, char text[NUMBER_TEXT]);

#endif
