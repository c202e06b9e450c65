/* What the C library writes gets its minus sign at the end. */
#include "numbers.h"

#include "status.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Every hyphen becomes a minus sign. */
static void put_minus(char text[NUMBER_TEXT]) {
    char plain[NUMBER_TEXT];
    memcpy(plain, text, NUMBER_TEXT);
    text[0] = '\0';
    for (const char *c = plain; *c; c++)
        cnn_append(text, NUMBER_TEXT, *c == '-' ? "−" : "%c", *c);
}

static bool no_number(float value, char text[NUMBER_TEXT]) {
    if (isfinite(value))
        return false;
    cnn_format(text, NUMBER_TEXT, "%s", isnan(value) ? "NaN" : value > 0 ? "∞" : "−∞");
    return true;
}

static bool finish(float value, char text[NUMBER_TEXT]) {
    if (text[0] == '-' && !strpbrk(text, "123456789"))
        memmove(text, text + 1, strlen(text));
    bool exact = strtof(text, NULL) == value;
    put_minus(text);
    return exact;
}

/* The digits of a power, raised. */
static void append_raised(char *text, size_t size, int power) {
    static const char *const raised[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    int most = abs(power);
    cnn_append(text, size, "%s%s%s", power < 0 ? "⁻" : "", most > 9 ? raised[most / 10 % 10] : "", raised[most % 10]);
}

/* "6e-08" becomes 6·10⁻⁸. */
static bool raise_exponent(float value, char text[NUMBER_TEXT]) {
    bool exact = strtof(text, NULL) == value;
    char *exponent = strchr(text, 'e');
    int power = exponent ? atoi(exponent + 1) : 0;
    if (exponent)
        *exponent = '\0';
    put_minus(text);
    cnn_append(text, NUMBER_TEXT, "·10");
    append_raised(text, NUMBER_TEXT, power);
    return exact;
}

static bool with_exponent(float value, char text[NUMBER_TEXT]) {
    cnn_format(text, NUMBER_TEXT, "%.0e", (double)value);
    return raise_exponent(value, text);
}

static const float LARGE = 1e6f, SMALL = 1e-6f;

bool number_text(float value, int digits, char text[NUMBER_TEXT]) {
    if (no_number(value, text))
        return true;
    float size = fabsf(value);
    if (size >= LARGE || (size != 0 && size < SMALL))
        return with_exponent(value, text);
    if (size != 0 && size < 0.5f * powf(10, (float)-digits))
        digits = (int)ceilf(-log10f(size));
    cnn_format(text, NUMBER_TEXT, "%.*f", size >= 100 && digits > 1 ? 1 : digits, (double)value);
    char *point = strchr(text, '.');
    if (point) {
        char *last = text + strlen(text) - 1;
        while (*last == '0')
            *last-- = '\0';
        if (last == point)
            *last = '\0';
    }
    return finish(value, text);
}

bool number_significant(float value, int digits, char text[NUMBER_TEXT]) {
    if (no_number(value, text))
        return true;
    cnn_format(text, NUMBER_TEXT, "%.*g", digits, (double)value);
    return strchr(text, 'e') ? raise_exponent(value, text) : finish(value, text);
}

static float largest(const float *values, size_t count) {
    float most = 0;
    for (size_t i = 0; i < count; i++) {
        float size = fabsf(values[i]);
        most = isfinite(size) && size > most ? size : most;
    }
    return most;
}

/* Whether so many decimals say all of the numbers exactly. */
static bool is_exact(const float *values, size_t count, int decimals) {
    double ten = pow(10, decimals);
    for (size_t i = 0; i < count; i++) {
        double value = (double)values[i];
        if (isfinite(value) && fabs(value) < 1e9 && (float)(round(value * ten) / ten) != values[i])
            return false;
    }
    return true;
}

number_format number_format_of(const float *values, size_t count, int most) {
    number_format f = {0};
    float size = largest(values, count);
    while (f.decimals < most && !is_exact(values, count, f.decimals))
        f.decimals++;
    if (f.decimals == most && size > 0 && size < 0.1f && !is_exact(values, count, most)) {
        f.power = (int)floorf(log10f(size));
        f.power = f.power < -30 ? -30 : f.power;
        return f;
    }
    int room = size >= 10000 ? 0 : size >= 100 ? 1 : most;
    f.decimals = f.decimals > room ? room : f.decimals;
    return f;
}

void number_bare(char text[NUMBER_TEXT]) {
    char *zero = strstr(text, "0.");
    if (zero && (zero == text || zero[-1] < '0' || zero[-1] > '9'))
        memmove(zero, zero + 1, strlen(zero));
}

bool number_in(float value, number_format f, char text[NUMBER_TEXT]) {
    if (no_number(value, text))
        return true;
    double shown = (double)value * pow(10, -f.power);
    if (fabs(shown) >= (double)LARGE)
        return with_exponent(value, text);
    cnn_format(text, NUMBER_TEXT, "%.*f", f.decimals, shown);
    bool exact = finish((float)shown, text);
    if (f.bare && !strpbrk(text, "123456789"))
        memcpy(text, "0", 2); /* no .00 */
    else if (f.bare)
        number_bare(text);
    if (f.plus && value > 0 && strlen(text) + 1 < NUMBER_TEXT) {
        memmove(text + 1, text, strlen(text) + 1);
        text[0] = '+';
    }
    return exact;
}

static int letters_of(const char *text) {
    int letters = 0;
    for (; *text; text++)
        letters += ((unsigned char)*text & 0xc0) != 0x80;
    return letters;
}

int number_letters(const float *values, size_t count, number_format f) {
    float most[2] = {0, 0}; /* of the positive and the negative ones: the longest texts */
    bool odd = false;
    for (size_t i = 0; i < count; i++) {
        float size = fabsf(values[i]);
        odd |= !isfinite(size);
        if (isfinite(size) && size > most[values[i] < 0])
            most[values[i] < 0] = size;
    }
    char text[NUMBER_TEXT];
    int longest = odd ? 3 : 1;
    for (int i = 0; i < 2; i++) {
        number_in(i ? -most[i] : most[i], f, text);
        int letters = letters_of(text);
        longest = letters > longest ? letters : longest;
    }
    return longest;
}

void number_power(int power, char text[NUMBER_TEXT]) {
    text[0] = '\0';
    if (!power)
        return;
    cnn_append(text, NUMBER_TEXT, "×10");
    append_raised(text, NUMBER_TEXT, power);
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
