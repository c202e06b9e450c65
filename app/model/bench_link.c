/* The parts of a link are split first; then they are taken in an order in which each size is known before the numbers
 * that it counts. */
#include "bench_link.h"

#include "assets.h"
#include "grid_text.h"
#include "presets.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const kinds[] = {"conv", "pool"}, *const pools[] = {"max", "average", "min"},
                         *const switches[] = {"0", "1"};

typedef enum part_name {
    PART_I,
    PART_F,
    PART_S,
    PART_P,
    PART_D,
    PART_C,
    PART_K,
    PART_POOL,
    PART_CEIL,
    PART_INCLUDE_PAD,
    PART_PICTURE,
    PART_FILTER,
    PART_BIAS,
    PART_GRADIENT,
    PART_AT,
    PARTS
} part_name;

static const char *const names[PARTS] = {
    "i", "f", "s", "p", "d", "c", "k", "pool", "ceil", "include_pad", "picture", "filter", "bias", "gradient", "at"};

/* Rows of numbers that are written one after the other. */
typedef struct plane_sizes {
    int count, columns;
} plane_sizes;

static plane_sizes picture_sizes(const bench *b) {
    return (plane_sizes){b->channels * b->rows * b->columns, b->columns};
}

static plane_sizes filter_sizes(const bench *b) {
    return (plane_sizes){b->filters * b->channels * bench_kernel_cells(b), bench_kernel_columns(b)};
}

static plane_sizes gradient_sizes(const bench *b) {
    cnn_axis_size rows = cnn_axis_measure(bench_axis(b, CNN_VERTICAL)),
                  columns = cnn_axis_measure(bench_axis(b, CNN_HORIZONTAL));
    if (!cnn_fit_valid(rows.fit) || !cnn_fit_valid(columns.fit))
        return (plane_sizes){0, 1};
    int maps = b->kind == BENCH_POOL ? b->channels : b->filters;
    return (plane_sizes){maps * (int)rows.output * (int)columns.output, (int)columns.output};
}

/* ---- writing ---- */

typedef struct writer {
    char *text;
    size_t length, size;
    bool failed;
} writer;

static void put(writer *w, const char *text) {
    size_t more = strlen(text);
    if (w->length + more + 1 > w->size) {
        size_t size = 2 * w->size + more + 256;
        char *longer = w->failed ? NULL : realloc(w->text, size);
        w->failed |= !longer;
        if (w->failed)
            return;
        w->text = longer;
        w->size = size;
    }
    memcpy(w->text + w->length, text, more + 1);
    w->length += more;
}

static void put_part(writer *w, part_name name, const char *value) {
    put(w, w->length && w->text && strchr(w->text, '?') ? "&" : "?");
    put(w, names[name]);
    put(w, "=");
    put(w, value);
}

static void put_whole(writer *w, part_name name, int value) {
    char number[16];
    cnn_format(number, sizeof number, "%d", value);
    put_part(w, name, number);
}

/* A number that training has made infinite cannot be typed, nor be read: 0 stands for it. */
static void put_numbers(writer *w, part_name name, const float *values, plane_sizes sizes) {
    char number[CNN_FLOAT_TEXT];
    put_part(w, name, "");
    for (int i = 0; i < sizes.count; i++) {
        if (i)
            put(w, i % sizes.columns ? "," : ";");
        put(w, grid_text_number(isfinite(values[i]) ? values[i] : 0, number));
    }
}

/* The last word of the key of a string, as in "preset.cross". */
static const char *word_of(const char *key) {
    return strchr(key, '.') + 1;
}

