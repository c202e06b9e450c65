/* Letters of a link: what is escaped in an address of the web, and how much of a stranger's text a sentence quotes. */
#ifndef LINK_TEXT_H
#define LINK_TEXT_H

#include "status.h"

#include <stdint.h>

enum { LINK_QUOTE = 176 };

/* At most 40 letters; what cannot be printed becomes "?". Returns `room`. */
const char *link_quote(const char *text, char room[LINK_QUOTE]);

/* Undoes %XX in place; fails where no two hexadecimal digits follow, and where the result is no text that can be printed
 * on one line. */
cnn_status link_decode(char *text);

/* Appends the text as it can stand in a part of a link. */
void link_encode(const char *text, char *to, size_t size);

/* A whole number as it is written, without zeros in front, 0 .. most; -1: it is none. */
int64_t link_whole(const char *text, int64_t most);

#endif
