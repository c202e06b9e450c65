/* A softmax or a loss as a table: a row for each class, a column for each number that is made of its score. What is one
 * number for all classes stands below the column that it comes from. The table fills as the steps go on. */
#include "class_terms.h"
#include "marks.h"
#include "op_view.h"
#include "pictures.h"
#include "tensor_panel.h"

#include <math.h>
#include <string.h>

enum { COLUMNS = 6, ROWS = 64 };

typedef struct class_column {
    char title[48];
    bool power;        /* the title is e with a raised exponent */
    bool share, signs; /* has a bar: of a share; to both sides */
    theme_role role;
    float values[ROWS]; /* of the rows in sight */
    int term;           /* a press goes to it; -1: to none */
    int64_t told;       /* classes from the first on that have their number */
    char foot[64];      /* below it */
    bool foot_now;
    float x, w; /* pixels */
} class_column;

typedef struct class_table {
    const stage *s;
    class_terms t;
    float px, size, names;
    rect at;
    unit_rows rows;
    class_column columns[COLUMNS];
    int count;
    int chosen; /* the class of the present step, or -1 */
} class_table;

static class_column *add_column(class_table *c, const char *title, theme_role role, int64_t told) {
    class_column *column = &c->columns[c->count < COLUMNS ? c->count++ : COLUMNS - 1];
    *column = (class_column){.role = role, .term = -1, .told = told};
    cnn_format(column->title, sizeof column->title, "%s", title);
    return column;
}

/* How many classes have their number of a term. */
static int64_t told_of(const class_table *c, int term) {
    const stage *s = c->s;
    if (term != s->step.address.term)
        return term < s->step.address.term ? c->t.count : 0;
    int64_t whole = s->done / c->t.plane, more = s->done % c->t.plane > c->t.pixel;
    return whole + more;
}

static void set_foot(const class_table *c, class_column *column, int term, const char *words) {
    const stage *s = c->s;
    char number[NUMBER_TEXT];
    bool now = term == s->step.address.term;
    number_text(class_term(&c->t, term, 0), 3, number);
    column->foot_now = now;
    if (now && s->hidden)
        cnn_format(column->foot, sizeof column->foot, "%s ?", words);
    else if (now && s->partial)
        cnn_format(column->foot, sizeof column->foot, "%s …", words);
    else if (term <= s->step.address.term)
        cnn_format(column->foot, sizeof column->foot, "%s %s", words, number);
}

static void title_of(const class_table *c, int term, char *title, size_t size) {
    const char *name = c->t.segment->terms[term].name;
    char key[48];
    cnn_format(key, sizeof key, "%s.%s", c->s->own->terms, name ? name : "sum");
    cnn_format(title, size, "%s", tr(key));
}

static void fill_input(class_table *c, class_column *column) {
    for (int i = 0; i < c->rows.shown; i++)
        column->values[i] = c->t.call.in[0].data[(c->rows.first + i) * c->t.plane + c->t.pixel];
}

static void fill_term(class_table *c, class_column *column, int term) {
    column->term = term;
    for (int i = 0; i < c->rows.shown; i++)
        column->values[i] = class_term(&c->t, term, c->rows.first + i);
}

typedef float (*number_of)(cnn_numbers n);
static float weight_of(cnn_numbers n) {
    return n.weight;
}
static float product_of(cnn_numbers n) {
    return n.product;
}
static float input_of(cnn_numbers n) {
    return n.input;
}
static float upstream_of(cnn_numbers n) {
    return n.gradient;
}

static void fill_numbers(class_table *c, class_column *column, int term, number_of which) {
    for (int i = 0; i < c->rows.shown; i++)
        column->values[i] = which(class_numbers(&c->t, term, c->rows.first + i));
}

/* ---- which columns there are ---- */

static bool targets_numbers(const stage *s) {
    cnn_target target = s->node->op->target;
    return target == CNN_TARGET_NUMBERS || target == CNN_TARGET_GRADIENT;
}

