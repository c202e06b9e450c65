/* Rows from the top: names and sizes, the stacks, their buttons, the maps of one of them, formulas and parameters, the
 * share of each layer in the parameters. What a low window has no room for is left out from the bottom. */
#include "overview.h"

#include "address.h"

#include <math.h>

/* Design pixels. */
enum {
    SIDE = 24,
    HEADS = 54,
    BUTTONS = 44,
    PAPER_BUTTONS = 14, /* a line in place of them */
    MAPS = 104,
    LOW_MAPS = 84,
    WORDS = 56,
    BAR = 44,
    LEAST = 196, /* of the stacks' height: ten units with their numbers */
    GAP = 46,    /* between boxes */
    NARROW_GAP = 36,
    TIGHT_GAP = 22,
    TIGHT_CLASSES = 176,
    TIGHT_LABEL = 46,
    TIGHT_LEGIBLE = 54,
    NARROW = 1150, /* from here on */
    UNITS = 62,    /* a column with numbers */
    THIN = 26,     /* one without */
    CLASSES = 292, /* names, bars, percent */
    FEW_CLASSES = 216,
    LABEL = 104, /* of what stands above a box, at least */
    STEP = 7,    /* from one card to the next */
    DEPTH = 77,  /* from the first to the last */
    PAGES = 96,  /* the buttons that turn to the other boxes */
    LEAST_CARD = 26,
    LEGIBLE = 88, /* the picture, at least; else layers share boxes */
};
static const float PAPER = 0.84f;                    /* letters on paper may be smaller */
static const float MOST_PIXEL = 18, CLEAR_PIXEL = 8; /* a number that is seen by itself */

static bool is_narrow(const overview *o) {
    return o->volumes.w < NARROW * o->unit;
}

static float gap_of(const overview *o) {
    return (o->tight ? TIGHT_GAP : is_narrow(o) ? NARROW_GAP : GAP) * o->unit;
}

static int cards_of(const overview_box *b) {
    int c = b->shape.c;
    if (b->last == 0)
        return c == 3 ? 4 : c < OVERVIEW_CARDS ? c : OVERVIEW_CARDS;
    return c < OVERVIEW_CARDS ? c : OVERVIEW_CARDS;
}

static float depth_of(const overview *o, const overview_box *b, float most) {
    float steps = (float)(cards_of(b) - 1);
    return fminf(fminf(steps * STEP, DEPTH) * o->unit, most);
}

static float card_side(const overview *o, int numbers, float pixel) {
    return floorf(fmaxf((float)numbers * pixel, LEAST_CARD * o->unit));
}

static float box_width(const overview *o, const overview_box *b, float pixel, float depth) {
    float classes = (o->tight ? TIGHT_CLASSES : is_narrow(o) ? FEW_CLASSES : CLASSES) * o->unit;
    if (b->look == BOX_CLASSES)
        return classes;
    if (b->look == BOX_UNITS)
        return (b->shape.c <= OVERVIEW_NUMBERS ? UNITS : THIN) * o->unit;
    return card_side(o, b->shape.w, pixel) + depth_of(o, b, depth);
}

/* The width with its name, which may be wider than the box. */
static float place_width(const overview *o, const overview_box *b, float pixel, float depth) {
    float label = o->tight ? TIGHT_LABEL : LABEL - GAP + 10;
    return fmaxf(box_width(o, b, pixel, depth), label * o->unit);
}

static float whole_width(const overview *o, int first, int shown, float pixel, float depth) {
    float sum = (float)(shown - 1) * gap_of(o);
    for (int i = first; i < first + shown; i++)
        sum += place_width(o, &o->boxes[i], pixel, depth);
    return sum;
}

static int tallest(const overview *o) {
    int most = 1;
    for (int i = 0; i < o->count; i++)
        if (o->boxes[i].look == BOX_MAPS && o->boxes[i].shape.h > most)
            most = o->boxes[i].shape.h;
    return most;
}

/* The largest pixel at which the boxes have room, whole where there are three or more of them for a number. */
static float pixel_of(const overview *o, int first, int shown, float depth) {
    float high = (o->volumes.h - depth) / (float)tallest(o), low = 0, most = fminf(high, MOST_PIXEL * o->unit);
    for (int i = 0; i < 24; i++) { /* halving is enough: the width grows with the pixel */
        float middle = (low + most) / 2;
        if (whole_width(o, first, shown, middle, depth) <= o->volumes.w)
            low = middle;
        else
            most = middle;
    }
    return low >= 3 ? floorf(low + 0.01f) : low;
}

static float deepest(const overview *o) {
    float share = o->tight ? 0.03f : is_narrow(o) ? 0.042f : 0.058f;
    return fminf(DEPTH * o->unit, fminf(o->volumes.h * 0.34f, o->volumes.w * share));
}

static bool is_legible(const overview *o, float pixel) {
    return pixel * (float)tallest(o) >= (o->tight ? TIGHT_LEGIBLE : LEGIBLE) * o->unit ||
           pixel >= CLEAR_PIXEL * o->unit;
}

/* Fewer boxes at a time, until those are legible; which, says the page that was turned to. */
static void turn_pages(overview *o, float depth) {
    int each = o->count;
    while (each > 3 && !is_legible(o, pixel_of(o, 0, each, depth)))
        each--;
    int first = o->v->own->overview.page * (each - 1), last = o->count - each;
    o->first = first > last ? last : first < 0 ? 0 : first;
    o->shown = each;
}

