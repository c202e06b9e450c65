/* What the numbers of a large window add up to: below the lens for one channel, in a row of all channels for several. */
#include "large.h"

#include "numbers.h"
#include "op_view.h"

#include <math.h>

bool large_shows_sum(const stage *s) {
    return !state_hides_sum(s->v->state) || s->hidden;
}

bool large_bias_text(const stage *s, char sign[8], char text[32]) {
    char number[NUMBER_TEXT];
    float bias = s->step.result.bias;
    const edit *e = &s->v->state->screen.edit;
    bool exact = number_text(fabsf(bias), 3, number), typed = e->kind == EDIT_BIAS && e->text[0];
    cnn_format(sign, 8, "%s", bias < 0 && !typed ? "−" : "+");
    cnn_format(text, 32, "%.31s", typed ? e->text : number);
    return exact;
}

bool large_total_text(const stage *s, float sum, char text[NUMBER_TEXT]) {
    bool exact = number_text(sum, 3, text), hidden = state_help(s->v->state) != HELP_NUMBERS;
    if (hidden)
        cnn_format(text, NUMBER_TEXT, "?");
    return exact || hidden;
}

bool large_result_text(const stage *s, char text[32]) {
    char number[NUMBER_TEXT];
    bool exact = number_text(s->step.result.result, 3, number);
    cnn_format(text, 32, "%s", s->hidden ? "?" : s->partial ? "…" : number);
    return exact;
}

void large_bias_touch(const stage *s, rect at) {
    const view *v = s->v;
    bool open = stage_open(s, OPEN_BIAS), typing = v->state->screen.edit.kind == EDIT_BIAS;
    ui_touch t = ui_touch_of(v->ui, "stage.bias", at, open);
    v->ui->hand |= t.hovered && open;
    if (typing || (t.hovered && open))
        draw_rect(v->list, at, theme_color(ROLE_CHOSEN), ui_px(v->ui, 4));
    if (t.pressed && open)
        view_ask_with(v, REQUEST_select, (argument){.edit = {.kind = EDIT_BIAS, .filter = s->map}});
}

rect large_box(const large *l, float x, float y, theme_role role, float size, const char *text) {
    const view *v = l->s->v;
    float high = size * 1.75f, wide = fmaxf(text_width(FONT_DIGITS_STRONG, size, text) + size, high);
    theme_role ground = role == ROLE_MAP ? ROLE_MAP_GROUND : role == ROLE_FILTER ? ROLE_FILTER_GROUND : ROLE_PANEL;
    rect at = {x, y - high / 2, wide, high};
    draw_rect(v->list, at, theme_color(ground), high * 0.2f);
    draw_frame(v->list, at, theme_color(role), 2 * l->unit, high * 0.2f);
    if (role == ROLE_FILTER)
        large_bias_touch(l->s, at);
    draw_text_in(v->list, FONT_DIGITS_STRONG, size, at, 0.5f, theme_color(role == ROLE_PANEL ? ROLE_INK : role), text);
    return at;
}

/* ---- below the lens ---- */

/* Σ 1.983 − 0.059 ≈ 1.92, with the result in a box. */
static void one_channel(large *l) {
    const stage *s = l->s;
    char total[NUMBER_TEXT], sign[8], bias[32], result[32];
    bool exact = large_total_text(s, large_sum_of(s, 0, -1), total);
    exact &= !s->bias || large_bias_text(s, sign, bias);
    exact &= large_result_text(s, result);
    float size = 19 * l->unit, least = 14 * s->v->ui->scale, gap, wide, box;
    for (;; size -= 0.5f) {
        gap = size * 0.5f;
        box = fmaxf(text_width(FONT_DIGITS_STRONG, size * 1.1f, result) + size * 1.1f, size * 1.9f);
        wide = text_width(FONT_UI, size, "Σ") + gap + text_width(FONT_DIGITS_STRONG, size, total) + gap;
        wide += s->bias ? text_width(FONT_UI, size, sign) + 2 * gap + text_width(FONT_DIGITS_STRONG, size, bias) : 0;
        wide += text_width(FONT_UI, size, "≈") + gap + box;
        if (wide <= l->middle.w || size <= least)
            break;
    }
    float y = l->lens.area.y + l->lens.area.h + 28 * l->unit, x = l->middle.x + fmaxf(0, (l->middle.w - wide) / 2);
    x = large_words(l, x, y, FONT_UI, size, ROLE_QUIET, "Σ") + gap;
    x = large_words(l, x, y, FONT_DIGITS_STRONG, size, ROLE_INK, total) + gap;
    if (s->bias) {
        x = large_words(l, x, y, FONT_UI, size, ROLE_QUIET, sign) + gap;
        float end = x + text_width(FONT_DIGITS_STRONG, size, bias), high = size * 1.5f;
        large_bias_touch(s, (rect){x - gap / 2, y - high / 2, end - x + gap, high});
        large_words(l, x, y, FONT_DIGITS_STRONG, size, ROLE_FILTER, bias);
        float small = l->least, word = text_width(FONT_UI, small, tr("stage.bias"));
        large_words(
            l, (x + end - word) / 2, y + size * 0.75f + small * 0.7f, FONT_UI, small, ROLE_FILTER, tr("stage.bias"));
        x = end + gap;
    }
    x = large_words(l, x, y, FONT_UI, size, ROLE_INK, exact ? "=" : "≈") + gap;
    l->result = large_box(l, x, y, ROLE_MAP, size * 1.1f, result);
}

