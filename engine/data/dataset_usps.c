/* USPS's digits, 16 x 16, as numbers from -1 to 1 in a line of text for each: usps and usps.t as LIBSVM writes them
 * ("7 1:-1 2:-0.8", the label is one more than the digit, a value that is missing is 0), or zip.train and zip.test ("6.0 -1.0 -0.8"). */
#include "dataset_read.h"

#include "file.h"
#include "text_numbers.h"

#include <stdlib.h>
#include <string.h>

enum { SIDE = 16, PIXELS = SIDE * SIDE };
static const size_t LARGEST_FILE = (size_t)1 << 28;

static const char *const digits[] = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
static const char *const files[2][2] = {{"usps", "usps.t"}, {"zip.train", "zip.test"}};

/* The file of a form and a part, packed or not; NULL: it is not there. */
static const char *find(const cnn_folder *folder, int form, int part, char name[32]) {
    static const char *const endings[] = {"", ".gz", ".txt"};
    for (int i = 0; i < 3; i++) {
        cnn_format(name, 32, "%s%s", files[form][part], endings[i]);
        const cnn_folder_entry *e = cnn_folder_find(folder, name);
        if (e && !e->is_folder)
            return name;
    }
    return NULL;
}

static bool is_usps(const cnn_folder *folder) {
    char name[32];
    return find(folder, 0, CNN_TRAIN, name) || find(folder, 1, CNN_TRAIN, name) || cnn_folder_find(folder, "usps.bz2");
}

static const char *skip_spaces(const char *at, const char *end) {
    while (at < end && (*at == ' ' || *at == '\t' || *at == '\r'))
        at++;
    return at;
}

/* One line; false: it is not of the form. */
static bool read_line(const char *at, const char *end, int form, double *label, double values[PIXELS]) {
    for (int i = 0; i < PIXELS; i++)
        values[i] = form == 0 ? 0 : -2;
    if (!cnn_text_number(&at, end, label))
        return false;
    for (int i = 0; (at = skip_spaces(at, end)) < end; i++) {
        double index = i + 1, value;
        if (form == 0 && (!cnn_text_number(&at, end, &index) || at >= end || *at++ != ':'))
            return false;
        if (!cnn_text_number(&at, end, &value) || !(index >= 1 && index <= PIXELS) || !(value >= -1 && value <= 1))
            return false;
        values[(int)index - 1] = value;
    }
    for (int i = 0; i < PIXELS; i++)
        if (values[i] < -1)
            return false;
    return true;
}

static cnn_status read_text(
    cnn_data_reading *r, const char *path, const char *at, const char *end, int form, int part) {
    int line = 1, counts[CNN_CLASSES_MAX + 1] = {0};
    bool split = part == CNN_TRAIN && !find(&r->folder, form, CNN_TEST, (char[32]){0});
    cnn_status status = cnn_ok();
    for (; at < end && !cnn_failed(status); line++) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        double label, values[PIXELS];
        stop = stop ? stop : end;
        bool blank = skip_spaces(at, stop) == stop;
        if (!blank && !read_line(at, stop, form, &label, values))
            return cnn_fail(CNN_BAD_INPUT, "%s:%d: expected is a line of USPS: a label and %d values from -1 to 1",
                path, line, PIXELS);
        at = stop + 1;
        if (blank)
            continue;
        status = cnn_data_see(r, label == (int)label ? (int)label : -1, path, line);
        int to_part = split && !cnn_failed(status) ? cnn_data_split((int)label, counts) : part;
        cnn_data_part *p = &r->parts[to_part];
        if (!cnn_failed(status) && p->count == p->room)
            status = cnn_data_room(r, to_part, p->room / 2 + 512, (cnn_shape){1, 1, SIDE, SIDE}, path);
        uint8_t *to = cnn_failed(status) ? NULL : cnn_data_add(r, to_part, (int)label);
        for (int i = 0; i < PIXELS && to; i++)
            to[i] = (uint8_t)((values[i] + 1) / 2 * 255 + 0.5);
    }
    return status;
}

static cnn_status read_usps(cnn_data_reading *r) {
    char name[32], path[4096];
    int form = find(&r->folder, 0, CNN_TRAIN, name) ? 0 : 1;
    if (form == 1 && !find(&r->folder, 1, CNN_TRAIN, name))
        return cnn_fail(CNN_BAD_INPUT, "%s/usps.bz2: packed; unpack it: bunzip2 usps.bz2 usps.t.bz2", r->folder.path);
    r->names = digits;
    r->name_count = 10;
    r->first = form == 0;
    cnn_status status = cnn_ok();
    for (int part = 0; part < 2 && !cnn_failed(status); part++) {
        unsigned char *bytes;
        size_t length;
        if (!find(&r->folder, form, part, name))
            break;
        cnn_data_path(r, name, path, sizeof path);
        status = cnn_file_read(path, LARGEST_FILE, true, &bytes, &length);
        if (!cnn_failed(status))
            status = read_text(r, path, (const char *)bytes, (const char *)bytes + length, form, part);
        free(bytes);
    }
    return status;
}

const cnn_data_kind cnn_data_usps = {"USPS", is_usps, NULL, read_usps};
