/* Two things that lessons may write and CommonMark reads otherwise: a dollar sign that is one, and blanks in the name of
 * a picture. Each such byte is marked, with a byte that UTF-8 has not, before the text is read, and unmarked after. */
#ifndef PROSE_MARKS_H
#define PROSE_MARKS_H

#include "status.h"

#include <stddef.h>

/* Marks `length` bytes of UTF-8, in place. Between dollar signs stands a formula when the first is not followed by a
 * blank, the second neither follows one nor is followed by a digit, and no third stands between them. */
void prose_mark(char *text, size_t length);

/* Gives the marked bytes of a part back. */
void prose_unmark(char *text, size_t length);

/* What is left of LaTeX in a text outside formulas and code, or a formula that nothing closes: a sentence of it. */
cnn_status prose_leftover(const char *text, size_t length);

#endif
