/* Words are laid one after another into lines; a word may change its face in the middle but never breaks there. Korean
 * breaks between words, as English does. */
#include "prose.h"

#include "utf8.h"

#include <math.h>
#include <string.h>

enum { PIECES = 24, LINE_PIECES = 96, COLUMNS = 24 };
static const float LINE = 1.42f;

/* One run of letters with one face, or a formula. */
typedef struct piece {
    const char *text;
    size_t length;
    const prose_span *span;
    float width, x; /* x: where it stands, when its word has been placed */
} piece;

typedef struct flow {
    ui *u;
    draw_list *list; /* NULL: measured */
    rect at;
    float size, x, y;
    float least;             /* height of a line without formulas */
    piece line[LINE_PIECES]; /* drawn when the line ends, all on one baseline */
    int placed;
    float up, down; /* of the line so far, about that baseline */
    color ink;
    bool strong;
    float widest;
    piece word[PIECES];
    int pieces;
    float word_width, word_up, word_down;
} flow;

static font_id font_of(const flow *f, const prose_span *s) {
    if (s->code)
        return FONT_DIGITS;
    return s->strong || s->slanted || f->strong ? FONT_STRONG : FONT_UI; /* no italic face has Hangul */
}

static float size_of(const flow *f, const prose_span *s) {
    return s->code ? f->size * 0.94f : f->size;
}

/* A line of dots below a word. */
static void dotted(draw_list *list, rect at, float step, color paint) {
    for (float x = at.x; x + step / 2 <= at.x + at.w; x += step)
        draw_rect(list, (rect){x, at.y, step / 2, at.h}, paint, 0);
}

/* The press of a word that can be pressed, and the line below it. */
static void touch_piece(const flow *f, const piece *p, float x, float baseline, color paint) {
    prose_touch *words = f->u->words;
    float size = size_of(f, p->span), ascent = text_ascent(font_of(f, p->span), size), thin = fmaxf(1, size * 0.06f);
    rect at = {x, baseline - ascent, p->width, text_height(font_of(f, p->span), size)};
    rect below = {x, baseline + size * 0.16f, p->width, thin};
    char name[32];
    cnn_format(name, sizeof name, p->span->link ? "link%d" : "word%d", words->count++);
    ui_touch t = ui_touch_of(f->u, name, at, p->span->link != NULL);
    f->u->hand |= t.hovered;
    if (p->span->link || t.hovered)
        draw_rect(f->list, below, paint, 0);
    else if (p->span->first)
        dotted(f->list, below, thin * 4, theme_color(ROLE_QUIET));
    if (!t.pressed)
        return;
    words->pressed = p->span;
    words->at = at;
}

static void draw_piece(const flow *f, const piece *p, float x, float baseline) {
    color paint = p->span->role >= 0 ? theme_color((theme_role)p->span->role) : f->ink;
    bool touched = f->u->words && (p->span->link || p->span->term);
    if (touched && p->span->link)
        paint = theme_color(ROLE_INPUT);
    if (p->span->formula) {
        tex_draw(f->list, p->span->formula, f->size, x, baseline, f->ink);
        return;
    }
    char text[512];
    font_id font = font_of(f, p->span);
    float size = size_of(f, p->span), ascent = text_ascent(font, size);
    cnn_format(text, sizeof text, "%.*s", (int)p->length, p->text);
    if (p->span->code)
        draw_rect(f->list, (rect){x - 1, baseline - ascent * 0.92f, p->width + 2, ascent * 1.2f},
            theme_color(ROLE_CHOSEN), 3);
    draw_text(f->list, font, size, x, baseline - ascent, paint, text);
    if (touched)
        touch_piece(f, p, x, baseline, paint);
}

/* Draws what stands on the line, and goes below it. */
static void end_line(flow *f) {
    float letters = text_ascent(FONT_UI, f->size), need = (f->up + f->down) * 1.16f, height = fmaxf(f->least, need);
    float baseline = f->y + (need > f->least ? (height - f->up - f->down) / 2 + f->up
                                             : (f->least - text_height(FONT_UI, f->size)) / 2 + letters);
    for (int i = 0; i < f->placed && f->list; i++)
        draw_piece(f, &f->line[i], f->line[i].x, baseline);
    f->y += height;
    f->x = f->at.x;
    f->placed = 0;
    f->up = f->down = 0;
}

