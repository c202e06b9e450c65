/* A plan of grids, side by side, is made for the widest cells that fit; then it is drawn. Several channels stand below
 * each other. */
#include "paper_figure.h"

#include "numbers.h"
#include "stage.h"

#include <math.h>
#include <string.h>

enum { GRIDS = 4, CHANNELS = 4 };
static const float SMALLEST = 26, LARGEST = 46, GAP = 54, CAPTION = 24, AXIS = 20, LETTERS = 18,
                   OUTLINE = 110; /* 2 pixels are a point */

/* One grid, or the same grid of several channels. */
typedef struct sheet {
    const char *name;
    char size[48];
    int channels, rows, columns, pad[2]; /* pad: rows above and below, columns before and behind */
    const float *values;                 /* [channels, rows, columns]; NULL: blank */
    int64_t known;                       /* so many are written; INT64_MAX: all */
    int wrong[2];                        /* the cell with another number than its own; -1: none */
    float instead;                       /* which */
    int asked[3];                        /* the cell with the question mark; -1: none */
    bool outlined;                       /* no cells: its size is what is asked for, or it is too large */
    bool unknown;                        /* and its size is not written */
} sheet;

typedef struct figure {
    const stage *s;
    cnn_attrs attrs; /* of the layer, or of one that fits nowhere */
    draw_list *list;
    sheet grids[GRIDS];
    const char *signs[GRIDS]; /* before each grid; NULL: none */
    int count;
    float cell;
    bool framed; /* the window stands over the input */
} figure;

static void caption_of(const sheet *g, char text[96]) {
    cnn_format(text, 96, "%s %s", g->name, g->unknown ? "" : g->size);
}

static float grid_width(const sheet *g, float cell) {
    char caption[96];
    caption_of(g, caption);
    float words = text_width(FONT_STRONG, LETTERS, caption),
          cells = g->outlined ? OUTLINE : cell * (float)(g->columns + 2 * g->pad[1]) + AXIS;
    return fmaxf(cells, words + (g->outlined ? 0 : AXIS));
}

static float grid_height(const sheet *g, float cell) {
    if (g->outlined)
        return CAPTION + OUTLINE;
    return (float)g->channels * (cell * (float)(g->rows + 2 * g->pad[0]) + AXIS + 8) + CAPTION;
}

static float figure_width(const figure *f, float cell) {
    float width = 0;
    for (int i = 0; i < f->count; i++)
        width += grid_width(&f->grids[i], cell) + (i ? GAP : 0);
    return width;
}

/* ---- what stands in it ---- */

static sheet new_sheet(const char *name, const float *values, cnn_shape shape) {
    sheet g = {.name = name,
        .channels = shape.c,
        .rows = shape.h,
        .columns = shape.w,
        .values = values,
        .known = INT64_MAX,
        .wrong = {-1, -1},
        .asked = {-1, -1, -1}};
    if (shape.c > 1)
        cnn_format(g.size, sizeof g.size, "%d × %d × %d", shape.h, shape.w, shape.c);
    else
        cnn_format(g.size, sizeof g.size, "%d × %d", shape.h, shape.w);
    return g;
}

static void put(figure *f, sheet g, const char *sign) {
    f->signs[f->count] = sign;
    f->grids[f->count++] = g;
}

/* Whether the question gives the output away: its size, or how many numbers it has. */
static bool asks_for_size(const lesson_scene *scene) {
    ask kind = scene->question.kind;
    return kind == ASK_SIZE || kind == ASK_OUTPUTS || kind == ASK_MAKE;
}

static const question *question_of(const stage *s) {
    return &s->v->state->lesson.scene.question;
}

static void ask_in(sheet *g, const stage *s) {
    const cnn_address at = s->step.address;
    g->asked[0] = at.map;
    g->asked[1] = at.row;
    g->asked[2] = at.column;
}

/* The filter of the map in focus; of a group it sees the channels of that group. */
static sheet filter_sheet(const stage *s) {
    cnn_shape filter = s->node->layout.weight;
    size_t each = (size_t)(filter.c * filter.h * filter.w);
    filter.n = 1;
    return new_sheet(tr("stage.filter"), s->weights + (size_t)s->map * each, filter);
}