static void put_sizes(writer *w, const bench *b) {
    char size[32];
    cnn_format(size, sizeof size, b->rows == b->columns ? "%d" : "%dx%d", b->rows, b->columns);
    put_part(w, PART_I, size);
    cnn_format(
        size, sizeof size, b->kernel == bench_kernel_columns(b) ? "%d" : "%dx%d", b->kernel, bench_kernel_columns(b));
    put_part(w, PART_F, size);
    put_whole(w, PART_S, b->stride);
    put_whole(w, PART_P, b->padding);
    if (b->kind == BENCH_CONV || b->dilation != 1)
        put_whole(w, PART_D, b->dilation);
    put_whole(w, PART_C, b->channels);
    if (b->kind == BENCH_CONV || b->filters != 1)
        put_whole(w, PART_K, b->filters);
    if (b->kind == BENCH_POOL || b->pool)
        put_part(w, PART_POOL, pools[b->pool]);
    if (b->ceil_mode)
        put_part(w, PART_CEIL, "1");
    if (!b->include_pad)
        put_part(w, PART_INCLUDE_PAD, "0");
}

static bool has_bias(const bench *b) {
    static const float none[BENCH_FILTERS];
    return memcmp(b->bias, none, (size_t)b->filters * sizeof *none) != 0;
}

char *bench_link_write(const bench *b, const cnn_address *at) {
    writer w = {0};
    put(&w, "#bench/");
    put(&w, kinds[b->kind]);
    put_sizes(&w, b);
    if (b->picture_preset < 0)
        put_numbers(&w, PART_PICTURE, b->pixels, picture_sizes(b));
    else
        put_part(&w, PART_PICTURE, word_of(preset_picture_key(b->picture_preset)));
    if (b->filter_preset < 0)
        put_numbers(&w, PART_FILTER, b->weights, filter_sizes(b));
    else if (b->kind == BENCH_CONV || b->filter_preset)
        put_part(&w, PART_FILTER, word_of(preset_filter_key(b->filter_preset)));
    if (has_bias(b))
        put_numbers(&w, PART_BIAS, b->bias, (plane_sizes){b->filters, b->filters});
    if (b->gradient_preset < 0 && b->fits)
        put_numbers(&w, PART_GRADIENT, b->gradient, gradient_sizes(b));
    else if (b->gradient_preset > 0)
        put_part(&w, PART_GRADIENT, word_of(preset_gradient_key(b->gradient_preset)));
    char address[CNN_ADDRESS_TEXT];
    if (at && b->recording && cnn_walk_segment(b->recording->walk, *at)) {
        cnn_address here = *at;
        here.iteration = -1;
        cnn_address_format(b->recording->walk, here, address);
        put_part(&w, PART_AT, address);
    }
    if (w.failed)
        free(w.text);
    return w.failed ? NULL : w.text;
}

/* ---- reading ---- */

typedef struct link_reader {
    char *value[PARTS]; /* NULL: left out */
    cnn_status status;  /* the first failure */
} link_reader;

static void fail(link_reader *r, cnn_status status) {
    if (!cnn_failed(r->status))
        r->status = status;
}

/* As much of a text that somebody else has written as a sentence can quote. */
static const char *quote(const char *text, char room[48]) {
    size_t length = 0;
    for (; text[length] && length < 40; length++)
        room[length] = (char)(text[length] < 32 || text[length] > 126 ? '?' : text[length]);
    room[length] = '\0';
    return room;
}

static int hexadecimal(char letter) {
    static const char digits[] = "0123456789abcdef0123456789ABCDEF";
    const char *found = letter ? strchr(digits, letter) : NULL;
    return found ? (int)(found - digits) % 16 : -1;
}

/* What mail programs escape, as in %2C. */
static void unescape(char *text) {
    char *to = text;
    for (; *text; text++) {
        bool escaped = *text == '%' && hexadecimal(text[1]) >= 0 && hexadecimal(text[2]) >= 0;
        int letter = escaped ? hexadecimal(text[1]) * 16 + hexadecimal(text[2]) : *text;
        *to++ = (char)(letter ? letter : '?');
        text += escaped ? 2 : 0;
    }
    *to = '\0';
}

static void split_part(link_reader *r, char *part) {
    char room[48];
    char *equals = strchr(part, '=');
    int name = 0;
    if (equals)
        *equals = '\0';
    while (name < PARTS && strcmp(names[name], part))
        name++;
    if (name == PARTS)
        fail(r, cnn_fail(CNN_BAD_INPUT, tr("link.part"), quote(part, room)));
    else if (!equals)
        fail(r, cnn_fail(CNN_BAD_INPUT, tr("link.value"), part));
    else if (r->value[name])
        fail(r, cnn_fail(CNN_BAD_INPUT, tr("link.twice"), part));
    else
        r->value[name] = equals + 1;
}