/* Places the gathered word, on a new line if it does not fit. */
static void place_word(flow *f) {
    if (!f->pieces)
        return;
    bool full = f->placed + f->pieces > LINE_PIECES;
    if (f->x > f->at.x && (full || f->x + f->word_width > f->at.x + f->at.w + 0.5f))
        end_line(f);
    f->up = fmaxf(f->up, fmaxf(f->word_up, text_ascent(FONT_UI, f->size)));
    f->down = fmaxf(f->down, f->word_down);
    for (int i = 0; i < f->pieces; i++) {
        piece *p = &f->line[f->placed++];
        *p = f->word[i];
        p->x = f->x;
        f->x += p->width;
    }
    f->widest = fmaxf(f->widest, f->x - f->at.x);
    f->pieces = 0;
    f->word_width = f->word_up = f->word_down = 0;
}

static void add_piece(flow *f, const prose_span *s, const char *text, size_t length) {
    if (f->pieces == PIECES)
        place_word(f);
    piece p = {text, length, s, 0, 0};
    float up = text_ascent(FONT_UI, f->size), down = text_height(FONT_UI, f->size) - up;
    if (s->formula) {
        tex_extent e = tex_measure(s->formula, f->size);
        p.width = e.width;
        up = e.ascent;
        down = e.descent;
    } else {
        for (const char *at = text; at < text + length;)
            p.width += text_advance(font_of(f, s), size_of(f, s), cnn_utf8_next(&at));
    }
    f->word[f->pieces++] = p;
    f->word_width += p.width;
    f->word_up = fmaxf(f->word_up, up);
    f->word_down = fmaxf(f->word_down, down);
}

/* A word too long for a line breaks where it must. */
static void add_letters(flow *f, const prose_span *s, const char *text, size_t length) {
    float width = 0;
    const char *from = text, *at = text;
    while (at < text + length) {
        const char *before = at;
        float advance = text_advance(font_of(f, s), size_of(f, s), cnn_utf8_next(&at));
        if (width + advance > f->at.w && before > from) {
            place_word(f);
            add_piece(f, s, from, (size_t)(before - from));
            place_word(f);
            from = before;
            width = 0;
        }
        width += advance;
    }
    add_piece(f, s, from, (size_t)(text + length - from));
}

static void add_space(flow *f) {
    place_word(f);
    if (f->x > f->at.x)
        f->x += text_advance(FONT_UI, f->size, ' ');
}

/* The text up to the next space where a line may break: not beside ×, so that 3 × 3 stays together. */
static size_t word_length(const char *at, bool whole) {
    static const char times[] = "×";
    if (whole)
        return strlen(at);
    size_t length = strcspn(at, " \n");
    while (at[length] == ' ') {
        bool before = length >= 2 && !strncmp(at + length - 2, times, 2), after = !strncmp(at + length + 1, times, 2);
        if (!before && !after)
            break;
        length += 1 + strcspn(at + length + 1, " \n");
    }
    return length;
}

static void flow_span(flow *f, const prose_span *s) {
    if (s->formula) {
        add_piece(f, s, "", 0);
        return;
    }
    for (const char *at = s->text; *at;) {
        size_t length = word_length(at, s->whole);
        if (length)
            add_letters(f, s, at, length);
        at += length;
        if (*at) {
            add_space(f);
            at++;
        }
    }
    if (s->newline) {
        place_word(f);
        end_line(f);
    }
}

static flow flow_new(ui *u, draw_list *list, rect at, float size, bool strong) {
    return (flow){.u = u,
        .list = list,
        .at = at,
        .size = size,
        .x = at.x,
        .y = at.y,
        .least = ceilf(size * LINE),
        .ink = theme_color(ROLE_INK),
        .strong = strong};
}

static float flow_end(flow *f) {
    place_word(f);
    if (f->x > f->at.x || f->y == f->at.y)
        end_line(f);
    return f->y - f->at.y;
}

