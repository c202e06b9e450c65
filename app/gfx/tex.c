/* A formula is a tree of boxes. Measuring and drawing walk it the same way. */
#include "tex.h"

#include "utf8.h"

#include <ctype.h>
#include <string.h>

enum { NESTING = 24 };

typedef enum tex_kind { TEX_WORD, TEX_ROW, TEX_FRACTION, TEX_SCRIPTS, TEX_FENCE, TEX_SPACE } tex_kind;

struct tex {
    tex_kind kind;
    char text[24];               /* of a word; of a fence: its opening sign, then its closing one, each of one letter */
    bool italic, big, loose;     /* loose: an operator with space around it */
    int role;                    /* a theme_role, -1: ink */
    float space;                 /* of TEX_SPACE, in sizes */
    tex *first, *second, *third; /* the row; fraction over and under; base, sub, sup */
    tex *next;                   /* in a row */
};

typedef struct reader {
    const char *at, *end;
    cnn_arena *arena;
    int depth;
    cnn_status status;
} reader;

static tex *made(reader *r, tex_kind kind) {
    tex *t = cnn_arena_alloc(r->arena, 1, sizeof *t);
    if (!t) {
        if (!cnn_failed(r->status))
            r->status = cnn_no_memory("a formula", sizeof *t);
        return NULL;
    }
    t->kind = kind;
    t->role = -1;
    return t;
}

static void wrong(reader *r, const char *format, const char *detail) {
    if (!cnn_failed(r->status))
        r->status = cnn_fail(CNN_BAD_INPUT, format, detail);
}

/* What a letter means everywhere in Stride. */
static int role_of(char letter) {
    switch (letter) {
    case 'I':
    case 'x':
    case 'X':
        return ROLE_INPUT;
    case 'F':
    case 'w':
    case 'W':
    case 'D':
    case 'K':
        return ROLE_FILTER;
    case 'S':
        return ROLE_STRIDE;
    case 'P':
        return ROLE_PADDING;
    case 'O':
    case 'y':
    case 'Y':
        return ROLE_MAP;
    case 'g':
        return ROLE_GRADIENT;
    default:
        return -1;
    }
}

static tex *word(reader *r, const char *text, bool italic, int role) {
    tex *t = made(r, TEX_WORD);
    if (t) {
        cnn_format(t->text, sizeof t->text, "%s", text);
        t->italic = italic;
        t->role = role;
    }
    return t;
}

static tex *operator_word(reader *r, const char *text) {
    tex *t = word(r, text, false, -1);
    if (t)
        t->loose = true;
    return t;
}

static tex *row(reader *r, const char *closing);

static const struct {
    const char *name, *text;
    int kind; /* 0 a sign, 1 an operator, 2 an upright word, 3 italic, 4 big, 5 a gradient's sign */
} signs[] = {{"cdot", "·", 0}, {"times", "×", 1}, {"div", "÷", 1}, {"pm", "±", 1}, {"le", "≤", 1}, {"ge", "≥", 1},
    {"ne", "≠", 1}, {"approx", "≈", 1}, {"to", "→", 1}, {"Rightarrow", "⇒", 1}, {"infty", "∞", 0}, {"in", "∈", 1},
    {"ldots", "…", 0}, {"max", "max", 2}, {"min", "min", 2}, {"exp", "exp", 2}, {"ln", "ln", 2}, {"log", "log", 2},
    {"argmax", "argmax", 2}, {"alpha", "α", 3}, {"beta", "β", 3}, {"gamma", "γ", 3}, {"delta", "δ", 3},
    {"Delta", "Δ", 0}, {"eta", "η", 3}, {"mu", "μ", 3}, {"sigma", "σ", 3}, {"lambda", "λ", 3}, {"sum", "Σ", 4},
    {"partial", "∂", 5}, {"lbrace", "{", 0}, {"rbrace", "}", 0}};

static tex *sign_named(reader *r, const char *name) {
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        if (strcmp(name, signs[i].name))
            continue;
        tex *t = word(r, signs[i].text, signs[i].kind == 3, signs[i].kind == 5 ? ROLE_GRADIENT : -1);
        if (t) {
            t->loose = signs[i].kind == 1;
            t->big = signs[i].kind == 4;
        }
        return t;
    }
    return NULL;
}

