/* The rows below the boxes: the maps of one of them with what made each, sizes and parameters, and the share of each
 * layer in the parameters. */
#include "overview.h"

#include "facts.h"
#include "numbers.h"

#include <math.h>

/* ---- the maps of one box ---- */

typedef struct unfolded {
    const overview *o;
    const overview_box *b, *before;
    const float *weights; /* of the filters; NULL: it has none */
    cnn_shape filter;     /* of one of them */
    int slice;            /* the channel of it that is seen; -1: red, green and blue at once */
    float most;           /* largest magnitude of the weights */
    int count, first, shown;
} unfolded;

/* A convolution's filters, or what units weigh of the maps before them. */
static void find_filters(unfolded *f) {
    const overview *o = f->o;
    const cnn_node *n = &o->r->net->nodes[f->b->first];
    if (!n->weight_count)
        return;
    cnn_shape in = f->before->shape;
    bool units = n->op->family == CNN_FAMILY_UNITS;
    cnn_shape w = n->layout.weight;
    f->filter = units ? in : (cnn_shape){1, w.c, w.h, w.w};
    if (units ? cnn_shape_image(in) * (size_t)n->layout.out.c != n->weight_count : !w.h)
        return;
    f->weights = o->r->before + n->weight_at;
    f->most = facts_of(o->v, f->weights, n->weight_count).most;
    f->slice = f->filter.c == 3 && f->before->last == 0 ? -1 : f->before->front % f->filter.c;
}

static void draw_filter(const unfolded *f, rect at, int map) {
    const float *w = f->weights + (int64_t)map * (int64_t)cnn_shape_image(f->filter);
    int64_t plane = (int64_t)f->filter.h * f->filter.w;
    palette p = palette_signed(f->most);
    if (f->slice < 0)
        palette_draw_colored(f->o->v, at, w, f->filter.h, f->filter.w,
            &(palette_ends){{-f->most, -f->most, -f->most}, {f->most, f->most, f->most}});
    else
        palette_draw(f->o->v, at, w + f->slice * plane, f->filter.h, f->filter.w, &p, plane);
    draw_frame(f->o->v->list, rect_inset(at, -1.5f), theme_color(ROLE_FILTER), 1.5f * f->o->unit, 0);
}

static void choose_front(const unfolded *f, int map) {
    view_state *own = f->o->v->own;
    own->overview.front_node = f->b->first;
    own->overview.front = map;
    f->o->v->ui->changed = true;
}

/* The number of a unit in place of its map. */
static void draw_unit(const unfolded *f, rect at, int unit) {
    char text[NUMBER_TEXT];
    palette p = palette_signed(f->b->most);
    bool known = overview_done(f->o, f->b, unit) > 0;
    color fill = known ? palette_color(&p, f->b->values[unit]) : theme_color(ROLE_EMPTY);
    number_text(f->b->values[unit], 2, text);
    draw_rect(f->o->v->list, at, fill, 0);
    float size = view_fit_text(FONT_DIGITS, 16 * f->o->unit, 10 * f->o->unit, at.w - 4, text);
    if (known && size >= overview_least(f->o, 14))
        draw_text_in(f->o->v->list, FONT_DIGITS, size, at, 0.5f, ink_on(fill), text);
}

/* What a unit weighs, above its number. */
static void draw_unit_pair(const unfolded *f, rect at, int unit) {
    const overview *o = f->o;
    const view *v = o->v;
    float low = 24 * o->unit, wide = at.w - 10 * o->unit, side = floorf(fminf(at.h - low - 4 * o->unit, wide));
    rect weights = {at.x + (wide - side) / 2, at.y, side, side}, number = {at.x, at.y + at.h - low, wide, low};
    char name[40];
    cnn_format(name, sizeof name, "overview.map%d", unit);
    ui_touch t = ui_touch_of(v->ui, name, at, true);
    if (f->weights)
        draw_filter(f, weights, unit);
    draw_unit(f, number, unit);
    v->ui->hand |= t.hovered;
    if (t.pressed)
        overview_enter(o, f->b, unit, 0, 0);
}