void large_sum_below(large *l) {
    const stage *s = l->s;
    if (!s->pool) {
        one_channel(l);
        return;
    }
    written sum = {.count = 0};
    s->own->write(s, &sum);
    float y = l->lens.area.y + l->lens.area.h + 8 * l->unit, size = 16 * l->unit, wide = 0;
    rect at = {l->middle.x, y, l->middle.w, 58 * l->unit};
    for (int i = 0; i < sum.count; i++) { /* the result has a box of its own */
        sum.lines[i].count -= sum.lines[i].count > 2 ? 2 : 0;
        sum.lines[i].rows = 3;
        for (int k = 0; k < sum.lines[i].count; k++)
            wide += text_width(FONT_DIGITS_STRONG, l->least, sum.lines[i].runs[k].text);
    }
    if (wide > 1.7f * at.w) {
        char text[96];
        tr_format(text, sizeof text, "stage.of_numbers", (long long)s->step.taps);
        float fits = view_fit_text(FONT_UI, size, 13 * s->v->ui->scale, at.w, text), high = text_height(FONT_UI, fits);
        draw_text_in(s->v->list, FONT_UI, fits, (rect){at.x, y, at.w, high}, 0.5f, theme_color(ROLE_INK), text);
        y += high + 20 * l->unit;
    } else {
        y += written_draw(&sum, s, at, size) + 20 * l->unit;
    }
    char result[32];
    bool exact = large_result_text(s, result) && !sum.lines[0].rounded;
    float sign = text_width(FONT_UI, size, "≈ "),
          box = text_width(FONT_DIGITS_STRONG, size * 1.1f, result) + size * 1.1f;
    float x = l->middle.x + (l->middle.w - sign - box) / 2;
    x = large_words(l, x, y, FONT_UI, size, ROLE_INK, exact ? "= " : "≈ ");
    l->result = large_box(l, x, y, ROLE_MAP, size * 1.1f, result);
}

/* ---- a row of channels ---- */

/* The numbers of the row that adds the channels. */
typedef struct channel_row {
    int begin, end; /* of the channels shown */
    float rest;     /* the sum of the others */
    float each, side, plus, size, y;
} channel_row;

/* The widest sum of a channel. */
static float widest_sum(const large *l, float size) {
    float wide = text_width(FONT_DIGITS, size, "−0.000");
    for (int c = 0; c < l->channels; c++) {
        char text[NUMBER_TEXT];
        number_text(large_sum_of(l->s, c, -1), 3, text);
        wide = fmaxf(wide, text_width(FONT_DIGITS_STRONG, size, text));
    }
    return wide;
}

static channel_row plan_row(const large *l, float room) {
    const stage *s = l->s;
    channel_row r = {.size = fmaxf(15 * l->unit, l->least), .plus = 18 * l->unit};
    r.side = floorf(fminf(l->sums.h - r.size * 1.4f - 20 * l->unit, 40 * l->unit));
    r.each = fmaxf(r.side, widest_sum(l, r.size)) + 4 * l->unit;
    int fits = (int)(room / (r.each + r.plus)), now = s->channel % l->channels;
    if (fits < l->channels)
        fits = (int)((room - 150 * l->unit) / (r.each + r.plus));
    fits = fits < 1 ? 1 : fits > l->channels ? l->channels : fits;
    r.begin = now - fits / 2;
    r.begin = r.begin < 0 ? 0 : r.begin > l->channels - fits ? l->channels - fits : r.begin;
    r.end = r.begin + fits;
    for (int c = 0; c < l->channels; c++)
        r.rest += c < r.begin || c >= r.end ? large_sum_of(s, c, -1) : 0;
    r.y = l->sums.y + l->sums.h - r.side - r.size * 1.4f - 10 * l->unit;
    return r;
}

static void go_to_channel(const large *l, int local) {
    const view *v = l->s->v;
    view_ask_value(v, REQUEST_use_channel, local);
    if (v->state->session.player.at.depth != CNN_DEPTH_PRODUCT)
        return;
    cnn_address to = l->s->step.address;
    to.channel = local;
    view_go(v, to);
}

