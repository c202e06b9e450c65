/* The position is counted as everywhere on the screen: from 0, without the padding. */
#include "cell_tip.h"

#include "numbers.h"

#include <math.h>

/* Ten digits tell any two floats apart, and a number that was typed comes out as it was typed. */
enum { DIGITS = 9, TYPED = 7 };

static void write_number(float value, char text[NUMBER_TEXT]) {
    if (!number_significant(value, TYPED, text))
        number_significant(value, DIGITS, text);
}

static void tell(const view *v, const grid *g, const char *name, int row, int column, const char *text) {
    char cell[UI_NAME];
    cnn_format(cell, sizeof cell, "%s %d,%d", name, row, column);
    ui_tip_of(v->ui, cell, grid_cell(g, (float)row, (float)column), g->area, text);
}

static void write_cell(char text[UI_TIP], int row, int column, float value, const float *weight) {
    char number[NUMBER_TEXT], times[NUMBER_TEXT], product[NUMBER_TEXT];
    write_number(value, number);
    tr_format(text, UI_TIP, "tip.cell", row, column, number);
    if (weight) {
        write_number(*weight, times);
        bool exact = number_significant(value * *weight, TYPED, product) && isfinite(value * *weight);
        bool minus = *weight < 0;
        cnn_append(text, UI_TIP, "\n%s × %s%s%s %s **%s**", number, minus ? "(" : "", times, minus ? ")" : "",
            exact ? "=" : "≈", product);
    }
}

void cell_tip(const view *v, const grid *g, const char *name, int row, int column, float value, const float *weight) {
    char text[UI_TIP];
    write_cell(text, row, column, value, weight);
    tell(v, g, name, row, column, text);
}

void cell_tip_lens(
    const view *v, const grid *g, const char *name, int row, int column, cnn_tap of, float value, const float *weight) {
    char text[UI_TIP];
    if (of.padding)
        tr_format(text, sizeof text, "tip.padding", of.row, of.column);
    else
        write_cell(text, of.row, of.column, value, weight);
    tell(v, g, name, row, column, text);
}

void cell_tip_padding(const view *v, const grid *g, const char *name, int row, int column) {
    char text[UI_TIP];
    tr_format(text, sizeof text, "tip.padding", row, column);
    tell(v, g, name, row, column, text);
}
