/* Cairo draws; text is cut into runs of one face each, as the window chooses faces letter by letter. */
#include "draw_pdf.h"

#include "file.h"
#include "utf8.h"

#include <cairo-ft.h>
#include <cairo-pdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FACES = 32 };

typedef struct face {
    const char *path;
    int index;
    FT_Face ft;
    cairo_font_face_t *font;
} face;

struct draw_pdf {
    cairo_surface_t *surface;
    cairo_t *cairo;
    FT_Library library;
    face faces[FACES];
    int face_count;
    float per_point;
    unsigned char *bytes;
    size_t length, room;
    bool full; /* no memory for more */
};

static cairo_status_t take(void *context, const unsigned char *data, unsigned int length) {
    draw_pdf *pdf = context;
    if (pdf->length + length > pdf->room) {
        size_t room = (pdf->length + length) * 2;
        unsigned char *larger = realloc(pdf->bytes, room);
        if (!larger) {
            pdf->full = true;
            return CAIRO_STATUS_WRITE_ERROR;
        }
        pdf->bytes = larger;
        pdf->room = room;
    }
    memcpy(pdf->bytes + pdf->length, data, length);
    pdf->length += length;
    return CAIRO_STATUS_SUCCESS;
}

void draw_pdf_drop(draw_pdf *pdf) {
    for (int i = 0; i < pdf->face_count; i++)
        cairo_font_face_destroy(pdf->faces[i].font);
    if (pdf->cairo)
        cairo_destroy(pdf->cairo);
    if (pdf->surface)
        cairo_surface_destroy(pdf->surface);
    for (int i = 0; i < pdf->face_count; i++)
        FT_Done_Face(pdf->faces[i].ft);
    if (pdf->library)
        FT_Done_FreeType(pdf->library);
    free(pdf->bytes);
    free(pdf);
}

draw_pdf *draw_pdf_new(float width, float height, float per_point) {
    draw_pdf *pdf = calloc(1, sizeof *pdf);
    if (!pdf)
        return NULL;
    pdf->per_point = per_point;
    pdf->surface = cairo_pdf_surface_create_for_stream(take, pdf, (double)width, (double)height);
    pdf->cairo = cairo_create(pdf->surface);
    if (cairo_status(pdf->cairo) != CAIRO_STATUS_SUCCESS || FT_Init_FreeType(&pdf->library)) {
        draw_pdf_drop(pdf);
        return NULL;
    }
    return pdf;
}

static cairo_font_face_t *face_of(draw_pdf *pdf, font_id font, uint32_t code) {
    int index;
    const char *path = text_file(font, code, &index);
    for (int i = 0; i < pdf->face_count; i++)
        if (!strcmp(pdf->faces[i].path, path) && pdf->faces[i].index == index)
            return pdf->faces[i].font;
    FT_Face ft;
    if (pdf->face_count == FACES || FT_New_Face(pdf->library, path, index, &ft))
        return pdf->face_count ? pdf->faces[0].font : NULL;
    face *f = &pdf->faces[pdf->face_count++];
    *f = (face){path, index, ft, cairo_ft_font_face_create_for_ft_face(ft, 0)};
    return f->font;
}

static void paint_with(draw_pdf *pdf, color c) {
    cairo_set_source_rgba(pdf->cairo, c.r / 255.0, c.g / 255.0, c.b / 255.0, c.a / 255.0);
}

static void outline(draw_pdf *pdf, rect r, float radius) {
    double x = (double)r.x, y = (double)r.y, w = (double)r.w, h = (double)r.h, half = fmin(w, h) / 2;
    double turn = fmin((double)radius, half), quarter = 1.5707963267948966;
    cairo_new_path(pdf->cairo);
    if (turn <= 0) {
        cairo_rectangle(pdf->cairo, x, y, w, h);
        return;
    }
    cairo_arc(pdf->cairo, x + w - turn, y + turn, turn, -quarter, 0);
    cairo_arc(pdf->cairo, x + w - turn, y + h - turn, turn, 0, quarter);
    cairo_arc(pdf->cairo, x + turn, y + h - turn, turn, quarter, 2 * quarter);
    cairo_arc(pdf->cairo, x + turn, y + turn, turn, 2 * quarter, 3 * quarter);
    cairo_close_path(pdf->cairo);
}

static void draw_text_item(draw_pdf *pdf, const draw_item *item) {
    double x = (double)item->at.x, baseline = (double)(item->at.y + text_ascent(item->font, item->size));
    paint_with(pdf, item->paint);
    cairo_set_font_size(pdf->cairo, floor((double)item->size + 0.5));
    for (const char *at = item->text; *at;) {
        char letter[8];
        const char *from = at;
        uint32_t code = cnn_utf8_next(&at);
        cairo_font_face_t *font = face_of(pdf, item->font, code);
        if (font)
            cairo_set_font_face(pdf->cairo, font);
        cnn_format(letter, sizeof letter, "%.*s", (int)(at - from), from);
        cairo_move_to(pdf->cairo, x, baseline);
        cairo_show_text(pdf->cairo, letter);
        x += (double)text_advance(item->font, item->size, code);
    }
}