/* x * w = y: the maps of the output below each other would repeat the input, so only the one in focus is drawn. */
static void plan_forward(figure *f) {
    const stage *s = f->s;
    bool pooling = s->pool || !s->weights;
    cnn_shape in = s->in, out = s->out;
    in.c = pooling ? 1 : s->in.c;
    sheet x = new_sheet(tr("stage.input"), s->input + (pooling ? (size_t)s->map * (size_t)(in.h * in.w) : 0), in);
    x.pad[0] = s->attrs.pad[0];
    x.pad[1] = s->attrs.pad[2];
    put(f, x, NULL);
    if (!pooling)
        put(f, filter_sheet(s), "∗");
    size_t plane = (size_t)(out.h * out.w);
    sheet y = new_sheet(tr(pooling ? "stage.pooled" : "stage.feature_map"), s->output + (size_t)s->map * plane,
        (cnn_shape){1, 1, out.h, out.w});
    y.known = stage_done_in_map(s, s->map);
    ask kind = question_of(s)->kind;
    pick_kind pick = question_of(s)->pick;
    bool at_window = pick == PICK_WINNER || pick == PICK_WEIGHT || pick == PICK_PIXEL,
         stands = kind == ASK_CELL || kind == ASK_VALUE || (kind == ASK_PICK && at_window);
    if (stands) {
        ask_in(&y, s);
        y.asked[0] = 0;
        int64_t before = (int64_t)s->step.address.row * out.w + s->step.address.column;
        y.known = y.known < before ? y.known : before;
    }
    if (kind == ASK_PICK && pick == PICK_WRONG) {
        y.known = INT64_MAX;
        memcpy(y.wrong, s->v->state->lesson.scene.wrong, sizeof y.wrong);
        y.instead = (float)s->v->state->lesson.slipped;
    }
    y.outlined = y.unknown = asks_for_size(&s->v->state->lesson.scene);
    put(f, y, pooling ? "→" : "=");
    f->framed = kind != ASK_PICK || stands;
    f->framed &= !y.outlined;
}

/* The gradient that is asked for stands last, blank. */
static void plan_backward(figure *f) {
    const stage *s = f->s;
    const question *q = question_of(s);
    bool pooling = s->pool || !s->weights;
    cnn_shape in = s->in, out = s->out, filter = s->node->layout.weight;
    filter.n = 1;
    in.c = pooling ? 1 : in.c;
    out.c = pooling ? 1 : out.c;
    size_t skip = pooling ? (size_t)s->map : 0;
    sheet x = new_sheet(tr("stage.input"), s->input + skip * (size_t)(in.h * in.w), in);
    x.pad[0] = s->attrs.pad[0];
    x.pad[1] = s->attrs.pad[2];
    put(f, x, NULL);
    if (!pooling)
        put(f, filter_sheet(s), NULL);
    put(f, new_sheet(tr("stage.from_above"), s->gradient + skip * (size_t)(out.h * out.w), out), NULL);
    if (q->kind != ASK_GRADIENT || q->of == OF_BIAS)
        return;
    bool of_filter = q->of == OF_FILTER;
    sheet wanted = new_sheet(of_filter ? "∂L/∂W" : "∂L/∂X", NULL, of_filter ? filter : in);
    memcpy(wanted.asked, q->cell, sizeof wanted.asked);
    put(f, wanted, NULL);
}

/* ---- drawing ---- */

static void digits(const figure *f, rect at, float size, color paint, font_id font, const char *text) {
    while (size > 14 && text_width(font, size, text) > at.w - 4)
        size *= 0.94f;
    draw_text_in(f->list, font, size, at, 0.5f, paint, text);
}

/* What is written in a cell; NULL: nothing is. */
static const char *cell_text(const sheet *g, number_format format, int c, int y, int x, char text[NUMBER_TEXT]) {
    int64_t index = ((int64_t)c * g->rows + y) * g->columns + x;
    bool inside = y >= 0 && x >= 0 && y < g->rows && x < g->columns;
    if (!inside)
        return "0";
    if (g->asked[0] == c && g->asked[1] == y && g->asked[2] == x)
        return "?";
    if (!g->values || index >= g->known)
        return NULL;
    bool wrong = g->wrong[0] == y && g->wrong[1] == x;
    number_in(wrong ? g->instead : g->values[index], format, text);
    return text;
}

/* Rows and columns have their numbers beside them, so that a cell can be named. */
static void draw_axes(const figure *f, const sheet *g, float left, float top) {
    char text[16];
    for (int x = 0; x < g->columns; x++) {
        cnn_format(text, sizeof text, "%d", x);
        digits(f, (rect){left + f->cell * (float)(x + g->pad[1]), top - AXIS, f->cell, AXIS}, 14,
            theme_color(ROLE_QUIET), FONT_DIGITS, text);
    }
    for (int y = 0; y < g->rows; y++) {
        cnn_format(text, sizeof text, "%d", y);
        digits(f, (rect){left - AXIS, top + f->cell * (float)(y + g->pad[0]), AXIS - 2, f->cell}, 14,
            theme_color(ROLE_QUIET), FONT_DIGITS, text);
    }
}