static float text_block(ui *u, draw_list *list, const prose_block *b, rect at, float size, bool strong) {
    flow f = flow_new(u, list, at, size, strong);
    for (int i = 0; i < b->count; i++)
        flow_span(&f, &b->spans[i]);
    return flow_end(&f);
}

/* As narrow as its lines allow, so that no word stands alone on the last one. */
static float heading_block(ui *u, draw_list *list, const prose_block *b, rect at, float size) {
    float high = text_block(u, NULL, b, at, size, true), step = size * 0.5f;
    while (
        high > size * 2 && at.w > size * 6 && text_block(u, NULL, b, (rect){0, 0, at.w - step, 0}, size, true) <= high)
        at.w -= step;
    return text_block(u, list, b, at, size, true);
}

static float item_block(ui *u, draw_list *list, const prose_block *b, rect at, float size) {
    float indent = size * 1.3f * (float)(b->level > 1 ? b->level - 1 : 0), mark = size * (b->number ? 1.5f : 1.1f);
    rect_cut_left(&at, indent);
    char text[16];
    if (b->number)
        cnn_format(text, sizeof text, "%d.", b->number);
    else
        cnn_format(text, sizeof text, "•");
    if (list)
        draw_text(list, FONT_UI, size, at.x, at.y + (ceilf(size * LINE) - text_height(FONT_UI, size)) / 2,
            theme_color(ROLE_QUIET), text);
    rect_cut_left(&at, mark);
    return text_block(u, list, b, at, size, false);
}

static float code_block(draw_list *list, const prose_block *b, rect at, float size) {
    float small = size * 0.93f, line = ceilf(text_height(FONT_DIGITS, small) * 1.2f), y = at.y + size * 0.4f;
    int lines = 0;
    const char *text = b->count && b->spans[0].text ? b->spans[0].text : "";
    for (const char *c = text; *c; c++)
        lines += *c == '\n';
    float height = line * (float)lines + size * 0.8f;
    if (list)
        draw_rect(list, (rect){at.x, at.y, at.w, height}, theme_color(ROLE_CHOSEN), 5);
    for (const char *c = text; *c;) {
        char row[256];
        size_t length = strcspn(c, "\n");
        cnn_format(row, sizeof row, "%.*s", (int)length, c);
        if (list)
            draw_text(list, FONT_DIGITS, small, at.x + size * 0.5f, y, theme_color(ROLE_INK), row);
        y += line;
        c += length + (c[length] == '\n');
    }
    return height;
}

static float formula_block(draw_list *list, const prose_block *b, rect at, float size) {
    const tex *formula = b->count ? b->spans[0].formula : NULL;
    if (!formula)
        return 0;
    float letters = size * 1.16f;
    tex_extent e = tex_measure(formula, letters);
    while (e.width > at.w && letters > size * 0.55f) {
        letters *= 0.95f;
        e = tex_measure(formula, letters);
    }
    if (list)
        tex_draw(list, formula, letters, at.x + fmaxf(0, (at.w - e.width) / 2), at.y + size * 0.3f + e.ascent,
            theme_color(ROLE_INK));
    return e.ascent + e.descent + size * 0.6f;
}

static float picture_block(draw_list *list, const prose_block *b, rect at) {
    float width = fminf(at.w, (float)b->picture.columns * 8),
          height = width * (float)b->picture.rows / (float)b->picture.columns;
    if (list)
        draw_picture(list, (rect){at.x + (at.w - width) / 2, at.y, width, height}, b->picture.pixels,
            b->picture.columns, b->picture.rows);
    return height;
}

