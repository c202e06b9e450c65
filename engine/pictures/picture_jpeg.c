/* JPEG by libjpeg-turbo, whose accurate integer transform gives the same pixels on every processor. Large photographs are
 * scaled down by its transform. A file may announce any number of scans, each over all pixels: their work is limited. */
#include "picture_rows.h"

#include <stdio.h>

#include <jerror.h>
#include <jpeglib.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_SCANS = 100, MOST_KEPT = 640 << 20 };
static const double MOST_SCANNED = 1.3e9; /* pixels of all scans: a few seconds of decoding */

typedef struct reading {
    struct jpeg_error_mgr errors;
    struct jpeg_source_mgr source;
    struct jpeg_progress_mgr progress;
    jmp_buf leave;
    const cnn_picture_file *file;
    const cnn_picture_wish *wish;
    bool ended; /* the file has been read to its end */
    cnn_status status;
    uint8_t *row;
} reading;

static bool is_jpeg(const uint8_t *b, size_t length) {
    return length >= 3 && b[0] == 0xFF && b[1] == 0xD8 && b[2] == 0xFF;
}

static void leave_with(reading *r, cnn_status status) {
    r->status = status;
    longjmp(r->leave, 1);
}

static void fail(j_common_ptr jpeg) {
    reading *r = jpeg->client_data;
    char reason[JMSG_LENGTH_MAX];
    r->errors.format_message(jpeg, reason);
    leave_with(r, cnn_fail(CNN_BAD_INPUT, "%s: a JPEG that cannot be read: %s", r->file->name, reason));
}

static void leave_cut(reading *r) {
    leave_with(r, cnn_fail(CNN_BAD_INPUT, "%s: a JPEG that cannot be read: the file ends before the picture does",
                      r->file->name));
}

/* Damage inside is borne, as everywhere, but not that a part is missing. */
static void warn(j_common_ptr jpeg, int level) {
    reading *r = jpeg->client_data;
    if (level < 0 && r->ended && r->errors.msg_code == JWRN_HIT_MARKER)
        leave_cut(r);
}

static void say_nothing(j_common_ptr jpeg) {
    (void)jpeg;
}

/* ---- the bytes ---- */

static void nothing_to_do(j_decompress_ptr jpeg) {
    (void)jpeg;
}

/* At the end of the file stands a marker of the end, whether it has one or not. */
static boolean fill(j_decompress_ptr jpeg) {
    static const JOCTET end[] = {0xFF, JPEG_EOI};
    reading *r = jpeg->client_data;
    r->ended = true;
    r->source.next_input_byte = end;
    r->source.bytes_in_buffer = sizeof end;
    return TRUE;
}

static void skip(j_decompress_ptr jpeg, long count) {
    reading *r = jpeg->client_data;
    if (count <= 0)
        return;
    if ((size_t)count > r->source.bytes_in_buffer) {
        fill(jpeg);
        return;
    }
    r->source.next_input_byte += count;
    r->source.bytes_in_buffer -= (size_t)count;
}

/* ---- the limits ---- */

/* Each scan and the making of the pixels are passes, of which more may come than were thought of. */
static void tell_progress(reading *r) {
    const struct jpeg_progress_mgr *p = &r->progress;
    float whole = p->pass_limit > 0 ? (float)p->pass_counter / (float)p->pass_limit : 0,
          passes = (float)(p->total_passes > p->completed_passes ? p->total_passes : p->completed_passes + 1);
    if (!r->wish->progress(r->wish->context, ((float)p->completed_passes + whole) / passes))
        leave_with(r, cnn_fail(CNN_BAD_INPUT, "%s: reading was called off", r->file->name));
}

static void count_scans(j_common_ptr common) {
    j_decompress_ptr jpeg = (j_decompress_ptr)common;
    reading *r = jpeg->client_data;
    int scans = jpeg->input_scan_number;
    if (scans > MOST_SCANS || (double)scans * jpeg->image_width * jpeg->image_height > MOST_SCANNED)
        leave_with(r, cnn_fail(CNN_BAD_INPUT,
                          "%s: a JPEG of %u x %u pixels in so many scans that it would take long to decode; save it "
                          "again as an ordinary JPEG (not progressive)",
                          r->file->name, jpeg->image_width, jpeg->image_height));
    if (r->wish->progress)
        tell_progress(r);
}

/* Where there is more than one scan, the numbers of all blocks are kept. */
static void check_kept(j_decompress_ptr jpeg, reading *r) {
    double bytes = 0;
    if (!jpeg_has_multiple_scans(jpeg))
        return;
    for (int i = 0; i < jpeg->num_components; i++)
        bytes += (double)jpeg->comp_info[i].width_in_blocks * jpeg->comp_info[i].height_in_blocks * sizeof(JBLOCK);
    if (bytes > MOST_KEPT)
        leave_with(
            r, cnn_fail(CNN_BAD_INPUT,
                   "%s: a progressive JPEG of %u x %u pixels, which takes %.0f MB to decode; save it again as an "
                   "ordinary JPEG",
                   r->file->name, jpeg->image_width, jpeg->image_height, bytes / (1 << 20)));
}

