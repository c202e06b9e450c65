/* The only file of the engine that uses printf-style formatting. */
#include "status.h"

#include "utf8.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

cnn_status cnn_ok(void) {
    cnn_status status = {.code = CNN_OK};
    return status;
}

bool cnn_failed(cnn_status status) {
    return status.code != CNN_OK;
}

static void cut_at_whole_character(char *text, size_t size, size_t wanted) {
    if (wanted < size)
        return;
    size_t end = size - 1, lead = end;
    while (lead > 0 && ((unsigned char)text[lead - 1] & 0xC0) == 0x80)
        lead--;
    unsigned char first = lead > 0 ? (unsigned char)text[lead - 1] : 0;
    size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1;
    if (lead > 0 && lead - 1 + length > end)
        text[lead - 1] = '\0';
}

/* The bytes of the complete, printable character that begins here; 0: none does. Control characters, those that change
 * the direction of writing, and Unicode's noncharacters do not count as printable. */
static size_t printable_at(const char *text) {
    const char *behind = text;
    uint32_t code = cnn_utf8_next(&behind);
    size_t length = (size_t)(behind - text);
    bool broken = code == CNN_UTF8_BROKEN && length == 1, control = code < 0x20 || (code >= 0x7F && code < 0xA0),
         none = code == 0xFFFE || code == 0xFFFF,
         turns = code == 0x061C || code == 0x200E || code == 0x200F || (code >= 0x2028 && code <= 0x202E) ||
                 (code >= 0x2066 && code <= 0x2069);
    return broken || control || none || turns ? 0 : length;
}

bool cnn_is_printable(const char *text) {
    for (size_t length; *text; text += length) {
        length = *text == '\n' || *text == '\t' ? 1 : printable_at(text);
        if (!length)
            return false;
    }
    return true;
}

/* A sentence is shown on a terminal, and text from a file or a name must not control it. A cut or unprintable character
 * becomes one question mark. */
static void make_printable(char *text) {
    char *to = text;
    for (const char *from = text; *from;) {
        size_t length = printable_at(from);
        if (length)
            memmove(to, from, length);
        else if (to == text || to[-1] != '?')
            *to = '?';
        else
            to--;
        to += length ? length : 1;
        from += length ? length : 1;
    }
    *to = '\0';
}

size_t cnn_format_list(char *text, size_t size, const char *format, va_list arguments) {
    if (size == 0)
        return 0;
    int wanted = vsnprintf(text, size, format, arguments);
    if (wanted < 0) {
        text[0] = '\0';
        return 0;
    }
    cut_at_whole_character(text, size, (size_t)wanted);
    return strlen(text);
}

cnn_status cnn_fail(cnn_code code, const char *format, ...) {
    cnn_status status = {.code = code};
    va_list arguments;
    va_start(arguments, format);
    cnn_format_list(status.message, sizeof status.message, format, arguments);
    va_end(arguments);
    make_printable(status.message);
    return status;
}

cnn_status cnn_no_memory(const char *what, size_t bytes) {
    return cnn_fail(CNN_NO_MEMORY, "not enough memory for %s (%.1f MiB)", what, (double)bytes / (1024.0 * 1024.0));
}

size_t cnn_format(char *text, size_t size, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    size_t length = cnn_format_list(text, size, format, arguments);
    va_end(arguments);
    return length;
}

const char *cnn_quoted(char letter, char room[CNN_QUOTED]) {
    unsigned char code = (unsigned char)letter;
    if (letter == '\n' || letter == '\t')
        cnn_format(room, CNN_QUOTED, letter == '\n' ? "\\n" : "\\t");
    else if (code < 0x20 || code == 0x7F)
        cnn_format(room, CNN_QUOTED, "\\u%04x", (unsigned)code);
    else
        cnn_format(room, CNN_QUOTED, letter == '"' || letter == '\\' ? "\\%c" : "%c", letter);
    return room;
}

void cnn_append(char *text, size_t size, const char *format, ...) {
    size_t used = strlen(text);
    if (used + 1 >= size)
        return;
    va_list arguments;
    va_start(arguments, format);
    cnn_format_list(text + used, size - used, format, arguments);
    va_end(arguments);
}

const char *cnn_float_text(float value, char text[CNN_FLOAT_TEXT]) {
    if (isnan(value))
        return strcpy(text, "NaN");
    if (isinf(value))
        return strcpy(text, value > 0 ? "Infinity" : "-Infinity");
    if (value == truncf(value) && fabsf(value) < 1e9f) { /* ten is 10, not 1e+01, which is as short a text */
        snprintf(text, CNN_FLOAT_TEXT, "%.0f", (double)value);
        return text;
    }
    for (int digits = 1; digits <= 9; digits++) {
        snprintf(text, CNN_FLOAT_TEXT, "%.*g", digits, (double)value);
        if (strtof(text, NULL) == value)
            break;
    }
    return text;
}