/* The command's name after a backslash: letters, or one sign. */
static void take_name(reader *r, char *name, size_t size) {
    size_t length = 0;
    while (r->at < r->end && isalpha((unsigned char)*r->at) && length + 1 < size)
        name[length++] = *r->at++;
    if (!length && r->at < r->end)
        name[length++] = *r->at++;
    name[length] = '\0';
}

static tex *group(reader *r) {
    while (r->at < r->end && *r->at == ' ')
        r->at++;
    if (r->at >= r->end || *r->at != '{') {
        wrong(r, "a formula needs { } here%s", "");
        return NULL;
    }
    r->at++;
    return row(r, "}");
}

static tex *upright(reader *r) {
    while (r->at < r->end && *r->at == ' ')
        r->at++;
    const char *close = r->at < r->end && *r->at == '{' ? memchr(r->at, '}', (size_t)(r->end - r->at)) : NULL;
    if (!close) {
        wrong(r, "\\text needs { } after it%s", "");
        return NULL;
    }
    tex *whole = made(r, TEX_ROW), **link = whole ? &whole->first : NULL;
    for (const char *at = r->at + 1; link && at < close;) {
        char piece[24];
        size_t length = 0;
        while (at < close && length + 5 < sizeof piece) {
            piece[length++] = *at++;
            if (at < close && ((unsigned char)*at & 0xC0) != 0x80 && length > 16)
                break;
        }
        piece[length] = '\0';
        *link = word(r, piece, false, -1);
        link = *link ? &(*link)->next : NULL;
    }
    r->at = close + 1;
    return whole;
}

static tex *fence(reader *r, const char *open, const char *close, const char *closing) {
    tex *t = made(r, TEX_FENCE), *body = row(r, closing);
    if (!t)
        return NULL;
    cnn_format(t->text, sizeof t->text, "%s%s", open, close);
    t->first = body;
    return t;
}

static tex *command_box(reader *r) {
    char name[24];
    take_name(r, name, sizeof name);
    if (!strcmp(name, "frac")) {
        tex *t = made(r, TEX_FRACTION), *over = group(r), *under = group(r);
        if (t) {
            t->first = over;
            t->second = under;
        }
        return t;
    }
    if (!strcmp(name, "text"))
        return upright(r);
    if (!strcmp(name, "lfloor"))
        return fence(r, "⌊", "⌋", "\\rfloor");
    if (!strcmp(name, "lceil"))
        return fence(r, "⌈", "⌉", "\\rceil");
    if (!strcmp(name, "left")) {
        if (r->at < r->end && *r->at == '(') {
            r->at++;
            return fence(r, "(", ")", "\\right)");
        }
        wrong(r, "\\left stands before ( only%s", "");
        return NULL;
    }
    if (!strcmp(name, "quad") || !strcmp(name, ",") || !strcmp(name, " ")) {
        tex *t = made(r, TEX_SPACE);
        if (t)
            t->space = name[0] == 'q' ? 1 : name[0] == ',' ? 0.17f : 0.3f;
        return t;
    }
    if (name[0] && !isalpha((unsigned char)name[0]))
        return word(r, name, false, -1);
    tex *t = sign_named(r, name);
    if (!t)
        wrong(r, "there is no \\%s in formulas here", name);
    return t;
}

static tex *atom(reader *r) {
    char c = *r->at;
    if (c == '{')
        return group(r);
    if (c == '}') {
        wrong(r, "a } has no {%s", "");
        return NULL;
    }
    if (c == '\\') {
        r->at++;
        return command_box(r);
    }
    char text[24] = "";
    if (isdigit((unsigned char)c) || (c == '.' && r->at + 1 < r->end && isdigit((unsigned char)r->at[1]))) {
        size_t length = 0;
        while (r->at < r->end && (isdigit((unsigned char)*r->at) || *r->at == '.') && length < 20) {
            if (*r->at == '.' && !(r->at + 1 < r->end && isdigit((unsigned char)r->at[1])))
                break;
            text[length++] = *r->at++;
        }
        text[length] = '\0';
        return word(r, text, false, -1);
    }
    if (isalpha((unsigned char)c)) {
        text[0] = *r->at++;
        return word(r, text, true, role_of(c));
    }
    const char *from = r->at;
    uint32_t code = cnn_utf8_next(&r->at);
    if (r->at > r->end)
        r->at = r->end;
    cnn_format(text, sizeof text, "%.*s", (int)(r->at - from), from);
    if (c == '-')
        return operator_word(r, "−");
    if (c == '+' || c == '=' || c == '<' || c == '>' || code == 0x2212 || code == 0xD7 || code == 0x2248)
        return operator_word(r, text);
    return word(r, text, false, -1);
}