static void forward_columns(class_table *c) {
    const stage *s = c->s;
    char title[48];
    bool scores = c->t.quotient >= 0;
    fill_input(
        c, add_column(c, tr(scores ? "units.score" : "units.value"), scores ? ROLE_MAP : ROLE_INPUT, c->t.count));
    if (targets_numbers(s)) {
        class_column *target = add_column(c, tr("softmax.target"), ROLE_GRADIENT, c->t.count);
        fill_numbers(c, target, 0, weight_of);
    }
    if (s->node->op->target == CNN_TARGET_GRADIENT)
        fill_numbers(c, add_column(c, tr("units.product_of"), ROLE_MAP, c->t.count), 0, product_of);
    for (int term = 0; term < c->t.segment->term_count; term++) {
        title_of(c, term, title, sizeof title);
        if (class_term_each(&c->t, term)) {
            class_column *column = add_column(c, title, ROLE_INK, told_of(c, term));
            column->power = term == c->t.exp;
            column->share = term == c->t.quotient;
            fill_term(c, column, term);
            continue;
        }
        bool of_input = cnn_term_taps(c->t.segment->terms[term]) > 1 && c->t.segment->terms[term].fold != CNN_FOLD_SUM;
        set_foot(c, &c->columns[of_input ? 0 : c->count - 1], term, term == c->t.sum ? "Σ" : title);
    }
}

static void backward_columns(class_table *c) {
    const stage *s = c->s;
    int last = c->t.segment->term_count - 1;
    char title[48];
    if (s->node->op->loss) {
        bool share = s->own->compared != NULL;
        class_column *compared =
            add_column(c, tr(share ? s->own->compared : "stage.output"), share ? ROLE_INK : ROLE_MAP, c->t.count);
        compared->share = share;
        fill_numbers(c, compared, 0, share ? product_of : input_of);
        fill_numbers(c, add_column(c, tr("softmax.target"), ROLE_GRADIENT, c->t.count), 0, weight_of);
    } else {
        class_column *share = add_column(c, tr("softmax.quotient"), ROLE_INK, c->t.count);
        share->share = true;
        fill_numbers(c, share, last, weight_of);
        bool plain = s->own->plain_total;
        class_column *summed = add_column(c, plain ? "∂L/∂y" : "∂L/∂p", ROLE_GRADIENT, c->t.count);
        fill_numbers(c, summed, last, upstream_of);
        if (!plain) {
            summed = add_column(c, "p · ∂L/∂p", ROLE_INK, c->t.count);
            fill_numbers(c, summed, last, product_of);
        }
        set_foot(c, summed, 0, "Σ");
    }
    title_of(c, last, title, sizeof title);
    class_column *gradient = add_column(c,
        !s->node->op->loss ? title
        : s->own->compared ? "∂L/∂z"
                           : "∂L/∂x",
        ROLE_GRADIENT, told_of(c, last));
    gradient->signs = true;
    fill_term(c, gradient, last);
}

/* ---- where they stand ---- */

/* Of a softmax, or of a loss of distances. */
static const char *exponent_of(const class_table *c) {
    return c->t.max >= 0 ? "z − max" : "min − y";
}

static float title_width(const class_table *c, const class_column *column) {
    if (column->power)
        return text_width(FONT_FORMULA, c->size * 1.1f, "e") + text_width(FONT_FORMULA, c->size, exponent_of(c));
    return text_width(FONT_STRONG, c->size, column->title);
}

