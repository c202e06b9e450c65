/* Numbers as spreadsheets and programs copy them: rows are lines, columns are separated by tabs, semicolons, commas or
 * spaces. A comma between the digits of a number is its decimal point where tabs, semicolons or spaces separate the
 * numbers. */
#ifndef GRID_TEXT_H
#define GRID_TEXT_H

#include "status.h"

enum { GRID_TEXT_NUMBERS = 1 << 20 };

/* Reads the numbers into `values`, [rows, columns] on the heap. A failure names row and column, counted from 1. */
cnn_status grid_text_read(const char *text, int *rows, int *columns, float **values);

/* The shortest decimal that reads back as the same float, without an exponent where people would write none; and without
 * a plus sign, which addresses of the web would lose. Returns `text`. */
const char *grid_text_number(float value, char text[CNN_FLOAT_TEXT]);

/* Lines of numbers separated by tabs, on the heap; each is the shortest decimal that reads back as the same float.
 * NULL: no memory. */
char *grid_text_write(const float *values, int rows, int columns);

#endif
