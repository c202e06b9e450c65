/* The minus sign stays the ASCII one inside cells, where every column counts. */
#include "numbers.h"

#include "status.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool number_text(float value, int digits, char text[NUMBER_TEXT]) {
    if (!isfinite(value)) {
        cnn_format(text, NUMBER_TEXT, "%s", isnan(value) ? "NaN" : value > 0 ? "∞" : "-∞");
        return true;
    }
    float size = fabsf(value);
    if (size != 0 && (size >= 1e6f || size < 0.5f * powf(10, (float)-digits))) {
        cnn_format(text, NUMBER_TEXT, "%.0e", (double)value);
        char *exponent = strchr(text, 'e');
        int power = exponent ? atoi(exponent + 1) : 0;
        if (exponent)
            cnn_format(exponent, NUMBER_TEXT - (size_t)(exponent - text), "e%d", power);
        return strtof(text, NULL) == value;
    }
    cnn_format(text, NUMBER_TEXT, "%.*f", size >= 100 && digits > 1 ? 1 : digits, (double)value);
    char *point = strchr(text, '.');
    if (point) {
        char *last = text + strlen(text) - 1;
        while (*last == '0')
            *last-- = '\0';
        if (last == point)
            *last = '\0';
    }
    if (!strcmp(text, "-0"))
        memcpy(text, "0", 2);
    return strtof(text, NULL) == value;
}

bool number_significant(float value, int digits, char text[NUMBER_TEXT]) {
    if (!isfinite(value))
        return number_text(value, digits, text);
    cnn_format(text, NUMBER_TEXT, "%.*g", digits, (double)value);
    if (!strcmp(text, "-0"))
        memcpy(text, "0", 2);
    return strtof(text, NULL) == value;
}

void number_grouped(int64_t value, char text[NUMBER_TEXT]) {
    char plain[NUMBER_TEXT];
    cnn_format(plain, sizeof plain, "%lld", (long long)value);
    size_t length = strlen(plain), at = 0;
    for (size_t i = 0; i < length && at + 2 < NUMBER_TEXT; i++) {
        if (i && plain[i - 1] != '-' && (length - i) % 3 == 0)
            text[at++] = ',';
        text[at++] = plain[i];
    }
    text[at] = '\0';
}