/* ---- the picture ---- */

static int orientation_of(j_decompress_ptr jpeg) {
    enum { EXIF = 6 };
    for (jpeg_saved_marker_ptr m = jpeg->marker_list; m; m = m->next)
        if (m->marker == JPEG_APP0 + 1 && m->data_length > EXIF && !memcmp(m->data, "Exif\0\0", EXIF))
            return cnn_exif_orientation(m->data + EXIF, m->data_length - EXIF);
    return 1;
}

/* Four inks, stored as Adobe's programs and everyone since has done: 255 is no ink. */
static void inks_to_rgba(uint8_t *pixels, int count) {
    for (uint8_t *p = pixels; count > 0; count--, p += 4) {
        for (int c = 0; c < 3; c++)
            p[c] = (uint8_t)((p[c] * p[3] + 127) / 255);
        p[3] = 255;
    }
}

static cnn_status begin(j_decompress_ptr jpeg, reading *r, cnn_picture_rows *rows) {
    cnn_picture_size size = {jpeg->image_height, jpeg->image_width, false, true};
    cnn_status status = cnn_picture_begin(rows, size);
    if (cnn_failed(status))
        return status;
    bool inks = jpeg->jpeg_color_space == JCS_CMYK || jpeg->jpeg_color_space == JCS_YCCK;
    jpeg->out_color_space = inks ? JCS_CMYK : JCS_EXT_RGBA;
    jpeg->dct_method = JDCT_ISLOW;
    jpeg->scale_num = 1;
    jpeg->scale_denom = (unsigned)rows->shrink;
    check_kept(jpeg, r);
    r->row = malloc((size_t)rows->columns * 4);
    return r->row ? status : cnn_no_memory(r->file->name, (size_t)rows->columns * 4);
}

static void read_picture(j_decompress_ptr jpeg, reading *r, cnn_picture_rows *rows) {
    jpeg_save_markers(jpeg, JPEG_APP0 + 1, 0xFFFF);
    jpeg_read_header(jpeg, TRUE);
    r->status = begin(jpeg, r, rows);
    if (cnn_failed(r->status))
        return;
    rows->orientation = orientation_of(jpeg);
    jpeg_start_decompress(jpeg);
    for (int y = 0; y < rows->rows; y++) {
        JSAMPROW row = r->row;
        jpeg_read_scanlines(jpeg, &row, 1);
        if (jpeg->out_color_space == JCS_CMYK)
            inks_to_rgba(r->row, rows->columns);
        cnn_picture_put(rows, y, 0, 1, rows->columns, r->row);
    }
    if (r->ended && jpeg->progressive_mode)
        leave_cut(r);
}

/* libjpeg comes back here where it gives up. */
static void try_to_read(j_decompress_ptr jpeg, reading *r, cnn_picture_rows *rows) {
    enum { FENCE = 64 << 20 };
    if (setjmp(r->leave))
        return;
    jpeg_create_decompress(jpeg);
    r->source = (struct jpeg_source_mgr){
        r->file->bytes, r->file->length, nothing_to_do, fill, skip, jpeg_resync_to_restart, nothing_to_do};
    r->progress.progress_monitor = count_scans;
    jpeg->src = &r->source;
    jpeg->progress = &r->progress;
    jpeg->mem->max_memory_to_use = MOST_KEPT + FENCE;
    read_picture(jpeg, r, rows);
}

static cnn_status decode(const cnn_picture_file *file, cnn_picture_rows *rows) {
    reading r = {.file = file, .wish = rows->wish, .status = cnn_ok()};
    struct jpeg_decompress_struct jpeg;
    memset(&jpeg, 0, sizeof jpeg);
    jpeg.err = jpeg_std_error(&r.errors);
    r.errors.error_exit = fail;
    r.errors.emit_message = warn;
    r.errors.output_message = say_nothing;
    jpeg.client_data = &r;
    try_to_read(&jpeg, &r, rows);
    if (jpeg.image_height > 0 && cnn_failed(r.status)) { /* a size that is too large is said before anything else */
        cnn_status size = cnn_picture_allowed(rows, jpeg.image_height, jpeg.image_width);
        r.status = cnn_failed(size) ? size : r.status;
    }
    jpeg_destroy_decompress(&jpeg);
    free(r.row);
    return r.status;
}

const cnn_picture_format cnn_picture_jpeg = {"JPEG", is_jpeg, decode};