static void draw_cells(const figure *f, const sheet *g, int c, float left, float top) {
    int count = g->channels * g->rows * g->columns;
    number_format format = g->values ? number_format_of(g->values, (size_t)count, 2) : (number_format){0};
    color ink = theme_color(ROLE_INK), quiet = theme_color(ROLE_QUIET);
    for (int y = -g->pad[0]; y < g->rows + g->pad[0]; y++)
        for (int x = -g->pad[1]; x < g->columns + g->pad[1]; x++) {
            char text[NUMBER_TEXT];
            bool inside = y >= 0 && x >= 0 && y < g->rows && x < g->columns;
            rect at = {
                left + f->cell * (float)(x + g->pad[1]), top + f->cell * (float)(y + g->pad[0]), f->cell, f->cell};
            const char *word = cell_text(g, format, c, y, x, text);
            draw_frame(f->list, at, inside ? ink : theme_color(ROLE_BORDER), 1, 0);
            if (word)
                digits(f, at, fmaxf(f->cell * 0.44f, fminf(14, f->cell * 0.56f)), inside ? ink : quiet,
                    *word == '?' ? FONT_DIGITS_STRONG : FONT_DIGITS, word);
        }
    draw_frame(f->list,
        (rect){left + f->cell * (float)g->pad[1], top + f->cell * (float)g->pad[0], f->cell * (float)g->columns,
            f->cell * (float)g->rows},
        ink, 2.5f, 0);
}

/* The cells that the window reads: one frame, or with gaps between them one each. */
static void draw_window(const figure *f, const sheet *g, float left, float top) {
    const cnn_attrs *a = &f->attrs;
    const cnn_address at = f->s->step.address;
    float row = (float)(at.row * a->stride[0] - a->pad[0] + g->pad[0]),
          column = (float)(at.column * a->stride[1] - a->pad[2] + g->pad[1]);
    bool apart = a->dilation[0] > 1 || a->dilation[1] > 1;
    rect whole = {
        left + column * f->cell, top + row * f->cell, f->cell * (float)a->kernel[1], f->cell * (float)a->kernel[0]};
    if (!apart)
        draw_frame(f->list, whole, theme_color(ROLE_INK), 6, 0);
    for (int y = 0; y < a->kernel[0] && apart; y++)
        for (int x = 0; x < a->kernel[1]; x++)
            draw_frame(f->list,
                (rect){whole.x + f->cell * (float)(x * a->dilation[1]), whole.y + f->cell * (float)(y * a->dilation[0]),
                    f->cell, f->cell},
                theme_color(ROLE_INK), 5, 0);
}

static void draw_sheet(const figure *f, const sheet *g, float x, float y) {
    char caption[96];
    caption_of(g, caption);
    draw_text(f->list, FONT_STRONG, LETTERS, x + (g->outlined ? 0 : AXIS), y, theme_color(ROLE_INK), caption);
    if (g->outlined) {
        rect at = {x, y + CAPTION + 6, OUTLINE, OUTLINE - 10};
        draw_frame(f->list, at, theme_color(ROLE_INK), 2.5f, 0);
        digits(f, at, g->unknown ? 34 : 18, theme_color(ROLE_INK), FONT_DIGITS, g->unknown ? "?" : g->size);
        return;
    }
    for (int c = 0; c < g->channels; c++) {
        float top = y + CAPTION + AXIS + (float)c * (f->cell * (float)(g->rows + 2 * g->pad[0]) + AXIS + 8);
        draw_axes(f, g, x + AXIS, top);
        draw_cells(f, g, c, x + AXIS, top);
        if (g == &f->grids[0] && f->framed)
            draw_window(f, g, x + AXIS, top);
    }
}

/* The sizes below the grids; one that is to be chosen has a question mark. */
static float draw_sizes(const figure *f, float x, float y) {
    static const struct {
        const char *letter;
        unsigned bit;
    } parts[] = {{"S", OPEN_STRIDE}, {"P", OPEN_PADDING}, {"D", OPEN_DILATION}, {"F", OPEN_SIZE}};
    const cnn_attrs *a = &f->attrs;
    const lesson_scene *scene = &f->s->v->state->lesson.scene;
    int values[] = {a->stride[0], a->pad[0], a->dilation[0], a->kernel[0]};
    char text[160] = "";
    for (int i = 0; i < 4; i++) {
        bool chosen = scene->question.kind == ASK_MAKE && (scene->open & parts[i].bit);
        if (i == 2 && values[i] == 1 && !chosen)
            continue;
        if (chosen)
            cnn_append(text, sizeof text, "%s%s = ?", *text ? ",  " : "", parts[i].letter);
        else
            cnn_append(text, sizeof text, "%s%s = %d", *text ? ",  " : "", parts[i].letter, values[i]);
    }
    if (f->s->node && f->s->bias && !f->s->pool && f->count > 1) {
        char number[NUMBER_TEXT];
        number_text(f->s->bias[f->s->map], 3, number);
        cnn_append(text, sizeof text, ",  %s = %s", tr("paper.bias"), number);
    }
    if (f->list)
        draw_text(f->list, FONT_UI, 19, x, y + 6, theme_color(ROLE_INK), text);
    return 34;
}

