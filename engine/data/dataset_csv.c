/* Rows of a label and pixels, as Kaggle has MNIST: train.csv with "label,pixel0,...", with or without a first line of
 * names. A test.csv without labels cannot test, so test pictures are set aside from the others. */
#include "dataset_read.h"
#include "encoding.h"

#include "file.h"
#include "text_numbers.h"

#include <stdlib.h>
#include <string.h>

enum { LEAST_COLUMNS = 10, FIRST_BYTES = 65536 };
static const size_t LARGEST_FILE = (size_t)2 << 30;

/* What the first line tells. */
typedef struct csv_form {
    char between; /* the sign between two fields */
    bool header;
    int columns, label; /* the column of the label; -1: there is none */
    int spare[2];       /* columns that are no pixels: the number of the row, and nothing behind the last comma; -1 */
    double factor;      /* what a pixel is multiplied by to be a byte: 255 for those from 0 to 1 */
    cnn_shape shape;    /* of a row of pixels; in colour, each pixel's red, green and blue stand together */
} csv_form;

/* A text of a file. */
typedef struct csv_text {
    const char *path, *at, *end;
    int line;
} csv_text;

static const char *line_end(const char *at, const char *end) {
    const char *stop = memchr(at, '\n', (size_t)(end - at));
    return stop ? stop : end;
}

/* Without quotes and spaces around it. */
static void trim(const char **at, const char **end) {
    while (*at < *end && (**at == ' ' || **at == '"' || **at == '\''))
        ++*at;
    while (*end > *at && (strchr(" \"'\r", (*end)[-1])))
        --*end;
}

static bool is_one_of(const char *const *names, const char *at, const char *end) {
    char lower[16], name[16];
    cnn_format(name, sizeof name, "%.*s", (int)(end - at < 15 ? end - at : 15), at);
    cnn_data_lower(name, lower, sizeof lower);
    for (; *names; names++)
        if (!strcmp(lower, *names))
            return true;
    return false;
}

static bool is_label_name(const char *at, const char *end) {
    static const char *const names[] = {"label", "labels", "class", "target", "digit", "y", NULL};
    return is_one_of(names, at, end);
}

/* What the column is called in which pandas and Kaggle count rows. */
static bool is_row_name(const char *at, const char *end) {
    static const char *const names[] = {"", "id", "index", "unnamed: 0", "imageid", "image_id", "rowid", NULL};
    return is_one_of(names, at, end);
}

static void shape_of(csv_form *f) {
    int pixels = f->columns - (f->label >= 0) - (f->spare[0] >= 0) - (f->spare[1] >= 0), side = cnn_data_side(pixels);
    int colour = !side && pixels % 3 == 0 ? cnn_data_side(pixels / 3) : 0;
    f->shape = (cnn_shape){side || colour, colour ? 3 : 1, side ? side : colour, side ? side : colour};
}

/* False: the line is no row of pixels. */
static bool read_form(const char *at, const char *end, csv_form *f) {
    const char *stop = line_end(at, end);
    *f = (csv_form){.label = -1, .spare = {-1, -1}, .factor = 1};
    f->between = memchr(at, ',', (size_t)(stop - at)) ? ',' : memchr(at, ';', (size_t)(stop - at)) ? ';' : '\t';
    for (const char *field = at; field <= stop; f->columns++) {
        const char *next = memchr(field, f->between, (size_t)(stop - field));
        const char *from = field, *to = next ? next : stop;
        trim(&from, &to);
        double number;
        const char *c = from;
        f->header |= from < to && !(cnn_text_number(&c, to, &number) && c == to);
        if (!f->columns && is_row_name(from, to))
            f->spare[0] = 0;
        if (from == to && !next && f->columns)
            f->spare[1] = f->columns;
        if (f->label < 0 && is_label_name(from, to))
            f->label = f->columns;
        field = (next ? next : stop) + 1;
    }
    if (f->columns < LEAST_COLUMNS)
        return false;
    shape_of(f);
    if (f->label < 0 && !f->shape.n) {
        f->label = f->spare[0] + 1; /* without a name, the label comes first */
        shape_of(f);
    }
    return f->shape.n;
}

/* What the numbers of some rows tell. */
typedef struct csv_numbers {
    double least, most; /* of pixels */
    bool fraction;
    double first[2], last[2]; /* least and most of the first and the last column */
} csv_numbers;

static void see(double between[2], double value, bool begin) {
    between[0] = begin || value < between[0] ? value : between[0];
    between[1] = begin || value > between[1] ? value : between[1];
}

/* Pixels from 0 to 1 with fractions are of 255; and without names the label may be the last column: it has more than one
 * value, and smaller ones than the first. */
