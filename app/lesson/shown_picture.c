/* The picture is read as the input of a layer is. What is seen of it glides from one part to another; how far it has
 * come is for the view to say, from the time at which it began. */
#include "shown_picture.h"

#include "lesson_setup.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const turns[] = {"whole", "zoom", "divide", "split", NULL};

/* ---- the scene ---- */

static void read_zoom(cnn_reader *r, const cnn_yaml *root, picture_part *out) {
    float sides[4] = {0};
    if (!cnn_yaml_get(root, "zoom"))
        return;
    cnn_read_list(r, root, "zoom", 4, 0, BENCH_SIDE, sides);
    for (int i = 0; i < 4; i++)
        sides[i] = floorf(sides[i]);
    if (sides[2] < 1 || sides[3] < 1)
        cnn_reader_fail(r, cnn_yaml_get(root, "zoom"), "zoom is [row, column, rows, columns], as in [4, 11, 9, 12]");
    *out = (picture_part){sides[0], sides[1], sides[2], sides[3]};
}

static void read_play(cnn_reader *r, const cnn_yaml *node, picture_plan *out) {
    int which = cnn_read_word(r, node, "play", turns + 1);
    if (which >= 0)
        out->plays[out->count++] = (picture_turn)(which + 1);
}

void shown_picture_read_plan(cnn_reader *r, const cnn_yaml *root, picture_plan *out) {
    const cnn_yaml *play = cnn_yaml_get(root, "play");
    int count = cnn_yaml_count(play);
    *out = (picture_plan){0};
    read_zoom(r, root, &out->zoom);
    out->begin = (picture_turn)cnn_read_choice(r, root, "begin", turns, PICTURE_WHOLE);
    if (play && !cnn_yaml_is_list(play))
        read_play(r, play, out);
    else if (play && count > PICTURE_PLAYS)
        cnn_reader_fail(r, play, "play has at most %d of zoom, divide and split", PICTURE_PLAYS);
    else
        for (int i = 0; play && i < count; i++)
            read_play(r, cnn_yaml_item(play, i), out);
    bool zooms = out->begin == PICTURE_ZOOM;
    for (int i = 0; i < out->count; i++)
        zooms |= out->plays[i] == PICTURE_ZOOM;
    if (zooms && out->zoom.rows < 1)
        cnn_reader_fail(r, root, "the scene zooms, so it says where: zoom: [row, column, rows, columns]");
}

/* ---- the picture ---- */

static const lesson_page *page_with_input(const lesson *l, int page) {
    for (; page >= 0; page--) {
        cnn_yaml *root = l->pages[page].scene ? cnn_document_root(l->pages[page].scene) : NULL;
        const char *show = cnn_yaml_text(cnn_yaml_get(root, "show"));
        if (show && !strcmp(show, "picture") && cnn_yaml_get(root, "input"))
            return &l->pages[page];
    }
    return NULL;
}

static void name_source(const cnn_yaml *root, shown_picture *out) {
    const cnn_yaml *input = cnn_yaml_get(root, "input"), *picture = cnn_yaml_get(input, "picture");
    const char *name = cnn_yaml_text(cnn_yaml_is_map(input) ? picture : input);
    cnn_format(out->source, sizeof out->source, "%s", name ? name : "");
    out->of_data = cnn_yaml_get(input, "image") || cnn_yaml_get(input, "of");
    if (out->of_data)
        cnn_format(out->source, sizeof out->source, "Fashion-MNIST");
}

/* Numbers above 1 are those of a file, 0 to 255. */
static void scale_pixels(shown_picture *p) {
    int count = p->channels * p->rows * p->columns;
    float most = 0;
    for (int i = 0; i < count; i++)
        most = fmaxf(most, p->pixels[i]);
    for (int i = 0; i < count; i++)
        p->pixels[i] = fminf(1, fmaxf(0, most > 1 ? p->pixels[i] / 255 : p->pixels[i]));
}

static cnn_status read_pixels(const lesson *l, const lesson_page *page, shown_picture *out) {
    cnn_arena *arena = cnn_arena_new();
    setup s = {.l = l, .root = cnn_document_root(page->scene), .b = calloc(1, sizeof *s.b)};
    s.r = cnn_reader_of(page->scene, arena);
    if (!arena || !s.b)
        cnn_reader_keep(&s.r, cnn_no_memory("a picture", sizeof *s.b));
    if (!cnn_reader_failed(&s.r)) {
        bench_blank(s.b, BENCH_CONV);
        s.b->channels = cnn_read_integer(&s.r, s.root, "channels", 1, BENCH_CHANNELS, 1) > 1 ? BENCH_CHANNELS : 1;
        setup_input(&s);
    }
    if (!cnn_reader_failed(&s.r)) {
        out->channels = s.b->channels;
        out->rows = s.b->rows;
        out->columns = s.b->columns;
        memcpy(out->pixels, s.b->pixels, sizeof out->pixels);
        name_source(s.root, out);
        scale_pixels(out);
    }
    free(s.b);
    cnn_arena_free(arena);
    return s.r.status;
}