/* The cell that the longest number of a grid needs. */
static float cell_needed(const sheet *g) {
    size_t count = (size_t)(g->channels * g->rows * g->columns);
    if (!g->values || g->outlined)
        return SMALLEST;
    int letters = number_letters(g->values, count, number_format_of(g->values, count, 2));
    return fmaxf(SMALLEST, (float)letters * text_advance(FONT_DIGITS, 15, '0') + 8);
}

static float figure_height(const figure *f, float cell) {
    float height = 0;
    for (int i = 0; i < f->count; i++)
        height = fmaxf(height, grid_height(&f->grids[i], cell));
    return height;
}

/* Counting needs no numbers, and many channels have too many of them. */
static bool only_counts(const stage *s) {
    ask kind = question_of(s)->kind;
    return kind >= ASK_SIZE && kind <= ASK_FIELD && s->in.c > 1;
}

/* The largest cells with which all fits into `wide` and `high`; else the large grids become outlines with their sizes. */
static void fit_cells(figure *f, float wide, float high) {
    float least = SMALLEST;
    for (int i = 0; i < f->count; i++)
        least = fmaxf(least, cell_needed(&f->grids[i]));
    for (f->cell = fmaxf(LARGEST, least); f->cell >= least && !only_counts(f->s); f->cell -= 1)
        if (figure_width(f, f->cell) <= wide && figure_height(f, f->cell) <= high)
            return;
    f->cell = least;
    for (int i = 0; i < f->count; i++) {
        sheet *g = &f->grids[i];
        g->outlined |= g->rows > 6 || g->columns > 6 || g->channels > 1 || figure_width(f, least) > wide;
    }
    f->framed &= !f->grids[0].outlined;
}

static float draw_figure(figure *f, rect at) {
    float height = figure_height(f, f->cell), x = at.x;
    for (int i = 0; i < f->count && f->list; i++) {
        const sheet *g = &f->grids[i];
        float lower = (height - grid_height(g, f->cell)) / 2; /* all stand about one middle */
        rect before = {x - GAP + (g->outlined ? 0 : AXIS / 2), at.y + CAPTION, GAP, height - CAPTION + AXIS / 2};
        if (f->signs[i])
            draw_text_in(f->list, FONT_UI, 30, before, 0.5f, theme_color(ROLE_INK), f->signs[i]);
        draw_sheet(f, g, x, at.y + lower);
        x += grid_width(g, f->cell) + GAP;
    }
    return height + 6 + draw_sizes(f, at.x + AXIS, at.y + height + 2);
}

/* A bench whose filter fits nowhere has no recording: its own numbers, and no output. */
static void plan_unfit(figure *f, const bench *b) {
    sheet x = new_sheet(tr("stage.input"), b->pixels, (cnn_shape){1, b->channels, b->rows, b->columns});
    x.pad[0] = x.pad[1] = b->padding;
    put(f, x, NULL);
    if (b->kind == BENCH_CONV)
        put(f,
            new_sheet(tr("stage.filter"), b->weights, (cnn_shape){1, b->channels, b->kernel, bench_kernel_columns(b)}),
            "∗");
    sheet y =
        new_sheet(tr(b->kind == BENCH_CONV ? "stage.feature_map" : "stage.pooled"), NULL, (cnn_shape){1, 1, 1, 1});
    y.outlined = y.unknown = true;
    put(f, y, b->kind == BENCH_CONV ? "=" : "→");
    f->attrs = (cnn_attrs){.kernel = {b->kernel, bench_kernel_columns(b)},
        .stride = {b->stride, b->stride},
        .pad = {b->padding, b->padding, b->padding, b->padding},
        .dilation = {b->dilation, b->dilation}};
}

float paper_figure(const view *v, draw_list *list, rect at) {
    stage s;
    const bench *b = &v->state->session.bench;
    stage_gather(&s, v);
    figure f = {.s = &s, .list = list, .attrs = s.attrs};
    bool backward = s.phase == CNN_BACKWARD, unfit = !s.r && b->source == BENCH_FREE,
         drawn = s.r && s.node && s.window && (s.in.c <= CHANNELS || only_counts(&s)) && s.input && s.output;
    if (!unfit && (!drawn || s.phase == CNN_UPDATE || (backward && (!s.gradient || s.out.c > CHANNELS))))
        return 0;
    if (unfit)
        plan_unfit(&f, b);
    else if (backward)
        plan_backward(&f);
    else
        plan_forward(&f);
    fit_cells(&f, at.w, at.h);
    return draw_figure(&f, at);
}