static void choose_boxes(overview *o) {
    float depth = deepest(o);
    for (int level = 0; level < 3; level++) {
        int count = overview_gather(o, level);
        o->first = 0;
        o->shown = o->count;
        if (count <= OVERVIEW_BOXES && is_legible(o, pixel_of(o, 0, o->count, depth)))
            return;
    }
    o->tight = true; /* better close together than not all to the class */
    depth = deepest(o);
    if (o->count <= OVERVIEW_BOXES && is_legible(o, pixel_of(o, 0, o->count, depth)))
        return;
    o->tight = false;
    depth = deepest(o);
    o->volumes.w -= PAGES * o->v->ui->scale;
    turn_pages(o, depth);
}

static void place_box(overview *o, overview_box *b, float x, float depth) {
    rect v = o->volumes;
    float middle = v.y + v.h / 2;
    b->cards = cards_of(b);
    b->wide = box_width(o, b, o->pixel, depth);
    if (b->look != BOX_MAPS) {
        b->card = (rect){x, v.y, b->wide, v.h};
        return;
    }
    float all = depth_of(o, b, depth), high = card_side(o, b->shape.h, o->pixel);
    b->step = b->cards > 1 ? all / (float)(b->cards - 1) : 0;
    b->card = (rect){x, floorf(middle + (high + all) / 2 - high), card_side(o, b->shape.w, o->pixel), high};
}

static void place_boxes(overview *o) {
    float depth = deepest(o), free;
    o->pixel = pixel_of(o, o->first, o->shown, depth);
    float sum = whole_width(o, o->first, o->shown, o->pixel, depth);
    free = o->shown > 1 ? fminf((o->volumes.w - sum) / (float)(o->shown - 1), 150 * o->unit) : 0;
    float x = o->volumes.x;
    for (int i = o->first; i < o->first + o->shown; i++) {
        overview_box *b = &o->boxes[i];
        float wide = place_width(o, b, o->pixel, depth);
        place_box(o, b, floorf(x), depth);
        bool last = i + 1 == o->first + o->shown;
        b->inset = b->look == BOX_CLASSES ? overview_names(o, b) + 9 * o->unit : 0;
        b->label = wide - b->inset + (last ? 0 : gap_of(o) + free - 10 * o->unit);
        if (b->inset > 0 && i > o->first)
            b[-1].label += b->inset;
        x += wide + gap_of(o) + free;
    }
}

/* The layer that the page names; -1: none. */
static int named_node(const overview *o) {
    cnn_address at;
    const char *text = o->v->state->lesson.scene.at;
    return text[0] && !cnn_failed(cnn_address_parse(o->r->walk, text, &at)) ? at.node : -1;
}

/* Probabilities have no maps that could stand below. */
static bool is_foldable(const overview *o, int node) {
    return node < 1 || o->r->net->nodes[node].op->family != CNN_FAMILY_TERMS;
}

/* The box that is unfolded: the reader's choice, else the page's, else the first with a filter. */
static int unfolded_box(const overview *o) {
    int chosen = o->v->own->overview.unfolded, node = chosen > 0 ? chosen - 1 : -1;
    if (chosen < 0)
        return -1;
    if (chosen == 0)
        node = named_node(o);
    for (int i = 0; i < o->count; i++) {
        const overview_box *b = &o->boxes[i];
        bool is = node >= 0 ? node >= b->first && node <= b->last : b->parameters > 0;
        if (is)
            return b->look == BOX_CLASSES ? -1 : i;
    }
    return -1;
}

/* The rows below the stacks. In a low window the stacks come first: their maps are unfolded when that was asked for, and
 * then stand in place of the words and the bar. */
static void rows_below(overview *o, rect *at) {
    float u = o->unit, stacks = (LEAST + BUTTONS) * u, maps = MAPS * u;
    int chosen = o->v->own->overview.unfolded;
    bool low =
        at->h - (WORDS + BAR) * u - maps<stacks, named = o->v->state->lesson.scene.at[0] != 0, unfolds = chosen> 0 ||
        (chosen == 0 && (!low || named) && is_foldable(o, named_node(o)));
    if (low && at->h - (WORDS + LOW_MAPS) * u >= stacks && unfolds) {
        maps = LOW_MAPS * u;
        o->words = rect_cut_bottom(at, WORDS * u);
    } else if (!low || !unfolds) {
        o->bar = at->h - (WORDS + BAR) * u >= stacks ? rect_cut_bottom(at, BAR * u) : (rect){0};
        o->words = rect_cut_bottom(at, WORDS * u);
    }
    o->maps = unfolds ? rect_cut_bottom(at, maps) : (rect){0};
}

void overview_layout(overview *o, rect at) {
    bool present = o->v->state->screen.present;
    float px = o->v->ui->scale, share = present ? fmaxf(1, fminf(1.25f, at.w / (1100 * px))) : 1,
          u = o->unit = px * (view_on_paper(o->v) ? PAPER : share);
    at = (rect){at.x + SIDE * u, at.y + 6 * u, at.w - 2 * SIDE * u, at.h - 10 * u};
    o->heads = rect_cut_top(&at, HEADS * u);
    rows_below(o, &at);
    o->buttons = rect_cut_bottom(&at, (view_on_paper(o->v) ? PAPER_BUTTONS : BUTTONS) * u);
    float most = 9 * u * 32 + DEPTH * u;
    if (at.h > most)
        at = (rect){at.x, at.y, at.w, most};
    o->volumes = (rect){at.x, at.y + 6 * u, at.w, at.h - 6 * u};
    choose_boxes(o);
    place_boxes(o);
    o->unfolded = o->maps.h > 0 ? unfolded_box(o) : -1;
}