static bool channel_term(const large *l, const channel_row *r, float x, int local) {
    const stage *s = l->s;
    int channel = s->map / (s->out.c / s->attrs.groups) * l->channels + local;
    int64_t plane = (int64_t)s->in.h * s->in.w;
    palette p = input_palette(s, channel);
    bool now = local == s->channel % l->channels;
    rect at = {floorf(x + (r->each - r->side) / 2), floorf(r->y), floorf(r->side), floorf(r->side)};
    palette_draw(s->v, at, s->input + channel * plane, s->in.h, s->in.w, &p, plane);
    draw_frame(s->v->list, rect_inset(at, now ? -3 * l->unit : -1), theme_color(now ? ROLE_WINDOW : ROLE_GRID),
        now ? 3 * l->unit : 1, 0);
    char name[32], text[NUMBER_TEXT];
    bool exact = large_total_text(s, large_sum_of(s, local, -1), text);
    cnn_format(name, sizeof name, "channel%d", channel);
    ui_touch t = ui_touch_of(s->v->ui, name, (rect){x, r->y, r->each, l->sums.y + l->sums.h - r->y}, true);
    s->v->ui->hand |= t.hovered;
    if (t.pressed)
        go_to_channel(l, local);
    float size = view_fit_text(FONT_DIGITS, r->size, l->least, r->each, text);
    rect below = {x, r->y + r->side + 2 * l->unit, r->each, r->size * 1.3f};
    draw_text_in(s->v->list, now ? FONT_DIGITS_STRONG : FONT_DIGITS, size, below, 0.5f, theme_color(ROLE_INK), text);
    return exact;
}

/* What all channels that are not shown add. */
static float rest_term(const large *l, const channel_row *r, float x, bool *exact) {
    const stage *s = l->s;
    char text[NUMBER_TEXT], word[64];
    int others = l->channels - (r->end - r->begin);
    *exact &= large_total_text(s, r->rest, text);
    tr_format(word, sizeof word, "stage.other_channels", others);
    float wide = fmaxf(text_width(FONT_UI, l->least, word), text_width(FONT_DIGITS, r->size, text));
    rect above = {x, r->y, wide, r->side}, below = {x, r->y + r->side + 2 * l->unit, wide, r->size * 1.3f};
    draw_text_in(s->v->list, FONT_UI, l->least, above, 0.5f, theme_color(ROLE_QUIET), word);
    draw_text_in(s->v->list, FONT_DIGITS, r->size, below, 0.5f, theme_color(ROLE_INK), text);
    return x + wide;
}

static float plus(const large *l, const channel_row *r, float x, const char *sign) {
    rect at = {x, r->y + r->side + 2 * l->unit, r->plus, r->size * 1.3f};
    draw_text_in(l->s->v->list, FONT_UI, r->size * 1.1f, at, 0.5f, theme_color(ROLE_QUIET), sign);
    return x + r->plus;
}

/* The sum of the channel in focus, below its lens. */
static void focus_sum(const large *l) {
    const stage *s = l->s;
    char text[NUMBER_TEXT];
    large_total_text(s, large_sum_of(s, s->channel % l->channels, -1), text);
    float size = 17 * l->unit, y = l->lens.area.y + l->lens.area.h + 20 * l->unit, chip = 22 * l->unit;
    float wide = chip * 1.3f + text_width(FONT_UI, size, "Σ ") + text_width(FONT_DIGITS_STRONG, size, text);
    float x = l->lens.area.x + fmaxf(0, (l->lens.area.w - wide) / 2);
    float box = channel_chip(s, x, y - chip / 2, chip, s->channel);
    x = large_words(l, x + box + chip * 0.4f, y, FONT_UI, size, ROLE_QUIET, "Σ ");
    large_words(l, x, y, FONT_DIGITS_STRONG, size, ROLE_INK, text);
}

void large_channel_row(large *l) {
    const stage *s = l->s;
    char sign[8] = "", bias[32] = "", result[32];
    bool exact = !s->bias || large_bias_text(s, sign, bias);
    exact &= large_result_text(s, result);
    float size = 19 * l->unit, box = fmaxf(text_width(FONT_DIGITS_STRONG, size, result) + size, size * 1.75f);
    channel_row r = plan_row(l, 0);
    float tail = box + 2 * r.plus + (s->bias ? text_width(FONT_DIGITS_STRONG, size, bias) + size + 2 * r.plus : 0);
    r = plan_row(l, l->sums.w - tail);
    float x = l->sums.x + r.plus / 2, y = r.y + r.side + 2 * l->unit + r.size * 0.65f;
    for (int c = r.begin; c < r.end; c++) {
        exact &= channel_term(l, &r, x, c);
        x += r.each;
        if (c + 1 < r.end || r.end - r.begin < l->channels)
            x = plus(l, &r, x, "+");
    }
    if (r.end - r.begin < l->channels)
        x = rest_term(l, &r, x, &exact);
    if (s->bias) {
        x = plus(l, &r, x, sign);
        rect at = large_box(l, x, y, ROLE_FILTER, r.size * 1.15f, bias);
        x = at.x + at.w;
    }
    x = plus(l, &r, x, exact ? "=" : "≈");
    l->result = large_box(l, x, y, ROLE_MAP, size, result);
}

void large_channels(large *l) {
    large_channel_row(l);
    focus_sum(l);
}