/* Numbers take what they need; bars share what is left. */
static void place_columns(class_table *c, float most) {
    float number = text_width(FONT_DIGITS_STRONG, c->size, "−00.000"), gap = 18 * c->px, fixed = c->names, bars = 0;
    for (int i = 0; i < c->count; i++) {
        class_column *column = &c->columns[i];
        float least = fmaxf(fmaxf(title_width(c, column), number),
            i ? text_width(FONT_DIGITS_STRONG, c->size, column->foot) : 0); /* the first foot reaches below the names */
        column->w = least;
        fixed += gap + (column->share || column->signs ? 0 : least);
        bars += column->share || column->signs ? 1 : 0;
    }
    float x = c->at.x + c->names, wide = bars > 0 ? fminf((most - fixed) / bars, 320 * c->px) : 0;
    for (int i = 0; i < c->count; i++) {
        class_column *column = &c->columns[i];
        bool bar = column->share || column->signs;
        float least = (column->share ? share_text_width(c->s) : 0) + 40 * c->px;
        column->w = bar ? fmaxf(wide, least) : column->w;
        column->x = x + gap;
        x += gap + column->w;
    }
    c->at.w = fminf(x + 8 * c->px - c->at.x, c->at.w);
}

static void draw_head(const class_table *c, rect row) {
    const view *v = c->s->v;
    for (int i = 0; i < c->count; i++) {
        const class_column *column = &c->columns[i];
        rect at = {column->x, row.y, column->w, row.h};
        bool now = column->term >= 0 && column->term == c->s->step.address.term;
        color ink = theme_color(column->role);
        if (column->power)
            draw_raised(c->s, at.x + at.w, at.y + at.h / 2, c->size * 1.1f, 1, ink, "e", exponent_of(c));
        else
            draw_text_in(v->list, FONT_STRONG, view_fit_text(FONT_STRONG, c->size, 13 * c->px, at.w, column->title), at,
                column->share ? 0 : 1, ink, column->title);
        if (now)
            draw_rect(v->list, (rect){at.x, at.y + at.h - 3 * c->px, at.w, 3 * c->px}, ink, 1);
    }
}

static number_format format_of(const class_table *c, const class_column *column) {
    number_format f = number_format_of(column->values, (size_t)c->rows.shown, 3);
    if (f.power)
        f = (number_format){.decimals = f.power >= -3 ? 4 : 3};
    return f;
}

static void draw_signed_bar(const class_table *c, rect at, float value, float most) {
    const view *v = c->s->v;
    float inset = fminf(6 * c->px, at.h * 0.22f), half = at.w / 2, part = most > 0 ? value / most : 0;
    rect bar = {at.x, at.y + inset, at.w, at.h - 2 * inset};
    draw_rect(v->list, bar, theme_color(ROLE_EMPTY), 3 * c->px);
    float wide = fmaxf(fabsf(part) * half, 2 * c->px);
    draw_rect(v->list, (rect){value < 0 ? at.x + half - wide : at.x + half, bar.y, wide, bar.h},
        theme_color(value < 0 ? ROLE_NEGATIVE : ROLE_POSITIVE), 2 * c->px);
    draw_rect(v->list, (rect){at.x + half, bar.y - 1, 1, bar.h + 2}, theme_color(ROLE_QUIET), 0);
}

static void draw_cell(const class_table *c, const class_column *column, int row, rect at, number_format f, float most) {
    const stage *s = c->s;
    const view *v = s->v;
    int k = c->rows.first + row;
    bool known = k < column->told, truth = k == s->r->label && units_are_classes(s);
    bool now = column->term >= 0 && column->term == s->step.address.term && k == s->step.position / c->t.plane;
    if (column->share) {
        draw_share(&c->t, at, column->values[row], known, known && k == class_largest(&c->t), truth);
        if (now && s->hidden)
            draw_text_in(v->list, FONT_DIGITS_STRONG, c->size, at, 1, theme_color(ROLE_INK), "?");
        return;
    }
    char text[NUMBER_TEXT];
    number_in(column->values[row], f, text);
    if (f.decimals == 3 && column->power && column->values[row] > 0 && column->values[row] < 0.0005f)
        cnn_format(text, sizeof text, "≈ 0");
    if (now && s->hidden)
        cnn_format(text, sizeof text, "?");
    rect number = at;
    if (column->signs) {
        number = rect_cut_right(&at, text_width(FONT_DIGITS_STRONG, c->size, "−00.000"));
        rect_cut_right(&at, 6 * c->px);
        if (known)
            draw_signed_bar(c, at, column->values[row], most);
    }
    if (known || (now && s->hidden))
        draw_text_in(v->list, now ? FONT_DIGITS_STRONG : FONT_DIGITS, c->size, number, 1,
            theme_color(k == c->chosen ? ROLE_INK : column->role), text);
    else
        draw_rect(v->list,
            (rect){number.x + number.w * 0.3f, number.y + number.h * 0.32f, number.w * 0.7f, number.h * 0.36f},
            theme_color(ROLE_EMPTY), 3 * c->px);
}