static void draw_hatch_item(draw_pdf *pdf, const draw_item *item) {
    rect r = item->at;
    cairo_save(pdf->cairo);
    cairo_rectangle(pdf->cairo, (double)r.x, (double)r.y, (double)r.w, (double)r.h);
    cairo_clip(pdf->cairo);
    paint_with(pdf, item->paint);
    cairo_set_line_width(pdf->cairo, 1);
    for (float at = 0; at<r.w + r.h; at += item->width> 2 ? item->width : 2) {
        cairo_move_to(pdf->cairo, (double)(r.x + at), (double)r.y);
        cairo_line_to(pdf->cairo, (double)(r.x + at - r.h), (double)(r.y + r.h));
    }
    cairo_stroke(pdf->cairo);
    cairo_restore(pdf->cairo);
}

static void draw_picture_item(draw_pdf *pdf, const draw_item *item) {
    cairo_surface_t *picture = cairo_image_surface_create(CAIRO_FORMAT_RGB24, item->columns, item->rows);
    unsigned char *to = cairo_image_surface_get_data(picture);
    if (to) {
        for (int y = 0; y < item->rows; y++)
            memcpy(to + (ptrdiff_t)y * cairo_image_surface_get_stride(picture),
                item->pixels + (ptrdiff_t)y * item->columns, (size_t)item->columns * sizeof *item->pixels);
        cairo_surface_mark_dirty(picture);
        cairo_save(pdf->cairo);
        cairo_translate(pdf->cairo, (double)item->at.x, (double)item->at.y);
        cairo_scale(pdf->cairo, (double)item->at.w / item->columns, (double)item->at.h / item->rows);
        cairo_set_source_surface(pdf->cairo, picture, 0, 0);
        cairo_pattern_set_filter(cairo_get_source(pdf->cairo), CAIRO_FILTER_NEAREST);
        cairo_paint(pdf->cairo);
        cairo_restore(pdf->cairo);
    }
    cairo_surface_destroy(picture);
}

static void draw_item_of(draw_pdf *pdf, const draw_item *item) {
    rect r = item->at;
    switch (item->kind) {
    case DRAW_RECT:
        outline(pdf, r, item->radius);
        paint_with(pdf, item->paint);
        cairo_fill(pdf->cairo);
        break;
    case DRAW_FRAME:
        outline(pdf, rect_inset(r, item->width / 2), item->radius);
        paint_with(pdf, item->paint);
        cairo_set_line_width(pdf->cairo, (double)item->width);
        cairo_stroke(pdf->cairo);
        break;
    case DRAW_LINE:
        paint_with(pdf, item->paint);
        cairo_set_line_width(pdf->cairo, (double)item->width);
        cairo_move_to(pdf->cairo, (double)r.x, (double)r.y);
        cairo_line_to(pdf->cairo, (double)r.w, (double)r.h);
        cairo_stroke(pdf->cairo);
        break;
    case DRAW_HATCH:
        draw_hatch_item(pdf, item);
        break;
    case DRAW_TEXT:
        draw_text_item(pdf, item);
        break;
    case DRAW_PICTURE:
        draw_picture_item(pdf, item);
        break;
    case DRAW_CLIP: /* the clip in force from here on */
        cairo_reset_clip(pdf->cairo);
        cairo_rectangle(pdf->cairo, (double)r.x, (double)r.y, (double)r.w, (double)r.h);
        cairo_clip(pdf->cairo);
        break;
    }
}

void draw_pdf_page(draw_pdf *pdf, const draw_list *list) {
    cairo_save(pdf->cairo);
    cairo_scale(pdf->cairo, 1 / (double)pdf->per_point, 1 / (double)pdf->per_point);
    for (int i = 0; i < list->count; i++)
        draw_item_of(pdf, &list->items[i]);
    cairo_restore(pdf->cairo);
    cairo_reset_clip(pdf->cairo);
    cairo_show_page(pdf->cairo);
}

cnn_status draw_pdf_write(draw_pdf *pdf, const char *path) {
    cairo_surface_finish(pdf->surface);
    cairo_status_t made = cairo_surface_status(pdf->surface);
    cnn_status status = cnn_ok();
    if (made != CAIRO_STATUS_SUCCESS || pdf->full)
        status = cnn_fail(CNN_IO, "%s: the pages cannot be made: %s", path, cairo_status_to_string(made));
    cnn_piece piece = {pdf->bytes, pdf->length};
    if (!cnn_failed(status))
        status = cnn_file_write(path, &piece, 1);
    draw_pdf_drop(pdf);
    return status;
}
