/* stride numbers PICTURE: a picture as numbers, to be put into a scene. */
#include "cli.h"
#include "cli_given.h"

#include "picture.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct wish {
    const char *file;
    int64_t rows, columns, channels, digits;
    bool ink, black;
} wish;

enum { LARGEST = 64 }; /* rows and columns of a bench */

/* One side given, the other keeps the shape of the picture. */
static cnn_status shape_of(const wish *w, cnn_shape *out) {
    picture_facts file;
    cnn_status status = picture_look(w->file, &file);
    if (cnn_failed(status))
        return status;
    int64_t rows = w->rows, columns = w->columns;
    if (!rows && !columns) {
        rows = file.rows;
        columns = file.columns;
    }
    rows = rows ? rows : (columns * file.rows + file.columns / 2) / file.columns;
    columns = columns ? columns : (rows * file.columns + file.rows / 2) / file.rows;
    *out = (cnn_shape){1,
        w->channels   ? (int)w->channels
        : file.colour ? 3
                      : 1,
        rows < 1 ? 1 : (int)rows, columns < 1 ? 1 : (int)columns};
    if (out->h > LARGEST || out->w > LARGEST)
        return cnn_fail(CNN_BAD_INPUT, "%s has %d x %d pixels, a scene holds %d x %d; make it smaller, as in --rows 16",
            w->file, out->h, out->w, LARGEST, LARGEST);
    return status;
}

static void print_row(const float *values, int count, double scale, bool ink) {
    for (int i = 0; i < count; i++) {
        char text[CNN_FLOAT_TEXT];
        double value = round((ink ? 1 - (double)values[i] : (double)values[i]) * scale) / scale;
        printf("%s%s", i ? ", " : "[", cnn_float_text((float)value, text));
    }
    printf("]");
}

static cnn_status print_picture(const wish *w) {
    cnn_shape shape;
    cnn_status status = cli_expect(w->file, CLI_PICTURE);
    if (!cnn_failed(status))
        status = shape_of(w, &shape);
    float *values = cnn_failed(status) ? NULL : malloc(cnn_shape_image(shape) * sizeof *values);
    if (cnn_failed(status))
        return status;
    status = values ? picture_read_on(w->file, (cnn_fitting){CNN_FITTING_USUAL, 0, false}, w->black, shape, values)
                    : cnn_no_memory(w->file, cnn_shape_image(shape));
    for (int c = 0; c < shape.c && !cnn_failed(status); c++)
        for (int y = 0; y < shape.h; y++) {
            printf("%s%s", y || c ? "       " : "input: ", y ? " " : c ? "" : "[");
            printf("%s", shape.c == 1 ? "" : y ? " " : c ? " [" : "[");
            print_row(values + ((size_t)c * (size_t)shape.h + (size_t)y) * (size_t)shape.w, shape.w,
                pow(10, (double)w->digits), w->ink);
            bool last = y + 1 == shape.h;
            printf("%s%s\n", last && shape.c > 1 ? "]" : "", last && c + 1 == shape.c ? "]" : ",");
        }
    free(values);
    return status;
}

int cli_numbers(int count, char **arguments) {
    wish w = {.digits = 2};
    const cli_option options[] = {
        {.name = "rows", .value = "N", .help = "scale to so many rows", .number = &w.rows, .low = 1, .high = LARGEST},
        {.name = "columns",
            .value = "N",
            .help = "scale to so many columns; one side alone keeps the shape",
            .number = &w.columns,
            .low = 1,
            .high = LARGEST},
        {.name = "channels",
            .value = "1|3",
            .help = "grey, or red, green and blue (as the picture has)",
            .number = &w.channels,
            .low = 1,
            .high = 3},
        {.name = "digits", .value = "N", .help = "after the point (2)", .number = &w.digits, .low = 0, .high = 6},
        {.name = "ink", .help = "dark is 1, as for strokes on paper", .flag = &w.ink},
        {.name = "black", .help = "what is transparent is black, not white", .flag = &w.black}, {0}};
    const cli_command command = {"numbers", "PICTURE [options]",
        "Prints a picture as the numbers of a scene's input, from 0 (black) to 1 (white).", options, 1, 1};
    int given, status = cli_parse(&command, count, arguments, &w.file, &given);
    if (status >= 0)
        return status;
    if (w.channels == 2)
        return cli_usage("numbers", "--channels is 1 or 3");
    cnn_status printed = print_picture(&w);
    return cnn_failed(printed) ? cli_fail(printed) : cli_finish(CLI_FINE);
}