static int present_class(const class_table *c) {
    int term = c->s->step.address.term;
    if (class_term_each(&c->t, term))
        return (int)(c->s->step.position / c->t.plane);
    bool by_product = c->s->v->state->session.player.at.depth == CNN_DEPTH_PRODUCT;
    return by_product ? (int)c->s->step.tap : -1;
}

static void draw_names(const class_table *c, int chosen) {
    const view *v = c->s->v;
    for (int i = 0; i < c->rows.shown; i++) {
        int k = c->rows.first + i;
        rect row = {c->at.x, c->rows.y + (float)i * c->rows.high, c->at.w, c->rows.high};
        char number[16];
        const char *name = unit_name(c->s, k, number);
        font_id font = k == chosen ? FONT_STRONG : FONT_UI;
        if (k == chosen)
            draw_rect(v->list, row, theme_color(ROLE_CHOSEN), 6 * c->px);
        bool truth = k == c->s->r->label && units_are_classes(c->s);
        rect label = {row.x, row.y, c->names - 8 * c->px, row.h};
        draw_text_in(v->list, font, view_fit_text(font, c->size, 13 * c->px, label.w, name), label, 1,
            theme_color(truth ? ROLE_GRADIENT : ROLE_INK), name);
    }
}

static void press_on(const class_table *c, const class_column *column) {
    const stage *s = c->s;
    const view *v = s->v;
    rect at = {column->x, c->rows.y, column->w, c->rows.high * (float)c->rows.shown};
    char name[32];
    cnn_format(name, sizeof name, "classes.%d", column->term);
    ui_touch t = ui_touch_of(v->ui, name, at, false);
    v->ui->hand |= t.hovered;
    if (!t.pressed)
        return;
    cnn_term box = c->t.segment->terms[column->term];
    int64_t row = (int64_t)((v->ui->in.y - at.y) / c->rows.high);
    int64_t position = (c->rows.first + row) * c->t.plane + c->t.pixel;
    cnn_address to = s->step.address;
    to.depth = CNN_DEPTH_POSITION;
    to.term = column->term;
    to.map = (int)(position / ((int64_t)box.rows * box.columns));
    to.row = (int)(position / box.columns % box.rows);
    to.column = (int)(position % box.columns);
    to.channel = to.tap_row = to.tap_column = 0;
    view_go(v, to);
}

static void draw_columns(const class_table *c, rect foot) {
    const view *v = c->s->v;
    bool feet = false;
    for (int i = 0; i < c->count; i++) {
        const class_column *column = &c->columns[i];
        number_format f = format_of(c, column);
        float most = facts_now(column->values, (size_t)c->rows.shown).most;
        for (int row = 0; row < c->rows.shown; row++)
            draw_cell(c, column, row, (rect){column->x, c->rows.y + (float)row * c->rows.high, column->w, c->rows.high},
                f, most);
        if (column->term >= 0)
            press_on(c, column);
        rect below = {column->x - (i ? 0 : c->names), foot.y, column->w + (i ? 0 : c->names), foot.h};
        if (column->foot[0])
            draw_text_in(v->list, column->foot_now ? FONT_DIGITS_STRONG : FONT_DIGITS, c->size, below, 1,
                theme_color(column->foot_now ? ROLE_MAP : ROLE_INK), column->foot);
        feet |= column->foot[0] != '\0';
    }
    if (feet)
        draw_rect(v->list, (rect){c->at.x + c->names, foot.y + 1, c->at.w - c->names, 1}, theme_color(ROLE_BORDER), 0);
}