/* The preferred widths of a table's columns, shrunk together to the available width. */
static void column_widths(ui *u, const prose_block *rows, int count, float width, float size, float *widths) {
    float total = 0;
    int columns = rows[0].columns < COLUMNS ? rows[0].columns : COLUMNS;
    for (int c = 0; c < columns; c++) {
        widths[c] = size;
        for (int i = 0; i < count; i++) {
            flow f = flow_new(u, NULL, (rect){0, 0, 1e6f, 0}, size, rows[i].first_row);
            for (int j = 0; j < rows[i].count; j++)
                if (rows[i].spans[j].cell == c)
                    flow_span(&f, &rows[i].spans[j]);
            flow_end(&f);
            widths[c] = fmaxf(widths[c], f.widest + size * 0.9f);
        }
        total += widths[c];
    }
    if (total <= width)
        return;
    /* Narrow columns keep what they need; the others share the rest. */
    float left = width;
    int open = columns;
    bool fixed[COLUMNS] = {false};
    for (int again = 0; again < columns; again++)
        for (int c = 0; c < columns; c++)
            if (!fixed[c] && open > 0 && widths[c] <= left / (float)open) {
                fixed[c] = true;
                left -= widths[c];
                open--;
            }
    for (int c = 0; c < columns; c++)
        widths[c] = fixed[c] ? widths[c] : left / (float)open;
}

static float table(ui *u, draw_list *list, const prose_block *rows, int count, rect at, float size) {
    float widths[COLUMNS] = {0}, small = size * 0.93f, y = at.y;
    int columns = rows[0].columns < COLUMNS ? rows[0].columns : COLUMNS;
    column_widths(u, rows, count, at.w, small, widths);
    if (!rows[0].count) { /* an empty head */
        rows++;
        count--;
    }
    for (int i = 0; i < count; i++) {
        float height = 0, x = at.x;
        for (int c = 0; c < columns; c++) {
            flow f =
                flow_new(u, list, (rect){x, y + small * 0.2f, widths[c] - small * 0.7f, 0}, small, rows[i].first_row);
            for (int j = 0; j < rows[i].count; j++)
                if (rows[i].spans[j].cell == c)
                    flow_span(&f, &rows[i].spans[j]);
            height = fmaxf(height, flow_end(&f));
            x += widths[c];
        }
        y += height + small * 0.4f;
        if (list)
            draw_rect(list, (rect){at.x, y, x - at.x - small * 0.4f, 1},
                theme_color(rows[i].first_row ? ROLE_QUIET : ROLE_BORDER), 0);
    }
    return y - at.y;
}

float prose_draw(ui *u, draw_list *list, const prose *p, prose_part part, bool without_items, rect at, float size) {
    float y = at.y;
    bool begun = false, was_item = false;
    for (int i = 0; i < p->count; i++) {
        const prose_block *b = &p->blocks[i];
        bool item = b->kind == PROSE_ITEM;
        bool shown = part == PROSE_ALL || (b->quoted == (part == PROSE_QUOTE) && !b->aside);
        if (!shown || (without_items && item && b->number))
            continue;
        if (begun)
            y += size * (item && was_item ? 0.2f : 0.62f);
        float bar = b->set_off ? size * 0.9f : 0, top = y;
        rect here = {at.x + bar, y, at.w - bar, 0};
        int rows = 0;
        switch (b->kind) {
        case PROSE_PARAGRAPH:
            y += text_block(u, list, b, here, size, false);
            break;
        case PROSE_HEADING:
            y += heading_block(u, list, b, here, size * 1.08f);
            break;
        case PROSE_ITEM:
            y += item_block(u, list, b, here, size);
            break;
        case PROSE_CODE:
            y += code_block(list, b, here, size);
            break;
        case PROSE_FORMULA:
            y += formula_block(list, b, here, size);
            break;
        case PROSE_ROW:
            while (i + rows < p->count && p->blocks[i + rows].kind == PROSE_ROW &&
                   (rows == 0 || !p->blocks[i + rows].first_row))
                rows++;
            y += table(u, list, b, rows, here, size);
            i += rows - 1;
            break;
        case PROSE_RULE:
            if (list)
                draw_rect(list, (rect){at.x, y, at.w, 1}, theme_color(ROLE_BORDER), 0);
            y += 1;
            break;
        case PROSE_PICTURE:
            y += picture_block(list, b, here);
            break;
        }
        if (list && b->set_off)
            draw_rect(list, (rect){at.x, top, size * 0.18f, y - top}, theme_color(ROLE_BORDER), 0);
        begun = true;
        was_item = item;
    }
    return y - at.y;
}