/* An atom with its subscript and superscript. */
static tex *scripted(reader *r) {
    tex *base = atom(r), *whole = base;
    while (!cnn_failed(r->status) && r->at < r->end && (*r->at == '_' || *r->at == '^')) {
        bool up = *r->at++ == '^';
        if (r->at >= r->end) {
            wrong(r, "a formula ends after %s", up ? "^" : "_");
            break;
        }
        tex *script = atom(r);
        if (whole == base) {
            whole = made(r, TEX_SCRIPTS);
            if (!whole)
                break;
            whole->first = base;
        }
        if (up ? whole->third != NULL : whole->second != NULL)
            wrong(r, "a formula has %s twice on the same letter", up ? "^" : "_");
        *(up ? &whole->third : &whole->second) = script;
    }
    return whole;
}

/* Everything up to `closing` (NULL: the end). */
static tex *row(reader *r, const char *closing) {
    tex *whole = made(r, TEX_ROW), **link = whole ? &whole->first : NULL;
    size_t length = closing ? strlen(closing) : 0;
    if (++r->depth > NESTING)
        wrong(r, "a formula is nested too deep%s", "");
    while (link && !cnn_failed(r->status)) {
        while (r->at < r->end && isspace((unsigned char)*r->at))
            r->at++;
        bool there = closing && (size_t)(r->end - r->at) >= length && !strncmp(r->at, closing, length);
        if (there) {
            r->at += length;
            break;
        }
        if (r->at >= r->end) {
            if (closing)
                wrong(r, "a formula misses its %s", closing);
            break;
        }
        *link = scripted(r);
        link = *link ? &(*link)->next : NULL;
    }
    r->depth--;
    return whole;
}

cnn_status tex_parse(const char *text, size_t length, cnn_arena *arena, const tex **out) {
    char *copy = cnn_arena_text(arena, text, length); /* terminated, so that no letter runs over the end */
    if (!copy)
        return cnn_no_memory("a formula", length);
    reader r = {.at = copy, .end = copy + length, .arena = arena, .status = cnn_ok()};
    *out = row(&r, NULL);
    return r.status;
}

static font_id font_of(const tex *t) {
    return t->italic ? FONT_FORMULA : FONT_UI;
}

/* Measures a box; with a list it is drawn too. */
typedef struct pen {
    draw_list *list; /* NULL: only measured */
    color ink;
} pen;

static tex_extent box(const pen *p, const tex *t, float size, float x, float y);

static tex_extent word_box(const pen *p, const tex *t, float size, float x, float y) {
    float letters = t->big ? size * 1.35f : size, drop = t->big ? size * 0.12f : 0;
    float ascent = text_ascent(font_of(t), letters), gap = t->loose ? size * 0.24f : 0;
    if (p->list)
        draw_text(p->list, font_of(t), letters, x + gap, y - ascent + drop,
            t->role < 0 ? p->ink : theme_color((theme_role)t->role), t->text);
    return (tex_extent){text_width(font_of(t), letters, t->text) + 2 * gap, ascent * 0.86f - drop,
        (text_height(font_of(t), letters) - ascent) * 0.9f + drop};
}

static tex_extent row_box(const pen *p, const tex *t, float size, float x, float y) {
    tex_extent whole = {0, size * 0.7f, size * 0.2f};
    for (const tex *part = t->first; part; part = part->next) {
        tex_extent e = box(p, part, size, x + whole.width, y);
        whole.width += e.width;
        whole.ascent = e.ascent > whole.ascent ? e.ascent : whole.ascent;
        whole.descent = e.descent > whole.descent ? e.descent : whole.descent;
    }
    return whole;
}

