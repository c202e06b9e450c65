/* WebP by libwebp; of an animation the first frame, on its canvas. */
#include "picture_rows.h"

#include <stdlib.h>
#include <string.h>
#include <webp/decode.h>
#include <webp/demux.h>

static bool is_webp(const uint8_t *b, size_t length) {
    return length >= 12 && !memcmp(b, "RIFF", 4) && !memcmp(b + 8, "WEBP", 4);
}

static cnn_status damaged(const cnn_picture_file *file) {
    return cnn_fail(CNN_BAD_INPUT, "%s: a WebP that cannot be read: it is damaged or cut off", file->name);
}

/* The frame's pixels, scaled down where it fills the canvas. The caller frees them. */
static cnn_status read_frame(
    const cnn_picture_file *file, const WebPIterator *frame, int rows, int columns, uint8_t **out) {
    WebPDecoderConfig config;
    size_t bytes = (size_t)rows * (size_t)columns * 4;
    *out = malloc(bytes);
    if (!*out)
        return cnn_no_memory(file->name, bytes);
    if (!WebPInitDecoderConfig(&config))
        return damaged(file);
    config.options.use_scaling = rows != frame->height || columns != frame->width;
    config.options.scaled_width = columns;
    config.options.scaled_height = rows;
    config.output.colorspace = MODE_RGBA;
    config.output.is_external_memory = 1;
    config.output.u.RGBA = (WebPRGBABuffer){*out, columns * 4, bytes};
    VP8StatusCode code = WebPDecode(frame->fragment.bytes, frame->fragment.size, &config);
    WebPFreeDecBuffer(&config.output);
    return code == VP8_STATUS_OK              ? cnn_ok()
           : code == VP8_STATUS_OUT_OF_MEMORY ? cnn_no_memory(file->name, bytes)
                                              : damaged(file);
}

/* The rows of the canvas; where the frame is not, they are transparent. */
static cnn_status put_canvas(cnn_picture_rows *rows, const WebPIterator *frame, const uint8_t *pixels, int columns) {
    size_t bytes = (size_t)rows->columns * 4;
    uint8_t *row = calloc(bytes, 1);
    if (!row)
        return cnn_no_memory(rows->file->name, bytes);
    int wide = columns < rows->columns - frame->x_offset ? columns : rows->columns - frame->x_offset;
    for (int y = 0; y < rows->rows; y++) {
        int at = y - frame->y_offset;
        bool inside = at >= 0 && at < frame->height && wide > 0;
        if (inside)
            memcpy(row + (size_t)frame->x_offset * 4, pixels + (size_t)at * (size_t)columns * 4, (size_t)wide * 4);
        else
            memset(row, 0, bytes);
        cnn_picture_put(rows, y, 0, 1, rows->columns, row);
    }
    free(row);
    return cnn_ok();
}

static cnn_status read_picture(
    const cnn_picture_file *file, WebPDemuxer *demuxer, const WebPIterator *frame, cnn_picture_rows *rows) {
    cnn_picture_size size = {
        WebPDemuxGetI(demuxer, WEBP_FF_CANVAS_HEIGHT), WebPDemuxGetI(demuxer, WEBP_FF_CANVAS_WIDTH), false, false};
    size.can_shrink = size.rows == (unsigned)frame->height && size.columns == (unsigned)frame->width;
    cnn_status status = cnn_picture_begin(rows, size);
    if (cnn_failed(status))
        return status;
    int high = size.can_shrink ? rows->rows : frame->height, wide = size.can_shrink ? rows->columns : frame->width;
    uint8_t *pixels = NULL;
    status = read_frame(file, frame, high, wide, &pixels);
    if (!cnn_failed(status))
        status = put_canvas(rows, frame, pixels, wide);
    free(pixels);
    return status;
}

static cnn_status decode(const cnn_picture_file *file, cnn_picture_rows *rows) {
    WebPData data = {file->bytes, file->length};
    WebPDemuxer *demuxer = WebPDemux(&data);
    WebPIterator frame;
    WebPChunkIterator chunk;
    cnn_status status = damaged(file);
    if (demuxer && WebPDemuxGetFrame(demuxer, 1, &frame)) {
        status = read_picture(file, demuxer, &frame, rows);
        WebPDemuxReleaseIterator(&frame);
    }
    if (demuxer && WebPDemuxGetChunk(demuxer, "EXIF", 1, &chunk)) {
        rows->orientation = cnn_exif_orientation(chunk.chunk.bytes, chunk.chunk.size);
        WebPDemuxReleaseChunkIterator(&chunk);
    }
    WebPDemuxDelete(demuxer);
    return status;
}

const cnn_picture_format cnn_picture_webp = {"WebP", is_webp, decode};
