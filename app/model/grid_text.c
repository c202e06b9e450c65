/* The separator is the same for the whole text and is found first; a cell is what stands between two of them. */
#include "grid_text.h"

#include "assets.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static const float LARGEST = 1e6f; /* as of numbers that are typed */
static const char MINUS[] = "−";   /* as Stride and good spreadsheets write it */

static bool is_space(char letter) {
    return letter == ' ' || letter == '\r';
}

static bool in_number(char letter) {
    return (letter >= '0' && letter <= '9') || letter == '.' || letter == '-';
}

/* A space that stands between two numbers, not behind a comma. */
static bool has_lone_space(const char *text) {
    for (const char *c = text; *c; c++) {
        if (*c != ' ' || c == text || !(in_number(c[-1])))
            continue;
        const char *next = c + strspn(c, " ");
        if (in_number(*next) || !strncmp(next, MINUS, sizeof MINUS - 1))
            return true;
    }
    return false;
}

static char separator_of(const char *text) {
    return strchr(text, '\t') ? '\t' : strchr(text, ';') ? ';' : strchr(text, ',') && !has_lone_space(text) ? ',' : ' ';
}

/* What stands before the next separator or the end of the line; moves behind it. `last`: the line ends here. */
static void next_cell(const char **text, char separator, char cell[48], bool *last) {
    size_t length = 0;
    *text += strspn(*text, " \r");
    const char *c = *text;
    for (; *c && *c != '\n' && *c != separator; c++)
        if (length + 1 < 48)
            cell[length++] = *c;
    while (length && is_space(cell[length - 1]))
        length--;
    cell[length] = '\0';
    if (separator == ' ')
        c += strspn(c, " \r");
    *last = !*c || *c == '\n';
    *text = *last ? c : c + (separator != ' ');
}

static bool number_of(const char *cell, char separator, float *value) {
    char plain[48];
    size_t length = 0;
    for (const char *c = cell; *c; c++) {
        bool minus = !strncmp(c, MINUS, sizeof MINUS - 1);
        plain[length++] = (char)(minus ? '-' : *c == ',' && separator != ',' ? '.' : *c);
        c += minus ? sizeof MINUS - 2 : 0;
    }
    plain[length] = '\0';
    char *number_end;
    bool plausible = length > 0 && strspn(plain, "+-.0123456789eE") == length;
    *value = plausible ? strtof(plain, &number_end) : 0;
    return plausible && !*number_end && fabsf(*value) <= LARGEST;
}

static cnn_status wrong_cell(int row, int column, char *cell) {
    for (char *c = cell; *c; c++)
        *c = (char)(*c < 32 || *c > 126 ? '?' : *c);
    return cnn_fail(CNN_BAD_INPUT, tr(*cell ? "paste.number" : "paste.empty"), row, column, cell);
}

/* One line; `columns` is 0 for the first one, which says how many there are. */
static cnn_status read_row(const char **text, char separator, int row, int *columns, float *values, int room) {
    char cell[48];
    int count = 0;
    for (bool last = false; !last; count++) {
        float value;
        next_cell(text, separator, cell, &last);
        if (!number_of(cell, separator, &value))
            return wrong_cell(row + 1, count + 1, cell);
        if (count >= room)
            return cnn_fail(CNN_BAD_INPUT, tr("paste.many"), GRID_TEXT_NUMBERS);
        values[count] = value;
    }
    if (row && count != *columns)
        return cnn_fail(CNN_BAD_INPUT, tr("paste.ragged"), row + 1, count, *columns);
    *columns = count;
    return cnn_ok();
}

cnn_status grid_text_read(const char *text, int *rows, int *columns, float **values) {
    *rows = *columns = 0;
    *values = NULL;
    text += strspn(text, "\r\n");
    size_t most = strlen(text) / 2 + 1; /* a number and what follows it */
    most = most < GRID_TEXT_NUMBERS ? most : GRID_TEXT_NUMBERS;
    if (!text[strspn(text, " \t\r\n")])
        return cnn_fail(CNN_BAD_INPUT, "%s", tr("paste.none"));
    float *read = malloc(most * sizeof *read);
    if (!read)
        return cnn_no_memory("the numbers", most * sizeof *read);
    char separator = separator_of(text);
    cnn_status status = cnn_ok();
    while (text[strspn(text, " \t\r\n")] && !cnn_failed(status)) {
        int at = *rows * *columns;
        status = read_row(&text, separator, *rows, columns, read + at, (int)most - at);
        text += *text == '\n';
        ++*rows;
    }
    if (cnn_failed(status))
        free(read);
    else
        *values = read;
    return status;
}

const char *grid_text_number(float value, char text[CNN_FLOAT_TEXT]) {
    enum { DECIMALS = 9 };
    char *plus = strchr(cnn_float_text(value, text), '+');
    if (plus)
        memmove(plus, plus + 1, strlen(plus));
    float size = fabsf(value);
    for (int i = 0; i <= DECIMALS && size >= 1e-4f && size < 1e7f && strchr(text, 'e'); i++) {
        char plain[CNN_FLOAT_TEXT];
        cnn_format(plain, sizeof plain, "%.*f", i, (double)value);
        if (strtof(plain, NULL) == value)
            cnn_format(text, CNN_FLOAT_TEXT, "%s", plain);
    }
    return text;
}

char *grid_text_write(const float *values, int rows, int columns) {
    size_t count = (size_t)rows * (size_t)columns, length = 0;
    char *text = malloc(count * CNN_FLOAT_TEXT + 1), number[CNN_FLOAT_TEXT];
    for (size_t i = 0; text && i < count; i++)
        length += cnn_format(text + length, CNN_FLOAT_TEXT + 1, "%s%c", grid_text_number(values[i], number),
            (i + 1) % (size_t)columns ? '\t' : '\n');
    return text;
}
