/* UTF-8, one character at a time. Source: RFC 3629. */
#ifndef CNN_UTF8_H
#define CNN_UTF8_H

#include <stdint.h>

/* The character that begins at *text, which is moved past it. A byte that begins no character gives CNN_UTF8_BROKEN and
 * is skipped alone; a real U+FFFD takes three bytes. */
enum { CNN_UTF8_BROKEN = 0xFFFD };
uint32_t cnn_utf8_next(const char **text);

#endif
