/* The Network place: the picture that goes in, the layers, the classes that come out; below them training and who is taken
 * for whom, side by side where there is room, or the editor. */
#include "network_place.h"

#include "network_columns.h"
#include "network_confusion.h"
#include "network_copied.h"
#include "network_editing.h"
#include "network_ends.h"
#include "network_training.h"
#include "segments.h"
#include "told.h"
#include "training_strip.h"

#include <math.h>

/* Design pixels. */
static const float MARGIN = 24, UPPER = 300, LEAST_UPPER = 216, ROW = 32, ROW_GAP = 6, GAP = 12, LEAST_CARD = 226,
                   BOTTOM = 14, CONFUSION = 565, BOTH = 1180, BOTH_HIGH = 300;

static segments tabs_of(const view *v) {
    static const char *const names[NETWORK_TABS] = {
        "network.activations", "network.gradients", "network.filters", "network.filter_gradients", "network.changes"};
    return (segments){names, NULL, NETWORK_TABS, (int)v->state->screen.tab, 14};
}

static segments lowers_of(const view *v, bool both) {
    static const char *const with_classes[] = {"network.training", "network.judged", "network.editing"};
    static const char *const copies[] = {"network.training", "network.copies", "network.editing"};
    const char *const *names = v->state->training.snapshot.classifies ? with_classes : copies;
    static const char *const two[] = {"network.training", "network.editing"};
    network_lower now = v->state->screen.lower;
    if (both)
        return (segments){two, NULL, 2, now == NETWORK_EDITING, 14};
    return (segments){names, NULL, NETWORK_LOWERS, (int)now, 14};
}

/* The three switches stand in one row where their words can be read there, else in two. */
static bool needs_two(const view *v, float wide, bool both) {
    static const float NARROWEST = 0.86f; /* of their width: smaller letters and margins */
    segments tabs = tabs_of(v), lowers = lowers_of(v, both);
    float right = v->state->screen.present ? 0 : segments_width(v->ui, &lowers),
          all = network_set_width(v) + segments_width(v->ui, &tabs) + right;
    return wide - 2 * ui_px(v->ui, GAP) < all * NARROWEST;
}

static void draw_tabs(const view *v, rect at) {
    segments tabs = tabs_of(v);
    int pressed = segments_draw(v, at, &tabs);
    if (pressed >= 0)
        view_ask_value(v, REQUEST_use_tab, pressed);
}

static void draw_lowers(const view *v, rect at, bool both) {
    segments lowers = lowers_of(v, both);
    int pressed = segments_draw(v, at, &lowers);
    if (pressed >= 0)
        view_ask_value(v, REQUEST_use_lower, both && pressed == 1 ? NETWORK_EDITING : pressed);
}

/* Which set, what of each layer, and what stands below. */
static void draw_row(const view *v, rect at, bool both) {
    segments tabs = tabs_of(v), lowers = lowers_of(v, both);
    float gap = ui_px(v->ui, GAP), set = network_set_width(v), middle = segments_width(v->ui, &tabs),
          right = v->state->screen.present ? 0 : segments_width(v->ui, &lowers);
    if (needs_two(v, at.w, both)) {
        draw_tabs(v, rect_cut_top(&at, ui_px(v->ui, ROW)));
        rect_cut_top(&at, ui_px(v->ui, ROW_GAP));
        middle = -gap;
    }
    float fit = fminf(1, (at.w - 2 * gap) / (set + middle + right));
    network_set_draw(v, rect_cut_left(&at, set * fit));
    rect_cut_left(&at, gap);
    if (middle > 0)
        draw_tabs(v, rect_cut_left(&at, middle * fit));
    if (right > 0)
        draw_lowers(v, rect_cut_right(&at, right * fit), both);
}

static void draw_upper(const view *v, rect at) {
    network_layout l = network_layout_of(v, at);
    network_source_draw(v, &l);
    network_classes_draw(v, &l);
    network_columns_draw(v, &l, network_picture_at(v, &l));
}

static rect card(const view *v, rect at) {
    draw_rect(v->list, at, theme_color(ROLE_PANEL), ui_px(v->ui, 12));
    draw_frame(v->list, at, theme_color(ROLE_BORDER), ui_px(v->ui, 1), ui_px(v->ui, 12));
    return (rect){at.x + ui_px(v->ui, 16), at.y + ui_px(v->ui, 11), at.w - ui_px(v->ui, 32), at.h - ui_px(v->ui, 22)};
}

/* Who is taken for whom; without classes, what became of the picture. */
static void draw_compared(const view *v, rect at) {
    if (v->state->training.snapshot.classifies)
        network_confusion_draw(v, at);
    else
        network_copied_draw(v, at);
}

static void draw_lower(const view *v, rect at, bool both) {
    network_lower now = v->state->screen.lower;
    if (now == NETWORK_EDITING) {
        network_editing_draw(v, card(v, at));
        return;
    }
    if (both) {
        rect right = rect_cut_right(&at, ui_px(v->ui, CONFUSION));
        rect_cut_right(&at, ui_px(v->ui, 16));
        draw_compared(v, card(v, right));
    }
    if (both || now == NETWORK_TRAINING)
        network_training_draw(v, card(v, at));
    else
        draw_compared(v, card(v, at));
}

static bool is_ready(const view *v, rect at) {
    const training *t = &v->state->training;
    if (t->live && t->snapshot.state != LIVE_LOADING && t->seen)
        return true;
    char note[2 * CNN_MESSAGE_MAX], text[160];
    told(t->snapshot.note, note, sizeof note);
    ui_paragraph(v->ui, rect_inset(at, ui_px(v->ui, MARGIN)), FONT_UI, ui_px(v->ui, 16), theme_color(ROLE_QUIET),
        t->snapshot.state == LIVE_FAILED ? note : training_loading_text(&t->snapshot, text));
    return false;
}

void network_place_draw(const view *v, rect at) {
    if (!is_ready(v, at))
        return;
    float unit = v->ui->scale;
    rect in = {at.x + MARGIN * unit, at.y, at.w - 2 * MARGIN * unit, at.h - BOTTOM * unit};
    bool present = v->state->screen.present, both = in.w >= BOTH * unit && in.h >= BOTH_HIGH * unit;
    float switches = (needs_two(v, in.w, both) ? 2 * ROW + ROW_GAP : ROW) * unit,
          rest = switches + (GAP + BOTTOM) * unit;
    float upper =
        present ? at.h - rest : fmaxf(LEAST_UPPER * unit, fminf(UPPER * unit, at.h - rest - LEAST_CARD * unit));
    draw_upper(v, rect_cut_top(&in, upper));
    rect row = rect_cut_top(&in, switches);
    rect_cut_top(&in, GAP * unit);
    both &= in.h >= BOTH_HIGH * unit;
    v->own->sees_confusion = both && !present;
    draw_row(v, row, both);
    if (!present)
        draw_lower(v, in, both);
}