static void read_numbers(const char *at, const char *end, csv_form *f) {
    csv_numbers n = {0};
    int rows = 0, end_column = f->columns - 1 - (f->spare[1] >= 0);
    for (const char *stop; at < end && (stop = line_end(at, end)) < end && rows < 200; at = stop + 1, rows++) {
        int column = 0;
        for (const char *field = at; field <= stop; column++) {
            const char *next = memchr(field, f->between, (size_t)(stop - field));
            const char *from = field, *to = next ? next : stop;
            double value = 0;
            trim(&from, &to);
            if (!cnn_text_number(&from, to, &value) && from < to)
                break;
            if (column == 0)
                see(n.first, value, !rows);
            if (column == end_column)
                see(n.last, value, !rows);
            bool pixel = column != f->label && column != f->spare[0] && column != f->spare[1];
            n.most = pixel && value > n.most ? value : n.most;
            n.fraction |= pixel && value != (double)(int64_t)value;
            field = (next ? next : stop) + 1;
        }
    }
    f->factor = n.fraction && n.most <= 1 ? 255 : 1;
    bool last = n.last[1] > n.last[0] && (n.first[1] == n.first[0] || n.last[1] < n.first[1]);
    if (!f->header && f->label == 0 && last)
        f->label = end_column;
}

/* The lines of an old Macintosh end in \r alone. */
static void end_lines(unsigned char *bytes, size_t length) {
    if (!memchr(bytes, '\n', length))
        for (size_t i = 0; i < length; i++)
            bytes[i] = bytes[i] == '\r' ? '\n' : bytes[i];
}

static bool is_csv_file(const char *path) {
    return cnn_data_ends(path, ".csv") || cnn_data_ends(path, ".csv.gz") || cnn_data_ends(path, ".tsv");
}

/* Whether it holds rows of pixels; `f` what they look like. */
static bool has_pixels(const char *path, csv_form *f) {
    unsigned char *bytes;
    size_t length;
    if (!is_csv_file(path) || cnn_failed(cnn_file_read_start(path, FIRST_BYTES, true, &bytes, &length)))
        return false;
    const char *at = (const char *)bytes;
    end_lines(bytes, length);
    bool fits = read_form(at + (length >= 3 && !memcmp(at, "\xEF\xBB\xBF", 3) ? 3 : 0), at + length, f);
    free(bytes);
    return fits;
}

/* Which files of the folder are which part; NULL: none is. */
static void choose(const cnn_folder *folder, const char *files[2]) {
    int others = 0;
    const char *other = NULL;
    files[0] = files[1] = NULL;
    for (int i = 0; i < folder->count; i++) {
        const cnn_folder_entry *e = &folder->entries[i];
        char path[4096], lower[256];
        csv_form f;
        cnn_format(path, sizeof path, "%s/%s", folder->path, e->name);
        if (e->is_folder || !is_csv_file(e->name) || !has_pixels(path, &f))
            continue;
        cnn_data_lower(e->name, lower, sizeof lower);
        int part = strstr(lower, "train") ? CNN_TRAIN : strstr(lower, "test") || strstr(lower, "val") ? CNN_TEST : -1;
        if (part >= 0 && !files[part])
            files[part] = e->name;
        others += part < 0;
        other = part < 0 ? e->name : other;
    }
    if (!files[CNN_TRAIN] && others == 1)
        files[CNN_TRAIN] = other;
}

static bool is_csv(const cnn_folder *folder) {
    const char *files[2];
    choose(folder, files);
    return files[CNN_TRAIN] != NULL;
}

static cnn_status row_fails(const csv_text *t, int column, bool label, const char *at, const char *end) {
    return cnn_fail(CNN_BAD_INPUT, "%s:%d: column %d is \"%.*s\"; expected is %s", t->path, t->line, column + 1,
        (int)(end - at < 20 ? end - at : 20), at,
        label ? "a label, a whole number from 0" : "a number from 0 to 255, or in the whole file from 0 to 1");
}

/* A row of a label and pixels. */
static cnn_status read_row(csv_text *t, const csv_form *f, int *label, uint8_t *pixels) {
    const char *stop = line_end(t->at, t->end);
    int column = 0, pixel = 0, plane = f->shape.h * f->shape.w;
    for (const char *field = t->at; field <= stop; column++) {
        const char *next = memchr(field, f->between, (size_t)(stop - field));
        const char *from = field, *to = next ? next : stop, *at;
        double value;
        field = (next ? next : stop) + 1;
        if (column == f->spare[0] || column == f->spare[1])
            continue;
        trim(&from, &to);
        at = from;
        bool is_label = column == f->label, number = cnn_text_number(&at, to, &value) && at == to && value >= 0;
        bool fits = number && (is_label ? value < 65536 && value == (int)value : value * f->factor < 255.5);
        if (!fits || column >= f->columns)
            return row_fails(t, column, is_label, from, to);
        if (is_label)
            *label = (int)value;
        else if (pixel < plane * f->shape.c)
            pixels[pixel % f->shape.c * plane + pixel / f->shape.c] = (uint8_t)(value * f->factor + 0.5);
        pixel += !is_label;
    }
    if (column == f->columns)
        return cnn_ok();
    return cnn_fail(CNN_BAD_INPUT, "%s:%d: %d columns; the first line has %d", t->path, t->line, column, f->columns);
}