static void draw_pair(const unfolded *f, rect at, int map) {
    const overview *o = f->o;
    const view *v = o->v;
    float side = floorf(fminf(at.h, f->weights ? (at.w - 12 * o->unit) * 0.65f : at.w - 8 * o->unit));
    rect picture = {at.x, at.y, side, side};
    if (f->weights) {
        float small = floorf(fminf(side * 0.5f, at.w - side - 12 * o->unit));
        draw_filter(f, (rect){at.x + 2, floorf(at.y + (side - small) / 2), small, small}, map);
        picture.x = floorf(at.x + small + 8 * o->unit);
    }
    char name[40];
    cnn_format(name, sizeof name, "overview.map%d", map);
    ui_touch t = ui_touch_of(v->ui, name, picture, true);
    bool front = map == f->b->front;
    overview_picture(o, f->b, picture, map);
    draw_frame(v->list, rect_inset(picture, front ? -2.5f : -1), theme_color(front ? ROLE_MAP : ROLE_GRID),
        (front ? 2.5f : 1) * o->unit, 0);
    v->ui->hand |= t.hovered;
    ui_tip_of(v->ui, name, picture, picture, tr("overview.tip_map"));
    if (t.pressed)
        choose_front(f, map);
}

static void write_heading(const unfolded *f, rect row) {
    const overview *o = f->o;
    char name[80], text[240], which[80] = "";
    overview_name(o, f->b, name, sizeof name);
    if (f->weights && f->slice >= 0 && f->filter.c > 1)
        cnn_format(which, sizeof which, tr("overview.slice"), f->slice);
    if (f->b->look == BOX_UNITS)
        cnn_format(text, sizeof text, tr("overview.units_of"), f->b->shape.c, f->filter.h, f->filter.w, f->filter.c);
    else if (f->weights)
        cnn_format(text, sizeof text, tr("overview.filters_of"), f->count, f->filter.h, f->filter.w, f->filter.c);
    else
        cnn_format(text, sizeof text, tr(f->b->last ? "overview.maps_of" : "overview.channels_of"), f->count);
    cnn_append(text, sizeof text, "%s", which);
    float size = 15 * o->unit,
          wide = draw_text_in(o->v->list, FONT_STRONG, size, row, 0, theme_color(overview_role(o, f->b)), name);
    rect_cut_left(&row, wide + 8 * o->unit);
    overview_text(o, row, 0, FONT_UI, size, ROLE_QUIET, text);
}

/* As many as have room; ‹ and › turn to the others. */
static void choose_maps(unfolded *f, rect heading, float wide) {
    const view *v = f->o->v;
    float each = f->b->look == BOX_UNITS ? 64 : f->weights ? 96 : 76;
    int fits = (int)(wide / (each * f->o->unit));
    f->shown = fits < 1 ? 1 : fits < f->count ? fits : f->count;
    int last = f->count - f->shown, first = v->own->overview.maps;
    f->first = first > last ? last : first < 0 ? 0 : first;
    if (f->shown == f->count || view_on_paper(v))
        return;
    float side = heading.h;
    rect next = {heading.x + heading.w - side, heading.y, side, side},
         back = {next.x - side - 4, heading.y, side, side};
    bool to_back = ui_button(v->ui, "overview.maps_back", back, "‹", UI_OUTLINED, false, f->first > 0),
         to_next = ui_button(v->ui, "overview.maps_next", next, "›", UI_OUTLINED, false, f->first < last);
    if (!to_back && !to_next)
        return;
    v->own->overview.maps = f->first + (to_next ? f->shown : -f->shown);
    v->ui->changed = true;
}

void overview_unfold(const overview *o) {
    unfolded f = {.o = o, .b = &o->boxes[o->unfolded]};
    f.before = o->unfolded > 0 ? f.b - 1 : f.b;
    f.count = f.b->shape.c;
    find_filters(&f);
    rect at = o->maps;
    draw_line(o->v->list, at.x, at.y, at.x + at.w, at.y, theme_color(overview_role(o, f.b)), 2 * o->unit);
    rect_cut_top(&at, 4 * o->unit);
    rect heading = rect_cut_top(&at, 24 * o->unit);
    choose_maps(&f, heading, at.w);
    if (f.shown < f.count)
        rect_cut_right(&heading, 60 * o->unit);
    write_heading(&f, heading);
    rect_cut_top(&at, 5 * o->unit);
    rect_cut_bottom(&at, 7 * o->unit);
    float each = fminf(at.w / (float)f.shown, 150 * o->unit);
    for (int i = 0; i < f.shown; i++)
        (f.b->look == BOX_UNITS ? draw_unit_pair : draw_pair)(
            &f, (rect){at.x + each * (float)i, at.y, each, at.h}, f.first + i);
}

/* ---- sizes and parameters ---- */