static void split(link_reader *r, char *parts) {
    while (parts && *parts && !cnn_failed(r->status)) {
        char *next = strchr(parts, '&');
        if (next)
            *next = '\0';
        split_part(r, parts);
        parts = next ? next + 1 : NULL;
    }
}

static int whole(link_reader *r, const char *text, part_name name, int low, int high) {
    char room[48], *number_end;
    long value = text[0] >= '0' && text[0] <= '9' ? strtol(text, &number_end, 10) : -1;
    if (value >= low && value <= high && !*number_end)
        return (int)value;
    fail(r, cnn_fail(CNN_BAD_INPUT, tr("link.whole"), names[name], quote(text, room), low, high));
    return low;
}

static void take_whole(link_reader *r, part_name name, int low, int high, int *out) {
    if (r->value[name])
        *out = whole(r, r->value[name], name, low, high);
}

/* "5", or "7x5" for rows and columns. */
static void take_size(link_reader *r, part_name name, int most, int *rows, int *columns) {
    char *text = r->value[name];
    if (!text)
        return;
    char *cross = strchr(text, 'x');
    if (cross)
        *cross = '\0';
    *rows = whole(r, text, name, 1, most);
    *columns = cross ? whole(r, cross + 1, name, 1, most) : *rows;
}

static void list_of(const char *(*name_of)(int), int count, char *list, size_t size) {
    list[0] = '\0';
    for (int i = 0; i < count; i++)
        cnn_append(list, size, "%s%s", i ? ", " : "", name_of(i));
}

static int word(link_reader *r, part_name name, const char *(*name_of)(int), int count) {
    char list[240], room[48];
    for (int i = 0; i < count; i++)
        if (!strcmp(name_of(i), r->value[name]))
            return i;
    list_of(name_of, count, list, sizeof list);
    fail(r, cnn_fail(CNN_BAD_INPUT, tr("link.word"), names[name], quote(r->value[name], room), list));
    return 0;
}

static const char *pool_word(int i) {
    return pools[i];
}

static const char *switch_word(int i) {
    return switches[i];
}

static const char *picture_word(int i) {
    return word_of(preset_picture_key(i));
}

static const char *filter_word(int i) {
    return word_of(preset_filter_key(i));
}

static const char *gradient_word(int i) {
    return word_of(preset_gradient_key(i));
}

/* Numbers separated by commas and semicolons, exactly as many as are needed. */
static void numbers(link_reader *r, part_name name, int needed, float *out) {
    char *text = r->value[name], room[48];
    int count = 0;
    for (bool more = *text != '\0'; more; count++) {
        size_t length = strcspn(text, ",;");
        more = text[length] != '\0';
        text[length] = '\0';
        char *number_end = text;
        float value = *text && strspn(text, "+-.0123456789eE") == length ? strtof(text, &number_end) : 0;
        if (number_end == text || *number_end || !isfinite(value)) {
            fail(r, cnn_fail(CNN_BAD_INPUT, tr("link.number"), names[name], count + 1, quote(text, room)));
            return;
        }
        if (count < needed)
            out[count] = value;
        text += length + more;
    }
    if (count != needed)
        fail(r, cnn_fail(CNN_BAD_INPUT, tr("link.count"), names[name], count, needed));
}

/* The name of a preset, or -1 and the numbers themselves. */
static int preset_or_numbers(
    link_reader *r, part_name name, const char *(*name_of)(int), int count, int needed, float *out) {
    char first = r->value[name] ? r->value[name][0] : '\0';
    if ((first >= 'a' && first <= 'z') || !first)
        return word(r, name, name_of, count);
    numbers(r, name, needed, out);
    return -1;
}

