#include "utf8.h"

uint32_t cnn_utf8_next(const char **text) {
    const unsigned char *b = (const unsigned char *)*text;
    int extra = b[0] < 0x80                   ? 0
                : b[0] >= 0xF0 && b[0] < 0xF5 ? 3
                : b[0] >= 0xE0 && b[0] < 0xF0 ? 2
                : b[0] >= 0xC2 && b[0] < 0xE0 ? 1
                                              : -1;
    uint32_t code = extra == 0 ? b[0] : extra == 1 ? b[0] & 0x1Fu : extra == 2 ? b[0] & 0x0Fu : b[0] & 0x07u;
    for (int i = 1; i <= extra; i++) {
        if ((b[i] & 0xC0) != 0x80) {
            extra = -1;
            break;
        }
        code = code << 6 | (b[i] & 0x3Fu);
    }
    *text += extra < 0 ? 1 : extra + 1;
    return extra < 0 ? CNN_UTF8_BROKEN : code;
}