static tex_extent fraction_box(const pen *p, const tex *t, float size, float x, float y) {
    pen quiet = {NULL, p->ink};
    float small = size * 0.88f, bar = size * 0.28f, gap = size * 0.14f, thick = size * 0.06f;
    tex_extent over = box(&quiet, t->first, small, 0, 0), under = box(&quiet, t->second, small, 0, 0);
    float width = (over.width > under.width ? over.width : under.width) + size * 0.3f;
    thick = thick < 1 ? 1 : thick;
    if (p->list) {
        box(p, t->first, small, x + (width - over.width) / 2, y - bar - gap - over.descent);
        box(p, t->second, small, x + (width - under.width) / 2, y - bar + thick + gap + under.ascent);
        draw_rect(p->list, (rect){x + size * 0.06f, y - bar, width - size * 0.12f, thick}, p->ink, 0);
    }
    return (tex_extent){
        width, bar + gap + over.ascent + over.descent, under.ascent + under.descent + gap + thick - bar};
}

static tex_extent scripts_box(const pen *p, const tex *t, float size, float x, float y) {
    float small = size * 0.7f;
    tex_extent base = box(p, t->first, size, x, y), sub = {0}, sup = {0};
    if (t->second)
        sub = box(p, t->second, small, x + base.width, y + size * 0.22f);
    if (t->third)
        sup = box(p, t->third, small, x + base.width, y - size * 0.38f);
    float width = sub.width > sup.width ? sub.width : sup.width, up = sup.ascent + size * 0.38f;
    float down = sub.descent + size * 0.22f;
    return (tex_extent){base.width + width + size * 0.04f, t->third && up > base.ascent ? up : base.ascent,
        t->second && down > base.descent ? down : base.descent};
}

/* One bracket, drawn by hand so that it is as high as its contents. */
static void bracket(const pen *p, const char *sign, rect at, float thick) {
    bool left = !strcmp(sign, "⌊") || !strcmp(sign, "⌈") || !strcmp(sign, "(");
    bool foot = !strcmp(sign, "⌊") || !strcmp(sign, "⌋"), head = !strcmp(sign, "⌈") || !strcmp(sign, "⌉");
    float edge = left ? at.x : at.x + at.w - thick;
    if (foot || head) {
        draw_rect(p->list, (rect){edge, at.y, thick, at.h}, p->ink, 0);
        draw_rect(p->list, (rect){at.x, foot ? at.y + at.h - thick : at.y, at.w, thick}, p->ink, 0);
        return;
    }
    float bend = left ? at.x + at.w : at.x, third = at.h / 4;
    draw_line(p->list, bend, at.y, edge, at.y + third, p->ink, thick);
    draw_line(p->list, edge, at.y + third, edge, at.y + at.h - third, p->ink, thick);
    draw_line(p->list, edge, at.y + at.h - third, bend, at.y + at.h, p->ink, thick);
}

static tex_extent fence_box(const pen *p, const tex *t, float size, float x, float y) {
    pen quiet = {NULL, p->ink};
    tex_extent e = box(&quiet, t->first, size, 0, 0);
    float side = size * 0.26f, gap = size * 0.1f, thick = size * 0.07f < 1 ? 1 : size * 0.07f;
    if (p->list) {
        const char *at = t->text;
        cnn_utf8_next(&at);
        char open[8];
        cnn_format(open, sizeof open, "%.*s", (int)(at - t->text), t->text);
        float top = y - e.ascent - size * 0.06f, height = e.ascent + e.descent + size * 0.12f;
        bracket(p, open, (rect){x, top, side, height}, thick);
        box(p, t->first, size, x + side + gap, y);
        bracket(p, at, (rect){x + side + 2 * gap + e.width, top, side, height}, thick);
    }
    return (tex_extent){e.width + 2 * (side + gap) + size * 0.08f, e.ascent + size * 0.06f, e.descent + size * 0.06f};
}

static tex_extent box(const pen *p, const tex *t, float size, float x, float y) {
    if (!t)
        return (tex_extent){0};
    switch (t->kind) {
    case TEX_WORD:
        return word_box(p, t, size, x, y);
    case TEX_ROW:
        return row_box(p, t, size, x, y);
    case TEX_FRACTION:
        return fraction_box(p, t, size, x, y);
    case TEX_SCRIPTS:
        return scripts_box(p, t, size, x, y);
    case TEX_FENCE:
        return fence_box(p, t, size, x, y);
    case TEX_SPACE:
        break;
    }
    return (tex_extent){t->space * size, 0, 0};
}

tex_extent tex_measure(const tex *formula, float size) {
    return box(&(pen){0}, formula, size, 0, 0);
}

void tex_draw(draw_list *list, const tex *formula, float size, float x, float baseline, color ink) {
    box(&(pen){list, ink}, formula, size, x, baseline);
}