static void take_sizes(link_reader *r, bench *b) {
    take_size(r, PART_I, BENCH_SIDE, &b->rows, &b->columns);
    take_size(r, PART_F, BENCH_KERNEL, &b->kernel, &b->kernel_columns);
    take_whole(r, PART_S, 1, BENCH_STRIDE, &b->stride);
    take_whole(r, PART_P, 0, BENCH_PADDING, &b->padding);
    take_whole(r, PART_D, 1, BENCH_DILATION, &b->dilation);
    take_whole(r, PART_C, 1, BENCH_CHANNELS, &b->channels);
    take_whole(r, PART_K, 1, BENCH_FILTERS, &b->filters);
    if (r->value[PART_POOL])
        b->pool = word(r, PART_POOL, pool_word, 3);
    if (r->value[PART_CEIL])
        b->ceil_mode = word(r, PART_CEIL, switch_word, 2);
    if (r->value[PART_INCLUDE_PAD])
        b->include_pad = word(r, PART_INCLUDE_PAD, switch_word, 2);
}

static void take_numbers(link_reader *r, bench *b) {
    if (r->value[PART_PICTURE])
        b->picture_preset =
            preset_or_numbers(r, PART_PICTURE, picture_word, PRESET_PICTURES, picture_sizes(b).count, b->pixels);
    if (r->value[PART_FILTER])
        b->filter_preset =
            preset_or_numbers(r, PART_FILTER, filter_word, PRESET_FILTERS, filter_sizes(b).count, b->weights);
    if (b->picture_preset >= 0)
        bench_fill_picture(b);
    if (b->filter_preset >= 0)
        bench_fill_filter(b);
    if (r->value[PART_BIAS])
        numbers(r, PART_BIAS, b->filters, b->bias);
    if (!r->value[PART_GRADIENT] || cnn_failed(r->status))
        return;
    b->gradient_preset =
        preset_or_numbers(r, PART_GRADIENT, gradient_word, PRESET_GRADIENTS, gradient_sizes(b).count, b->gradient);
    b->gradient_count = gradient_sizes(b).count;
}

/* The kind, which ends at the parts; they begin behind it. */
static int take_kind(link_reader *r, char *text, char **parts) {
    char room[48];
    *parts = strchr(text, '?');
    if (*parts)
        *(*parts)++ = '\0';
    for (int i = 0; i < 2; i++)
        if (!strcmp(text, kinds[i]))
            return i;
    fail(r, cnn_fail(CNN_BAD_INPUT, tr("link.kind"), quote(text, room)));
    return 0;
}

static const char begin[] = "#bench/";

bool bench_link_is(const char *text) {
    const char *mark = strchr(text, '#');
    return mark && !strncmp(mark, begin, sizeof begin - 1) && (size_t)(mark - text) == strcspn(text, " \t\n#");
}

cnn_status bench_link_read(const char *text, bench *out, char at[CNN_ADDRESS_TEXT]) {
    link_reader r = {0};
    text += strspn(text, " \t\r\n");
    at[0] = '\0';
    if (!bench_link_is(text))
        return cnn_fail(CNN_BAD_INPUT, "%s", tr("link.none"));
    const char *from = strchr(text, '#') + sizeof begin - 1;
    size_t length = strcspn(from, " \t\r\n");
    if (length > BENCH_LINK_MAX)
        return cnn_fail(CNN_BAD_INPUT, "%s", tr("link.long"));
    if (from[length + strspn(from + length, " \t\r\n")])
        return cnn_fail(CNN_BAD_INPUT, "%s", tr("link.space"));
    char *copy = malloc(length + 1), *parts;
    if (!copy)
        return cnn_no_memory("a link", length);
    memcpy(copy, from, length);
    copy[length] = '\0';
    unescape(copy);
    bench_blank(out, (bench_kind)take_kind(&r, copy, &parts));
    split(&r, parts);
    if (!cnn_failed(r.status))
        take_sizes(&r, out);
    if (!cnn_failed(r.status))
        take_numbers(&r, out);
    for (const char *c = r.value[PART_AT]; c && *c && c - r.value[PART_AT] < CNN_ADDRESS_TEXT - 1; c++)
        cnn_append(at, CNN_ADDRESS_TEXT, "%c", *c < 32 || *c > 126 ? '?' : *c);
    free(copy);
    return r.status;
}
