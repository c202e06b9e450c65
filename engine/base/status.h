/* What a function that can fail returns: a code for the program and a sentence for the person. */
#ifndef CNN_STATUS_H
#define CNN_STATUS_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

typedef enum cnn_code {
    CNN_OK,
    CNN_BAD_INPUT, /* a file, a flag or a number that the person gave is not usable */
    CNN_NO_MEMORY,
    CNN_IO, /* the system refused to read or write */
} cnn_code;

enum { CNN_MESSAGE_MAX = 800 };

typedef struct cnn_status {
    cnn_code code;
    char message[CNN_MESSAGE_MAX]; /* UTF-8, empty when code is CNN_OK; "file:line: reason" where a file is at fault */
} cnn_status;

#if defined(__GNUC__)
#define CNN_PRINTF(format_at, first_at) __attribute__((format(printf, format_at, first_at)))
#else
#define CNN_PRINTF(format_at, first_at)
#endif

cnn_status cnn_ok(void);
bool cnn_failed(cnn_status status);

/* A failure with a sentence; one that is too long is cut at a whole character, and what cannot be printed becomes "?".
 */
cnn_status cnn_fail(cnn_code code, const char *format, ...) CNN_PRINTF(2, 3);

/* The failure of an allocation of `bytes` bytes for `what`. */
cnn_status cnn_no_memory(const char *what, size_t bytes);

/* True for UTF-8 without control characters other than line ends and tabs, and without those that turn the direction of
 * writing. */
bool cnn_is_printable(const char *text);

/* Bounded formatting into `text` (`size` bytes, always terminated); returns the length written. */
size_t cnn_format(char *text, size_t size, const char *format, ...) CNN_PRINTF(3, 4);

size_t cnn_format_list(char *text, size_t size, const char *format, va_list arguments);

/* The letter as written inside a quoted JSON or YAML string: escaped where necessary. */
enum { CNN_QUOTED = 8 };
const char *cnn_quoted(char letter, char room[CNN_QUOTED]);

/* Appends to the terminated string in `text`. */
void cnn_append(char *text, size_t size, const char *format, ...) CNN_PRINTF(3, 4);

/* The shortest decimal that reads back as the same float: "0.1", "-3", "1e-08", "NaN", "Infinity", "-Infinity".
 * `text` needs CNN_FLOAT_TEXT bytes; returns `text`. */
enum { CNN_FLOAT_TEXT = 24 };
const char *cnn_float_text(float value, char text[CNN_FLOAT_TEXT]);

#endif