/* "(32−3+2·1)/1+1 = ", and "32" behind it; without words where the size is no such formula. */
static void write_size(
    const overview *o, const overview_box *b, char *formula, size_t size, char *result, size_t room) {
    const cnn_net *net = o->r->net;
    formula[0] = result[0] = '\0';
    for (int i = b->first; i <= b->last && i > 0; i++) {
        const cnn_op *op = net->nodes[i].op;
        if (!op->window)
            continue;
        cnn_axis x = cnn_net_axis(net, i, cnn_net_shown_axis(net, i));
        cnn_axis_size measured = cnn_axis_measure(x);
        bool pads = x.pad_before || x.pad_after, first = !result[0];
        if (!first) { /* a pool in the same box */
            cnn_append(result, room, " → %lld", (long long)measured.output);
            continue;
        }
        cnn_format(formula, size, "(%lld−%lld", (long long)x.input, (long long)cnn_axis_extent(x));
        if (pads && x.pad_before == x.pad_after)
            cnn_append(formula, size, "+2·%lld", (long long)x.pad_before);
        else if (pads)
            cnn_append(formula, size, "+%lld+%lld", (long long)x.pad_before, (long long)x.pad_after);
        cnn_append(formula, size, ")/%lld+1 = ", (long long)x.stride);
        if (measured.fit == CNN_FIT_FLOOR || x.kind != CNN_AXIS_GATHER || x.ceil_mode)
            cnn_format(formula, size, "%lld → ", (long long)x.input);
        cnn_format(result, room, "%lld", (long long)measured.output);
    }
    bool maps = b->look == BOX_MAPS && b->last > 0 && b[-1].look == BOX_MAPS;
    if (!result[0] && maps && b->shape.h != b[-1].shape.h) { /* by no window of this kind */
        cnn_format(formula, size, "%d → ", b[-1].shape.h);
        cnn_format(result, room, "%d", b->shape.h);
    }
}

static void write_parameters(const overview *o, const overview_box *b, char *formula, size_t size) {
    const cnn_node *n = &o->r->net->nodes[b->first];
    cnn_shape w = n->layout.weight;
    formula[0] = '\0';
    if (!n->weight_count)
        return;
    size_t units = (size_t)n->layout.out.c, each = n->weight_count / (units ? units : 1);
    bool plain = units * each == n->weight_count && n->bias_count == (n->attrs.bias ? units : 0) &&
                 b->parameters == n->weight_count + n->bias_count;
    const overview_box *before = b - 1;
    cnn_shape in = before->shape;
    bool over_maps = n->op->family == CNN_FAMILY_UNITS && in.h * in.w > 1;
    if (plain && n->op->window)
        cnn_format(formula, size, "%zu·(%d·%d·%d%s) = ", units, w.h, w.w, w.c, n->bias_count ? "+1" : "");
    else if (plain && over_maps)
        cnn_format(formula, size, "%zu·(%d·%d·%d%s) = ", units, in.h, in.w, in.c, n->bias_count ? "+1" : "");
    else if (plain)
        cnn_format(formula, size, "%zu·(%zu%s) = ", units, each, n->bias_count ? "+1" : "");
}

/* Two parts of one line; the first is left out where both have no room. */
static void write_line(const overview *o, rect row, const char *first, const char *second, theme_role role) {
    float size = 14.5f * o->unit, least = overview_least(o, 14), small = size, wide = INFINITY;
    for (; small >= least && wide > row.w; small -= 0.5f)
        wide = text_width(FONT_DIGITS, small, first) + text_width(FONT_DIGITS_STRONG, small, second);
    if (wide <= row.w) {
        size = small + 0.5f;
        rect_cut_left(&row, draw_text_in(o->v->list, FONT_DIGITS, size, row, 0, theme_color(ROLE_QUIET), first));
    }
    overview_text(o, row, 0, FONT_DIGITS_STRONG, size, role, second);
}

