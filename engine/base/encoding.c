/* Text that is not UTF-8 is told apart by its marks, by the zero bytes of UTF-16, and by the byte pairs of CP949. */
#include "encoding.h"

#include "utf8.h"

#include <stdbool.h>
#include <string.h>

static const char UTF16[] = "this file is UTF-16, which Windows calls Unicode; save it as UTF-8",
                  UTF32[] = "this file is UTF-32; save it as UTF-8",
                  CP949[] = "this file is in the Korean encoding of Windows, CP949 (ANSI, EUC-KR); save it as UTF-8",
                  OTHER[] = "this file is not UTF-8; save it as UTF-8";

enum { SAMPLE = 4096 };

size_t cnn_byte_order_mark(const void *bytes, size_t length) {
    return length >= 3 && !memcmp(bytes, "\xEF\xBB\xBF", 3) ? 3 : 0;
}

/* Without a mark, plain letters in UTF-16 have a zero in every other byte, and in no other. */
static bool alternates(const unsigned char *bytes, size_t length) {
    size_t zeros[2] = {0, 0}, count = length < SAMPLE ? length : SAMPLE;
    for (size_t i = 0; i < count; i++)
        zeros[i % 2] += bytes[i] == 0;
    size_t more = zeros[0] > zeros[1] ? zeros[0] : zeros[1], less = zeros[0] + zeros[1] - more;
    return count >= 8 && more * 4 > count && less * 20 < more;
}

/* Whether all that is not ASCII are pairs of CP949, and half of them at least are Hangul: lead bytes 81 to C8. */
static bool is_korean(const unsigned char *bytes, size_t length) {
    size_t pairs = 0, hangul = 0;
    for (size_t i = 0; i < length; i++) {
        unsigned char lead = bytes[i], trail = i + 1 < length ? bytes[i + 1] : 0;
        if (lead < 0x80)
            continue;
        bool fits =
            lead >= 0x81 && lead <= 0xFE &&
            ((trail >= 0x41 && trail <= 0x5A) || (trail >= 0x61 && trail <= 0x7A) || (trail >= 0x81 && trail <= 0xFE));
        if (!fits)
            return false;
        pairs++;
        hangul += lead <= 0xC8;
        i++;
    }
    return pairs && hangul * 2 >= pairs;
}

/* Where the first byte stands that is not UTF-8; `length` where there is none. */
static size_t broken_at(const char *text, size_t length) {
    char last[8] = "";
    for (size_t at = 0; at < length;) {
        bool near_end = length - at < 4;
        if (near_end) /* a character that the end cuts must not be read past it */
            memcpy(last, text + at, length - at);
        const char *from = near_end ? last : text + at, *next = from;
        uint32_t code = (unsigned char)*from < 0x80 ? (next++, 0u) : cnn_utf8_next(&next);
        if (code == CNN_UTF8_BROKEN && next - from == 1)
            return at;
        at += (size_t)(next - from);
        memset(last, 0, sizeof last);
    }
    return length;
}

const char *cnn_encoding_fault(const void *bytes, size_t length, size_t *at) {
    const unsigned char *b = bytes;
    *at = 0;
    if (length >= 4 && (!memcmp(b, "\xFF\xFE\0\0", 4) || !memcmp(b, "\0\0\xFE\xFF", 4)))
        return UTF32;
    if (length >= 2 && ((b[0] == 0xFF && b[1] == 0xFE) || (b[0] == 0xFE && b[1] == 0xFF)))
        return UTF16;
    if (alternates(b, length))
        return UTF16;
    *at = broken_at(bytes, length);
    return *at == length ? NULL : is_korean(b, length) ? CP949 : OTHER;
}
