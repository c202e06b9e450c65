/* The row of all maps below a large window: which filter makes which map, and how far each is. */
#include "large.h"

#include "numbers.h"

#include <math.h>

enum { MOST = 8, NARROW = 120, WIDE = 172 };

static float least_unit(const large *l) {
    return NARROW * l->unit;
}

static int on_a_page(const large *l, float room) {
    int fits = (int)(room / least_unit(l));
    fits = fits < 1 ? 1 : fits > MOST ? MOST : fits;
    return l->s->out.c < fits ? l->s->out.c : fits;
}

/* The first map of the page: that of the map in focus until another page is turned to. */
static int page_of(const large *l, rect row, int each) {
    const stage *s = l->s;
    const view *v = s->v;
    grid_scroll *kept = view_scroll(v, "maps");
    if (!kept->held)
        kept->left = (float)(s->map / each * each);
    int first = (int)kept->left, last = (s->out.c - 1) / each * each, side = (int)(26 * l->unit);
    first = first < 0 ? 0 : first > last ? last : first / each * each;
    float high = 40 * l->unit;
    rect back = {row.x, row.y + (row.h - high) / 2, (float)side, high},
         on = {row.x + row.w - (float)side, back.y, back.w, high};
    bool to_back = ui_button(v->ui, "maps.back", back, "‹", UI_OUTLINED, false, first > 0);
    bool to_next = ui_button(v->ui, "maps.next", on, "›", UI_OUTLINED, false, first < last);
    if (!to_back && !to_next)
        return first;
    kept->left = (float)(first + (to_next ? each : -each));
    kept->held = true;
    v->ui->changed = true;
    return first;
}

static void go_to_map(const stage *s, int map) {
    cnn_address to = s->step.address;
    to.depth = CNN_DEPTH_POSITION;
    to.map = map;
    view_go(s->v, to);
}

/* What makes the map: its filter for the channel in focus; of a pool, the map of the input. */
static void source_picture(const large *l, rect at, int map) {
    const stage *s = l->s;
    if (s->pool) {
        int64_t plane = (int64_t)s->in.h * s->in.w;
        palette p = input_palette(s, map);
        palette_draw(s->v, at, s->input + map * plane, s->in.h, s->in.w, &p, plane);
    } else {
        palette p = weight_palette(s);
        int64_t plane = (int64_t)s->attrs.kernel[0] * s->attrs.kernel[1];
        int64_t first = ((int64_t)map * l->channels + s->channel % l->channels) * plane;
        palette_draw(s->v, at, s->weights + first, s->attrs.kernel[0], s->attrs.kernel[1], &p, plane);
    }
    draw_frame(s->v->list, rect_inset(at, -1), theme_color(s->pool ? ROLE_GRID : ROLE_FILTER), l->unit, 0);
}

static void caption(const large *l, rect at, rect source, rect picture, int map, int64_t done, int64_t plane) {
    char word[64], far[64];
    tr_format(word, sizeof word, l->s->pool ? "stage.map_number" : "stage.filter_number", map);
    if (done >= plane)
        cnn_format(far, sizeof far, "%s", tr("stage.done"));
    else if (done > 0)
        tr_format(far, sizeof far, "stage.done_of", (long long)done, (long long)plane);
    else
        cnn_format(far, sizeof far, "%s", tr("stage.to_come"));
    float size = 13.5f * l->unit, y = picture.y + picture.h + size * 0.9f;
    float first = text_width(FONT_UI, size, word), second = text_width(FONT_UI, size, far);
    if (first + second + size > at.w && done > 0 && done < plane) {
        cnn_format(far, sizeof far, "%.0f %%", ceil((double)done * 100 / (double)plane));
        second = text_width(FONT_UI, size, far);
    }
    float x = fmaxf(source.x + (source.w - first) / 2, at.x + 4 * l->unit);
    float next = fmaxf(picture.x + (picture.w - second) / 2, x + first + size * 0.6f);
    large_words(l, x, y, FONT_UI, size, l->s->pool ? ROLE_INPUT : ROLE_FILTER, word);
    large_words(l, next, y, FONT_UI, size, ROLE_QUIET, far);
}