static void words_of(const overview *o, const overview_box *b) {
    char first[64], second[64], text[64], number[NUMBER_TEXT];
    rect row = {b->card.x + b->inset, o->words.y + 4 * o->unit, b->label, (o->words.h - 8 * o->unit) / 2};
    write_size(o, b, first, sizeof first, second, sizeof second);
    bool units = o->r->net->nodes[b->last].op && o->r->net->nodes[b->first].op->family == CNN_FAMILY_UNITS;
    if (b->last == 0) {
        number_grouped((int64_t)cnn_shape_image(b->shape), number);
        cnn_format(text, sizeof text, tr("overview.numbers"), number);
        overview_text(o, row, 0, FONT_UI, 14.5f * o->unit, ROLE_QUIET, text);
    } else if (second[0]) {
        bool told = state_help(o->v->state) == HELP_NUMBERS, hidden = state_hides_size(o->v->state) || !told;
        write_line(o, row, told ? first : "", hidden ? "?" : second, ROLE_MAP);
    } else if (b->look != BOX_CLASSES) {
        const char *words = tr(units ? "overview.all_with_all" : "overview.same_size");
        if (!overview_text(o, row, 0, FONT_UI, 14.5f * o->unit, ROLE_QUIET, words) && units)
            overview_text(o, row, 0, FONT_UI, 14.5f * o->unit, ROLE_QUIET, tr("overview.all"));
    } else {
        overview_text(o, row, 0, FONT_UI, 14.5f * o->unit, ROLE_QUIET, tr("overview.sum_is_one"));
    }
    row.y += row.h;
    write_parameters(o, b, first, sizeof first);
    number_grouped((int64_t)b->parameters, number);
    cnn_format(text, sizeof text, tr("overview.parameters"), number);
    bool hidden = state_hides_parameters(o->v->state);
    if (b->parameters)
        write_line(o, row, hidden ? "" : first, hidden ? "?" : number, ROLE_FILTER);
    else
        overview_text(o, row, 0, FONT_UI, 14.5f * o->unit, ROLE_QUIET, text);
}

/* ---- the share of each layer ---- */

static float share_of(const overview *o, const overview_box *b) {
    return o->r->net->parameters ? (float)b->parameters / (float)o->r->net->parameters : 0;
}

static void label_share(const overview *o, const overview_box *b, rect segment, rect row, float *from) {
    char text[96], percent[16];
    overview_name(o, b, text, sizeof text);
    for (char *c = text; *c; c++)
        if (*c == ' ')
            *c = '\0';
    cnn_format(percent, sizeof percent, " %.1f %%", (double)(100 * share_of(o, b)));
    cnn_append(text, sizeof text, "%s", percent);
    float size = 14 * o->unit, wide = text_width(FONT_STRONG, size, text), right = row.x + row.w;
    float x = fmaxf(*from, fminf(segment.x, right - wide));
    if (segment.x + segment.w >= right - 1) /* the last one ends with its segment */
        x = fmaxf(x, right - wide);
    if (x + wide > right + 1)
        return;
    draw_text_in(o->v->list, FONT_STRONG, size, (rect){x, row.y, wide, row.h}, 0, theme_color(ROLE_FILTER), text);
    *from = x + wide + 16 * o->unit;
}

static void draw_shares(const overview *o, rect at) {
    char number[NUMBER_TEXT], text[64];
    float size = 14.5f * o->unit;
    if (state_hides_parameters(o->v->state)) /* a share tells how many there are */
        return;
    number_grouped((int64_t)o->r->net->parameters, number);
    cnn_format(text, sizeof text, tr("overview.in_all"), number);
    float wide = text_width(FONT_STRONG, size, text);
    rect_cut_top(&at, 4 * o->unit);
    rect row = rect_cut_top(&at, 16 * o->unit);
    draw_text_in(o->v->list, FONT_STRONG, size, row, 0, theme_color(ROLE_INK), text);
    rect_cut_left(&row, wide + 18 * o->unit);
    rect_cut_left(&at, wide + 18 * o->unit);
    float least = 5 * o->unit, x = row.x, from = row.x;
    int seen = 0, all = 0;
    for (int i = 0; i < o->count; i++)
        all += o->boxes[i].parameters > 0;
    float room = row.w - (least + 2) * (float)all;
    for (int i = 0; i < o->count; i++) {
        const overview_box *b = &o->boxes[i];
        if (!b->parameters)
            continue;
        rect segment = {x, row.y + o->unit, least + room * share_of(o, b), 14 * o->unit};
        draw_rect(o->v->list, segment, theme_color(seen++ % 2 ? ROLE_FILTER_CELL : ROLE_WINDOW), 3 * o->unit);
        label_share(o, b, segment, (rect){row.x, row.y + 18 * o->unit, row.w, 20 * o->unit}, &from);
        x += segment.w + 2;
    }
}

void overview_words(const overview *o) {
    if (o->words.h <= 0)
        return;
    draw_line(o->v->list, o->words.x, o->words.y, o->words.x + o->words.w, o->words.y, theme_color(ROLE_BORDER), 1);
    for (int i = o->first; i < o->first + o->shown; i++)
        words_of(o, &o->boxes[i]);
    if (o->bar.h > 0 && o->r->net->parameters)
        draw_shares(o, o->bar);
}
