/* What JSON has and YAML has not. */
#include "document.h"

#include <string.h>

/* Whether "\\u" and four hexadecimal digits begin at text[at]. */
static bool escape_at(const char *text, size_t at, size_t length, uint32_t *code) {
    static const char digits[] = "0123456789abcdef0123456789ABCDEF";
    *code = 0;
    if (at + 6 > length || text[at] != '\\' || text[at + 1] != 'u')
        return false;
    for (int i = 2; i < 6; i++) {
        const char *digit = memchr(digits, text[at + (size_t)i], sizeof digits - 1);
        if (!digit)
            return false;
        *code = *code << 4 | (uint32_t)(digit - digits) % 16;
    }
    return true;
}

size_t cnn_json_join_surrogates(char *text, size_t length) {
    size_t to = 0;
    for (size_t from = 0; from < length;) {
        uint32_t high, low;
        if (escape_at(text, from, length, &high) && high >> 10 == 0xD800 >> 10 &&
            escape_at(text, from + 6, length, &low) && low >> 10 == 0xDC00 >> 10) {
            uint32_t code = 0x10000 + ((high & 0x3FF) << 10 | (low & 0x3FF));
            for (int shift = 18; shift >= 0; shift -= 6)
                text[to++] = (char)(shift == 18 ? 0xF0 | code >> 18 : 0x80 | (code >> shift & 0x3F));
            from += 12;
            continue;
        }
        size_t step = text[from] == '\\' && from + 1 < length ? 2 : 1;
        memmove(text + to, text + from, step);
        to += step;
        from += step;
    }
    return to;
}
