/* The first bytes choose one decoder, and no other sees the file. Kinds that cannot be read are known too, so that they
 * are answered with what to do. */
#include "picture_decode.h"

#include "file.h"
#include "picture_rows.h"

#include <stdlib.h>
#include <string.h>

const char cnn_picture_kinds[] = "PNG, JPEG, WebP, GIF, BMP and PNM";

static const cnn_picture_format *const formats[] = {
    &cnn_picture_png, &cnn_picture_jpeg, &cnn_picture_webp, &cnn_picture_gif, &cnn_picture_pnm, &cnn_picture_bmp};

/* A kind that cannot be read, by what stands at a place of its first bytes. */
typedef struct foreign {
    const char *name;
    int at;
    const char *begins;
    int length;
    const char *advice;
} foreign;

#define FROM_PHONE                                                                                                    \
    "open it on the phone or computer and export it as JPEG (an iPhone takes JPEG after Settings > Camera > Formats " \
    "> Most Compatible), or run: heif-convert x.heic x.jpg (Debian: libheif-examples)"
#define AS_PNG "open it in an image program and export it as PNG or JPEG"

static const foreign foreigns[] = {
    {"AVIF", 4, "ftypavif", 8, "run: avifdec x.avif x.png (Debian: libavif-bin), or " AS_PNG},
    {"AVIF", 4, "ftypavis", 8, "run: avifdec x.avif x.png (Debian: libavif-bin), or " AS_PNG},
    {"HEIC", 4, "ftypheic", 8, FROM_PHONE},
    {"HEIC", 4, "ftypheix", 8, FROM_PHONE},
    {"HEIC", 4, "ftyphei", 7, FROM_PHONE},
    {"HEIC", 4, "ftyphev", 7, FROM_PHONE},
    {"HEIC", 4, "ftypmif1", 8, FROM_PHONE},
    {"HEIC", 4, "ftypmsf1", 8, FROM_PHONE},
    {"camera raw", 4, "ftypcrx ", 8, "let the camera's program, darktable or RawTherapee export it as JPEG"},
    {"TIFF, or a camera's raw file,", 0, "II*\0", 4, AS_PNG},
    {"TIFF, or a camera's raw file,", 0, "MM\0*", 4, AS_PNG},
    {"BigTIFF", 0, "II+\0", 4, AS_PNG},
    {"BigTIFF", 0, "MM\0+", 4, AS_PNG},
    {"Photoshop picture", 0, "8BPS", 4, AS_PNG},
    {"JPEG XL", 0, "\xFF\x0A", 2, "run: djxl x.jxl x.png (Debian: libjxl-tools), or " AS_PNG},
    {"JPEG XL", 0, "\0\0\0\x0CJXL ", 8, "run: djxl x.jxl x.png (Debian: libjxl-tools), or " AS_PNG},
    {"JPEG 2000", 0, "\0\0\0\x0CjP  ", 8, AS_PNG},
    {"JPEG 2000", 0, "\xFF\x4F\xFF\x51", 4, AS_PNG},
    {"icon", 0, "\0\0\1\0", 4, AS_PNG},
    {"PDF", 0, "%PDF-", 5,
        "run: pdftoppm -png -r 150 x.pdf x (Debian: poppler-utils), or take a screenshot of the page"},
    {"SVG", 0, "<svg", 4, "run: rsvg-convert x.svg -o x.png (Debian: librsvg2-bin), or " AS_PNG},
    {"GIMP picture", 0, "gimp xcf", 8, "export it as PNG in GIMP"},
    {"OpenEXR picture", 0, "v/1\1", 4, AS_PNG},
    {"QOI", 0, "qoif", 4, AS_PNG},
};

/* SVG where a declaration or a comment stands in front. */
static const foreign *drawing_of(const uint8_t *bytes, size_t length) {
    const foreign *drawing = NULL;
    for (size_t i = 0; i < sizeof foreigns / sizeof *foreigns; i++)
        drawing = !strcmp(foreigns[i].name, "SVG") ? &foreigns[i] : drawing;
    for (size_t i = 0; i + 4 <= length && i < 4096; i++)
        if (!memcmp(bytes + i, "<svg", 4))
            return drawing;
    return NULL;
}

static const foreign *foreign_of(const uint8_t *bytes, size_t length) {
    for (size_t i = 0; i < sizeof foreigns / sizeof *foreigns; i++) {
        const foreign *f = &foreigns[i];
        if (length >= (size_t)(f->at + f->length) && !memcmp(bytes + f->at, f->begins, (size_t)f->length))
            return f;
    }
    return length && bytes[0] == '<' ? drawing_of(bytes, length) : NULL;
}

static const cnn_picture_format *format_of(const uint8_t *bytes, size_t length) {
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (formats[i]->is(bytes, length))
            return formats[i];
    return NULL;
}

const char *cnn_picture_kind(const uint8_t *bytes, size_t length) {
    const cnn_picture_format *format = format_of(bytes, length);
    const foreign *other = format ? NULL : foreign_of(bytes, length);
    return format ? format->name : other ? other->name : NULL;
}

const char *cnn_picture_kind_of_file(const char *path) {
    enum { ENOUGH = 1024 };
    uint8_t *bytes;
    size_t length;
    if (cnn_failed(cnn_file_read_start(path, ENOUGH, false, &bytes, &length)))
        return NULL;
    const char *kind = cnn_picture_kind(bytes, length);
    free(bytes);
    return kind;
}

static cnn_status no_picture(const char *name, const uint8_t *bytes, size_t length) {
    const foreign *other = foreign_of(bytes, length);
    if (length == 0)
        return cnn_fail(CNN_BAD_INPUT, "%s: the file is empty", name);
    if (other)
        return cnn_fail(CNN_BAD_INPUT, "%s: %s is not read here; %s", name, other->name, other->advice);
    return cnn_fail(CNN_BAD_INPUT, "%s: not a picture that can be read; %s are", name, cnn_picture_kinds);
}

cnn_status cnn_picture_decode(
    const char *name, const uint8_t *bytes, size_t length, const cnn_picture_wish *wish, cnn_picture *out) {
    memset(out, 0, sizeof *out);
    const cnn_picture_format *format = format_of(bytes, length);
    if (!format)
        return no_picture(name, bytes, length);
    cnn_picture_file file = {name, bytes, length};
    cnn_picture_rows rows = {.file = &file, .wish = wish, .shrink = 1, .orientation = 1, .out = out};
    cnn_status status = format->decode(&file, &rows);
    if (!cnn_failed(status))
        status = cnn_picture_end(&rows);
    free(rows.sums);
    if (cnn_failed(status))
        cnn_picture_free(out);
    return status;
}

cnn_status cnn_picture_load(const char *path, const cnn_picture_wish *wish, cnn_picture *out) {
    uint8_t *bytes;
    size_t length;
    memset(out, 0, sizeof *out);
    cnn_status status = cnn_file_read(path, (size_t)420 << 20, false, &bytes, &length);
    if (cnn_failed(status))
        return status;
    status = cnn_picture_decode(path, bytes, length, wish, out);
    free(bytes);
    return status;
}

void cnn_picture_free(cnn_picture *picture) {
    free(picture->pixels);
    memset(picture, 0, sizeof *picture);
}