static int digits_of(int count) {
    int digits = 1;
    for (count--; count >= 10; count /= 10)
        digits++;
    return digits;
}

static void one_map(const large *l, rect at, int map, bool captions) {
    const stage *s = l->s;
    const view *v = s->v;
    bool now = map == s->map;
    int64_t plane = (int64_t)s->out.h * s->out.w, done = stage_done_in_map(s, map);
    float high = fminf(captions ? at.h - 30 * l->unit : at.h - 12 * l->unit, 56 * l->unit), u = l->unit;
    float arrow = fminf(28 * u, at.w * 0.14f), number = 8 * u + fmaxf(2, (float)digits_of(s->out.c)) * 9.5f * u;
    high = fminf(high, (at.w - arrow - number - 8 * u) / 1.72f);
    at.h = high + (captions ? 30 : 12) * u;
    float small = floorf(high * 0.72f);
    float wide = small + arrow + high + number, x = at.x + fmaxf(0, (at.w - wide) / 2);
    rect source = {floorf(x), floorf(at.y + 6 * u + (high - small) / 2), small, small},
         picture = {floorf(x + small + arrow), floorf(at.y + 6 * u), floorf(high), floorf(high)};
    char name[32], digits[16];
    cnn_format(name, sizeof name, "map%d", map);
    cnn_format(digits, sizeof digits, "%d", map);
    ui_touch t = ui_touch_of(v->ui, name, at, true);
    v->ui->hand |= t.hovered;
    if (t.pressed)
        go_to_map(s, map);
    if (now || t.hovered) {
        draw_rect(v->list, at, theme_color(now ? ROLE_PANEL : ROLE_CHOSEN), 9 * u);
        draw_frame(v->list, at, theme_color(now ? ROLE_MAP : ROLE_BORDER), (now ? 2.5f : 1) * u, 9 * u);
    }
    source_picture(l, source, map);
    float middle = source.y + small / 2;
    large_words(l, source.x + small + arrow * 0.22f, middle, FONT_UI, fminf(16 * u, arrow * 0.8f), ROLE_QUIET, "→");
    palette p = output_palette(s);
    palette_draw(v, picture, s->output + map * plane, s->out.h, s->out.w, &p, done);
    draw_frame(v->list, rect_inset(picture, -1), theme_color(ROLE_GRID), 1, 0);
    large_words(l, picture.x + high + 8 * u, middle, FONT_DIGITS_STRONG, fmaxf(15 * u, l->least),
        done > 0 ? ROLE_MAP : ROLE_QUIET, digits);
    if (captions)
        caption(l, at, source, picture, map, done, plane);
}

void large_maps(const large *l) {
    const stage *s = l->s;
    rect row = l->maps;
    draw_line(s->v->list, row.x, row.y + 4 * l->unit, row.x + row.w, row.y + 4 * l->unit, theme_color(ROLE_BORDER), 1);
    rect_cut_top(&row, 8 * l->unit);
    int each = on_a_page(l, row.w), first = 0;
    bool pages = each < s->out.c;
    if (pages) {
        each = on_a_page(l, row.w - 68 * l->unit);
        first = page_of(l, row, each);
        rect_cut_left(&row, 34 * l->unit);
        rect_cut_right(&row, 34 * l->unit);
    }
    float share = row.w / (float)each, wide = fminf(share - 4 * l->unit, WIDE * l->unit);
    for (int i = 0; i < each && first + i < s->out.c; i++) {
        rect at = {floorf(row.x + share * (float)i + (share - wide) / 2), row.y, wide, row.h};
        one_map(l, at, first + i, row.h > 70 * l->unit);
    }
}
