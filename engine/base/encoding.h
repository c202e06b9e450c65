/* What a text file is written in, where it is not the UTF-8 that Stride reads: Windows and Excel in Korea save CP949, the
 * old Notepad UTF-16. Sources: RFC 3629, RFC 2781, Unicode's mapping table of CP949. */
#ifndef CNN_ENCODING_H
#define CNN_ENCODING_H

#include <stddef.h>

/* NULL: the bytes are UTF-8, perhaps behind a byte order mark. Else a sentence about the file, "this file is ...", which
 * says what to do; *at is where it shows. */
const char *cnn_encoding_fault(const void *bytes, size_t length, size_t *at);

/* How many bytes a byte order mark of UTF-8 takes: 3, or 0 where there is none. */
size_t cnn_byte_order_mark(const void *bytes, size_t length);

#endif