/* For how many rows there is to be more room: half as many again, and no more than the rest of the text can hold. */
static int more_rows(const csv_text *t, const csv_form *f, int room) {
    int64_t most = (t->end - t->at) / (2 * f->columns) + 1, more = room / 2 + 1024;
    return (int)(more < most ? more : most);
}

static cnn_status read_rows(cnn_data_reading *r, csv_text *t, const csv_form *f, int part, bool split) {
    int counts[CNN_CLASSES_MAX + 1] = {0};
    const char *begin = t->at;
    uint8_t *row = malloc(cnn_shape_image(f->shape));
    cnn_status status = row ? cnn_ok() : cnn_no_memory(t->path, cnn_shape_image(f->shape));
    for (; t->at < t->end && !cnn_failed(status); t->line++) {
        const char *stop = line_end(t->at, t->end);
        int label = 0;
        if (stop - t->at > 1)
            status = read_row(t, f, &label, row);
        if (stop - t->at > 1 && !cnn_failed(status)) {
            status = cnn_data_see(r, label, t->path, t->line);
            int to_part = split && !cnn_failed(status) ? cnn_data_split(label, counts) : part;
            cnn_data_part *p = &r->parts[to_part];
            if (!cnn_failed(status) && p->count == p->room)
                status = cnn_data_room(r, to_part, more_rows(t, f, p->room), f->shape, t->path);
            uint8_t *to = cnn_failed(status) ? NULL : cnn_data_add(r, to_part, label);
            if (to)
                memcpy(to, row, cnn_shape_image(f->shape));
        }
        t->at = stop + 1;
        if (!cnn_failed(status) && t->line % 512 == 0)
            status = cnn_data_progress(r, (double)(t->at - begin), (double)(t->end - begin));
    }
    free(row);
    return status;
}

static cnn_status read_file(cnn_data_reading *r, const char *name, int part, bool split) {
    char path[4096];
    unsigned char *bytes;
    size_t length;
    csv_form f;
    cnn_data_path(r, name, path, sizeof path);
    cnn_status status = cnn_file_read(path, LARGEST_FILE, true, &bytes, &length);
    if (cnn_failed(status))
        return status;
    end_lines(bytes, length);
    csv_text t = {path, (const char *)bytes, (const char *)bytes + length, 1};
    size_t at;
    const char *fault = cnn_encoding_fault(bytes, length, &at);
    t.at += cnn_byte_order_mark(bytes, length);
    if (fault)
        status = cnn_fail(CNN_BAD_INPUT, "%s: %s", path, fault);
    else if (!read_form(t.at, t.end, &f) || f.label < 0)
        status = cnn_fail(CNN_BAD_INPUT,
            "%s: found %d columns; expected is a column called label (or the first one) and the pixels of a square "
            "picture, as in Kaggle's MNIST: label,pixel0,...,pixel783",
            path, f.columns);
    if (!cnn_failed(status) && f.header) {
        const char *stop = line_end(t.at, t.end);
        t.at = stop < t.end ? stop + 1 : t.end;
        t.line++;
    }
    if (!cnn_failed(status)) {
        read_numbers(t.at, t.end, &f);
        if (!f.header && f.label)
            cnn_format(r->d->note, sizeof r->d->note, "the last column of %s is taken as the label", name);
        status = read_rows(r, &t, &f, part, split);
    }
    free(bytes);
    return status;
}

static cnn_status read_csv(cnn_data_reading *r) {
    const char *files[2] = {r->file, NULL};
    char path[4096], lower[256];
    csv_form f;
    if (!r->file)
        choose(&r->folder, files);
    bool tests = files[CNN_TEST] != NULL;
    if (tests) {
        cnn_data_path(r, files[CNN_TEST], path, sizeof path);
        tests = has_pixels(path, &f) && f.label >= 0;
        if (!tests)
            cnn_format(r->d->note, sizeof r->d->note,
                "%s has no labels; one picture of six of %s is set aside to test on", files[CNN_TEST],
                files[CNN_TRAIN]);
    }
    cnn_status status = read_file(r, files[CNN_TRAIN], CNN_TRAIN, !tests);
    if (!cnn_failed(status) && tests)
        status = read_file(r, files[CNN_TEST], CNN_TEST, false);
    cnn_data_lower(files[CNN_TRAIN], lower, sizeof lower);
    return cnn_failed(status) ? status : cnn_data_name_mnist(r, lower);
}

const cnn_data_kind cnn_data_csv = {"rows of a label and pixels", is_csv, is_csv_file, read_csv};
