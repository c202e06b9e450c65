/* Numbers as people read them, with a true minus sign. A number that stands alone has as many digits as it needs and there
 * is room for; those of one grid all have the same count of decimals. */
#ifndef NUMBERS_H
#define NUMBERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { NUMBER_TEXT = 24 };

/* At most `digits` places after the point, trailing zeros cut; "−0" is "0". One that would be 0 keeps its first digit:
 * 0.0004. Returns whether the text is exactly the number. */
bool number_text(float value, int digits, char text[NUMBER_TEXT]);

/* At most `digits` digits from the first that is not 0: 0.0003571. Returns whether the text is exactly the number. */
bool number_significant(float value, int digits, char text[NUMBER_TEXT]);

/* How the numbers of one grid are written. */
typedef struct number_format {
    int decimals;
    int power; /* they are written in units of 10^power, which the caption names */
    bool bare; /* no 0 before the point: .84 */
    bool plus; /* positive ones have their sign too */
} number_format;

/* The fewest decimals, at most `most`, with which all the numbers are exact; else `most`, or fewer for large numbers. Where
 * all are small they are counted in units of a power of ten. */
number_format number_format_of(const float *values, size_t count, int most);

/* Writes a number of that grid; returns whether the text is exactly the number. */
bool number_in(float value, number_format format, char text[NUMBER_TEXT]);

/* Takes the 0 before the point away: "−.84". */
void number_bare(char text[NUMBER_TEXT]);

/* Letters of the longest of the numbers, as number_in writes them. */
int number_letters(const float *values, size_t count, number_format format);

/* "×10⁻³", or nothing where the power is 0. */
void number_power(int power, char text[NUMBER_TEXT]);

/* 1284 as "1,284". */
void number_grouped(int64_t value, char text[NUMBER_TEXT]);

#endif
