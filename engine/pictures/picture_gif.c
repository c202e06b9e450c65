/* GIF by giflib: the first frame on its canvas, and nothing behind it. */
#include "picture_rows.h"

#include <gif_lib.h>
#include <stdlib.h>
#include <string.h>

typedef struct reading {
    const cnn_picture_file *file;
    size_t at;
    int transparent; /* the colour; -1: none */
} reading;

static bool is_gif(const uint8_t *b, size_t length) {
    return length >= 6 && (!memcmp(b, "GIF87a", 6) || !memcmp(b, "GIF89a", 6));
}

static cnn_status damaged(const cnn_picture_file *file, int error) {
    const char *reason = GifErrorString(error);
    return cnn_fail(
        CNN_BAD_INPUT, "%s: a GIF that cannot be read: %s", file->name, reason ? reason : "it is damaged or cut off");
}

static int read_bytes(GifFileType *gif, GifByteType *to, int count) {
    reading *r = gif->UserData;
    size_t left = r->file->length - r->at, given = (size_t)count < left ? (size_t)count : left;
    memcpy(to, r->file->bytes + r->at, given);
    r->at += given;
    return (int)given;
}

/* What stands before the first frame; of it only the transparent colour matters. */
static bool find_frame(GifFileType *gif, reading *r) {
    GifRecordType record = UNDEFINED_RECORD_TYPE;
    while (DGifGetRecordType(gif, &record) == GIF_OK && record != TERMINATE_RECORD_TYPE) {
        if (record == IMAGE_DESC_RECORD_TYPE)
            return DGifGetImageDesc(gif) == GIF_OK;
        int code;
        GifByteType *block;
        if (record != EXTENSION_RECORD_TYPE || DGifGetExtension(gif, &code, &block) != GIF_OK)
            return false;
        if (code == GRAPHICS_EXT_FUNC_CODE && block && block[0] >= 4)
            r->transparent = block[1] & 1 ? block[4] : -1;
        while (block)
            if (DGifGetExtensionNext(gif, &block) != GIF_OK)
                return false;
    }
    return false;
}

/* The colours of the frame, by number; the caller frees them. Interlaced rows come in four passes. */
static cnn_status read_frame(const cnn_picture_file *file, GifFileType *gif, uint8_t **out) {
    static const int starts[] = {0, 4, 2, 1}, steps[] = {8, 8, 4, 2};
    const GifImageDesc *image = &gif->Image;
    size_t wide = (size_t)image->Width, bytes = wide * (size_t)image->Height;
    *out = malloc(bytes ? bytes : 1);
    if (!*out)
        return cnn_no_memory(file->name, bytes);
    for (int pass = 0; pass < (image->Interlace ? 4 : 1); pass++) {
        int first = image->Interlace ? starts[pass] : 0, step = image->Interlace ? steps[pass] : 1;
        for (int y = first; y < image->Height; y += step)
            if (DGifGetLine(gif, *out + (size_t)y * wide, image->Width) != GIF_OK)
                return damaged(file, gif->Error);
    }
    return cnn_ok();
}

/* A row of the canvas; where the frame is not, it is transparent. */
static void colour_row(const GifFileType *gif, const reading *r, const uint8_t *frame, int y, uint8_t *row) {
    const GifImageDesc *image = &gif->Image;
    const ColorMapObject *map = image->ColorMap ? image->ColorMap : gif->SColorMap;
    memset(row, 0, (size_t)gif->SWidth * 4);
    if (y < image->Top || y >= image->Top + image->Height)
        return;
    const uint8_t *colours = frame + (size_t)(y - image->Top) * (size_t)image->Width;
    for (int x = 0; x < image->Width && image->Left + x < gif->SWidth; x++) {
        uint8_t *to = row + (size_t)(image->Left + x) * 4;
        int colour = colours[x];
        if (colour == r->transparent)
            continue;
        if (map && colour < map->ColorCount)
            to[0] = map->Colors[colour].Red, to[1] = map->Colors[colour].Green, to[2] = map->Colors[colour].Blue;
        to[3] = 255;
    }
}

static cnn_status put_rows(const GifFileType *gif, const reading *r, const uint8_t *frame, cnn_picture_rows *rows) {
    uint8_t *row = malloc((size_t)rows->columns * 4);
    for (int y = 0; row && y < rows->rows; y++) {
        colour_row(gif, r, frame, y, row);
        cnn_picture_put(rows, y, 0, 1, rows->columns, row);
    }
    free(row);
    return row ? cnn_ok() : cnn_no_memory(r->file->name, (size_t)rows->columns * 4);
}

static cnn_status read_picture(GifFileType *gif, reading *r, cnn_picture_rows *rows) {
    if (!find_frame(gif, r))
        return damaged(r->file, gif->Error);
    const GifImageDesc *image = &gif->Image;
    if (gif->SWidth < 1 || gif->SHeight < 1) {
        gif->SWidth = image->Left + image->Width;
        gif->SHeight = image->Top + image->Height;
    }
    if (image->Width < 1 || image->Height < 1 || (double)image->Width * image->Height > CNN_PICTURE_MOST)
        return cnn_fail(CNN_BAD_INPUT, "%s: a GIF that cannot be read: its first frame has %d x %d pixels",
            r->file->name, image->Width, image->Height);
    cnn_picture_size size = {(unsigned)gif->SHeight, (unsigned)gif->SWidth, false, false};
    cnn_status status = cnn_picture_begin(rows, size);
    if (cnn_failed(status))
        return status;
    uint8_t *frame = NULL;
    status = read_frame(r->file, gif, &frame);
    if (!cnn_failed(status))
        status = put_rows(gif, r, frame, rows);
    free(frame);
    return status;
}

static cnn_status decode(const cnn_picture_file *file, cnn_picture_rows *rows) {
    reading r = {file, 0, -1};
    int error = 0;
    GifFileType *gif = DGifOpen(&r, read_bytes, &error);
    if (!gif)
        return damaged(file, error);
    cnn_status status = read_picture(gif, &r, rows);
    DGifCloseFile(gif, &error);
    return status;
}

const cnn_picture_format cnn_picture_gif = {"GIF", is_gif, decode};