static picture_part whole(const shown_picture *p) {
    return (picture_part){0, 0, (float)p->rows, (float)p->columns};
}

cnn_status shown_picture_begin(const lesson *l, int page, const picture_plan *plan, shown_picture *out) {
    const lesson_page *from = page_with_input(l, page);
    memset(out, 0, sizeof *out);
    if (!from)
        return cnn_fail(CNN_BAD_INPUT,
            "%s: the page \"%s\" shows a picture, and none is named: input: {picture: x.png}", l->path[l->original],
            l->pages[page].id);
    cnn_status status = read_pixels(l, from, out);
    if (cnn_failed(status))
        return status;
    out->plan = *plan;
    const picture_part *zoom = &plan->zoom;
    bool splits = plan->begin == PICTURE_SPLIT;
    for (int i = 0; i < plan->count; i++)
        splits |= plan->plays[i] == PICTURE_SPLIT;
    if (zoom->row + zoom->rows > (float)out->rows || zoom->column + zoom->columns > (float)out->columns)
        status = cnn_fail(CNN_BAD_INPUT, "%s: zoom of the page \"%s\" leaves the picture, which has %d x %d pixels",
            l->path[l->original], l->pages[page].id, out->rows, out->columns);
    else if (splits && out->channels < BENCH_CHANNELS)
        status = cnn_fail(CNN_BAD_INPUT, "%s: the picture of the page \"%s\" is grey, so it cannot be split",
            l->path[l->original], l->pages[page].id);
    bool near = plan->begin != PICTURE_WHOLE && plan->begin != PICTURE_SPLIT && zoom->rows > 0;
    out->from = out->to = near ? *zoom : whole(out);
    out->divided = plan->begin == PICTURE_DIVIDE;
    out->split = plan->begin == PICTURE_SPLIT;
    out->moved = out->divided_at = out->split_at = PICTURE_LONG_AGO;
    if (cnn_failed(status))
        out->channels = 0;
    return status;
}

/* ---- what is done with it ---- */

bool shown_picture_plays(const shown_picture *p, picture_turn *next) {
    if (!p->channels || p->played >= p->plan.count)
        return false;
    *next = p->plan.plays[p->played];
    return true;
}

static void go(shown_picture *p, picture_part to, double now) {
    p->from = p->to;
    p->to = to;
    p->moved = now;
}

void shown_picture_play(shown_picture *p, double now) {
    picture_turn next;
    if (!shown_picture_plays(p, &next))
        return;
    p->played++;
    if (next == PICTURE_ZOOM)
        go(p, p->plan.zoom, now);
    if (next == PICTURE_DIVIDE && !p->divided)
        p->divided = true, p->divided_at = now;
    if (next == PICTURE_SPLIT && !p->split)
        p->split = true, p->split_at = now;
}

bool shown_picture_is_whole(const shown_picture *p) {
    return p->to.rows >= (float)p->rows && p->to.columns >= (float)p->columns;
}

void shown_picture_whole(shown_picture *p, double now) {
    go(p, whole(p), now);
    for (int i = 0; i < p->played; i++)
        if (p->plan.plays[i] == PICTURE_ZOOM)
            p->played = i;
}

static float within(float at, float size, float all) {
    return fmaxf(0, fminf(at, all - size));
}

void shown_picture_zoom(shown_picture *p, int by, float row, float column, double now) {
    float factor = by > 0 ? 0.75f : 1 / 0.75f;
    picture_part to = p->to;
    to.rows = roundf(fminf((float)p->rows, fmaxf(fminf(PICTURE_LEAST, to.rows), to.rows * factor)));
    to.columns = roundf(fminf((float)p->columns, fmaxf(fminf(PICTURE_LEAST, to.columns), to.columns * factor)));
    float down = (row - p->to.row) / p->to.rows, right = (column - p->to.column) / p->to.columns;
    to.row = roundf(within(row - down * to.rows, to.rows, (float)p->rows));
    to.column = roundf(within(column - right * to.columns, to.columns, (float)p->columns));
    go(p, to, now);
}

void shown_picture_move(shown_picture *p, float row, float column) {
    p->to.row = roundf(within(row, p->to.rows, (float)p->rows));
    p->to.column = roundf(within(column, p->to.columns, (float)p->columns));
    p->from = p->to;
    p->moved = PICTURE_LONG_AGO;
}

double shown_picture_number(const shown_picture *p, int channel, int row, int column) {
    float v = p->pixels[(channel * p->rows + row) * p->columns + column];
    return p->divided ? (double)v : round((double)v * 255);
}
