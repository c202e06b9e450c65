/* Bytes are escaped and undone one by one; whether they are UTF-8 is asked of the whole. */
#include "link_text.h"

#include "assets.h"
#include "utf8.h"

#include <stdlib.h>
#include <string.h>

const char *link_quote(const char *text, char room[LINK_QUOTE]) {
    enum { LETTERS = 40 };
    char one[8];
    room[0] = '\0';
    for (int i = 0; *text && i < LETTERS; i++) {
        const char *from = text;
        bool broken = cnn_utf8_next(&text) == CNN_UTF8_BROKEN;
        cnn_format(one, sizeof one, "%.*s", (int)(text - from), from);
        cnn_append(room, LINK_QUOTE, "%s", broken || !cnn_is_printable(one) || strpbrk(one, "\n\t") ? "?" : one);
    }
    cnn_append(room, LINK_QUOTE, "%s", *text ? "…" : "");
    return room;
}

static int hexadecimal(char letter) {
    static const char digits[] = "0123456789abcdef0123456789ABCDEF";
    const char *found = letter ? strchr(digits, letter) : NULL;
    return found ? (int)(found - digits) % 16 : -1;
}

static bool is_text(const char *text) {
    for (const char *c = text; *c;)
        if (cnn_utf8_next(&c) == CNN_UTF8_BROKEN)
            return false;
    return cnn_is_printable(text) && !strpbrk(text, "\n\t");
}

cnn_status link_decode(char *text) {
    char quoted[LINK_QUOTE], *to = text;
    link_quote(text, quoted);
    for (const char *from = text; *from; from++) {
        bool escaped = *from == '%';
        int high = escaped ? hexadecimal(from[1]) : 0, low = escaped && high >= 0 ? hexadecimal(from[2]) : 0;
        if (high < 0 || low < 0)
            return cnn_fail(CNN_BAD_INPUT, tr("link.escape"), quoted);
        char letter = escaped ? (char)(high * 16 + low) : *from;
        if (!letter)
            return cnn_fail(CNN_BAD_INPUT, tr("link.letters"), quoted);
        from += escaped ? 2 : 0;
        *to++ = letter;
    }
    *to = '\0';
    return is_text(text) ? cnn_ok() : cnn_fail(CNN_BAD_INPUT, tr("link.letters"), quoted);
}

void link_encode(const char *text, char *to, size_t size) {
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~,=/";
    for (; *text; text++)
        cnn_append(to, size, strchr(plain, *text) ? "%c" : "%%%02X", (unsigned char)*text);
}

int64_t link_whole(const char *text, int64_t most) {
    size_t digits = strspn(text, "0123456789");
    bool fine = digits && digits < 12 && !text[digits] && (digits == 1 || text[0] != '0');
    int64_t number = fine ? strtoll(text, NULL, 10) : -1;
    return number <= most ? number : -1;
}
