/* Digits, a point, an exponent; most are a few digits. */
#include "text_numbers.h"

#include "elementary.h"

static bool is_digit(const char *at, const char *end) {
    return at < end && *at >= '0' && *at <= '9';
}

bool cnn_text_number(const char **at, const char *end, double *out) {
    const char *p = *at;
    bool negative = p < end && *p == '-', any = false;
    p += p < end && (*p == '-' || *p == '+');
    double value = 0, place = 1;
    for (; is_digit(p, end); p++, any = true)
        value = value * 10 + (*p - '0');
    if (p < end && *p == '.')
        for (p++; is_digit(p, end); p++, any = true)
            value += (*p - '0') * (place *= 0.1);
    if (!any)
        return false;
    const char *e = p + (p < end && (*p == 'e' || *p == 'E')), *digits = e + (e < end && (*e == '-' || *e == '+'));
    if (e > p && is_digit(digits, end)) {
        int power = 0;
        for (p = digits; is_digit(p, end); p++)
            power = power < 1000 ? power * 10 + (*p - '0') : power;
        value = *e == '-' ? value / cnn_power(10, power) : value * cnn_power(10, power);
    }
    *at = p;
    *out = negative ? -value : value;
    return true;
}