/* The gradient goes on to the layer before. */
static void draw_way_out(const class_table *c, rect foot) {
    const stage *s = c->s;
    const class_column *last = &c->columns[c->count - 1];
    char text[96];
    tr_format(text, sizeof text, "units.goes_to", s->r->net->nodes[s->node->inputs[0]].name);
    float y = foot.y + foot.h * 1.5f, words = text_width(FONT_UI, c->size, text);
    float right = last->x + last->w, left = fmaxf(right - words - 60 * c->px, c->at.x + words + 60 * c->px);
    mark_arrow(s->v, right, y, left - 6 * c->px, y, theme_color(ROLE_GRADIENT), 2 * c->px);
    draw_text_in(s->v->list, FONT_UI, c->size, (rect){left - words - 14 * c->px, y - foot.h / 2, words, foot.h}, 1,
        theme_color(ROLE_GRADIENT), text);
}

static void draw_card(const class_table *c, rect at, int of) {
    const stage *s = c->s;
    step_line lines[CLASS_STEPS];
    char number[16], title[96];
    int now = s->step.address.term, done = now;
    if (!s->hidden && !s->partial && (!class_term_each(&c->t, now) || of < told_of(c, now)))
        done++;
    int count = class_step_lines(&c->t, of, c->t.call.in[0].data[of * c->t.plane + c->t.pixel], done, now, lines);
    tr_format(title, sizeof title, "steps.title", unit_name(s, of, number));
    draw_step_card(s, at, title, lines, count);
}

void draw_terms(const stage *s) {
    class_table c = {.s = s, .px = s->v->ui->scale, .size = unit_label_size(s)};
    if (!class_terms_of(s, s->step.address.node, s->phase, &c.t))
        return;
    bool carded = c.t.quotient >= 0 && s->phase != CNN_BACKWARD, back = s->phase == CNN_BACKWARD;
    int chosen = c.chosen = present_class(&c);
    rect at = s->area;
    draw_stage_title(s, &at, "");
    draw_stage_sum(s, &at, 2);
    float least = unit_row_least(s) + 6 * c.px;
    rect pages = rect_cut_top(&at, (float)c.t.count * least > at.h - 3 * least ? least : 0);
    rect head = rect_cut_top(&at, least), foot = rect_cut_bottom(&at, back ? 2 * least : least);
    rect_cut_top(&at, 4 * c.px);
    c.names = fminf(unit_names_width(s, FONT_STRONG, c.size) + 14 * c.px, at.w * 0.22f);
    float card = carded ? fmaxf(fminf(340 * c.px, at.w * 0.34f), 200 * c.px) + 24 * c.px : 0;
    c.at = at;
    c.rows = unit_rows_at(s, "units.rows", at.y, at.h, 34 * c.px, c.t.count, chosen < 0 ? 0 : chosen);
    c.rows.shown = c.rows.shown < ROWS ? c.rows.shown : ROWS;
    if (back)
        backward_columns(&c);
    else
        forward_columns(&c);
    place_columns(&c, at.w - card - 8 * c.px);
    draw_head(&c, head);
    draw_names(&c, chosen);
    foot.y = c.rows.y + c.rows.high * (float)c.rows.shown + 2 * c.px;
    foot.h = least;
    draw_columns(&c, foot);
    if (back)
        draw_way_out(&c, foot);
    rect right = {c.at.x + c.at.w + 24 * c.px, head.y, at.x + at.w - c.at.x - c.at.w - 24 * c.px, at.y + at.h - head.y};
    if (pages.h > 0)
        unit_pages(s, "units.rows", pages, 0, "units.rows", c.rows.first, c.rows.shown, c.t.count);
    bool classes = s->r->label >= 0 && s->r->label < c.t.count && units_are_classes(s);
    if (carded && right.w > 150 * c.px)
        draw_card(&c, right, chosen >= 0 ? chosen : classes ? s->r->label : class_largest(&c.t));
}
