/* The page: its text scrolls, the question stands below it in a box of its own (lesson_question.c), and what the page
 * opens can be changed there. */
#include "lesson_page.h"

#include "bench_panel.h"
#include "lesson_question.h"
#include "page_words.h"
#include "picture_view.h"
#include "scrolling.h"
#include "told.h"

#include <math.h>
#include <string.h>

static float letters(const view *v) {
    return ui_px(v->ui, v->width < 1200 * v->ui->scale ? 16.2f : 16.5f);
}

static const char *quiz_name(quiz_kind kind) {
    static const char *const names[] = {"quiz.review_of", "quiz.check_of", "quiz.final_of"};
    return names[kind];
}

void lesson_page_above(const state *s, char *text, size_t size) {
    const reader *c = &s->lesson;
    const course_entry *e = c->at >= 0 ? &c->entries[c->at] : NULL;
    text[0] = '\0';
    if (c->quiz)
        cnn_format(text, size, tr(quiz_name(c->quiz->kind)), c->page + 1, c->lesson->count);
    else if (e && e->number)
        cnn_format(text, size, tr("lesson.number"), e->number);
    else if (e)
        cnn_format(text, size, "%s", e->title[strings_language()]);
}

/* What the page opens, as in the bench's panel. */
float lesson_page_controls(const view *v, rect at, bool visible) {
    unsigned parts = OPEN_SIZE | OPEN_STRIDE | OPEN_PADDING | OPEN_DILATION | OPEN_PICTURE,
             open = v->state->lesson.scene.open & parts;
    int count = 0;
    for (unsigned bit = 1; bit < OPEN_ALL; bit <<= 1)
        count += (open & bit) != 0;
    if (!count || v->state->session.bench.source == BENCH_INSIDE)
        return 0;
    float height = ui_px(v->ui, 29) * (float)count;
    rect room = {at.x, at.y, at.w, height};
    if (visible)
        bench_panel_parts(v, &room, open);
    return height;
}

/* "LESSON 8", small above the title of the page; of a lesson that is not of the course its own title. */
static float lesson_number(const view *v, rect at, bool visible) {
    ui *u = v->ui;
    char text[COURSE_TITLE + 32];
    lesson_page_above(v->state, text, sizeof text);
    float size = ui_px(u, 13), height = text_height(FONT_STRONG, size) + ui_px(u, 2);
    if (visible)
        draw_text(v->list, FONT_STRONG, size, at.x, at.y, theme_color(ROLE_QUIET), text);
    return text[0] ? height : 0;
}

static float page_title(const view *v, rect at, bool visible) {
    ui *u = v->ui;
    float big = ui_px(u, 22);
    const char *title = reader_title(&v->state->lesson);
    at.w = ui_paragraph_width(u, at.w, FONT_STRONG, big, title);
    if (visible)
        ui_paragraph(u, at, FONT_STRONG, big, theme_color(ROLE_INK), title);
    return ui_paragraph_height(u, at.w, FONT_STRONG, big, title);
}

/* How tall the page is, and what of it. */
typedef struct page_height {
    float text;  /* down to the box of the question */
    float whole; /* down to what is said about the answer, or to the end */
    float said;  /* where that begins; 0: nothing is asked */
    float room;  /* as tall as it can become when something is said */
} page_height;

static page_height page_body(const view *v, rect at, float size, bool visible) {
    ui *u = v->ui;
    const reader *c = &v->state->lesson;
    float y = at.y, gap = size * 1.1f;
    draw_list *list = visible ? v->list : NULL;
    y += lesson_number(v, (rect){at.x, y, at.w, 0}, visible);
    y += page_title(v, (rect){at.x, y, at.w, 0}, visible) + size * 0.4f;
    y += page_words_draw(v, PROSE_TEXT, false, (rect){at.x, y, at.w, 0}, size, visible);
    if (c->error[0]) {
        y += gap * 0.6f;
        char error[2 * CNN_MESSAGE_MAX];
        told(c->error, error, sizeof error);
        prose_span words = {.text = error, .role = ROLE_WARNING};
        prose_block block = {.spans = &words, .count = 1};
        y += prose_draw(
            u, list, &(prose){.blocks = &block, .count = 1}, PROSE_TEXT, false, (rect){at.x, y, at.w, 0}, size);
    }
    if (c->scene.question.kind == ASK_NOTHING) {
        float controls = lesson_page_controls(v, (rect){at.x, y + gap, at.w, 0}, visible);
        float whole = y + (controls > 0 ? controls + gap : 0) - at.y;
        return (page_height){whole, whole, 0, whole};
    }
    page_height tall = {.text = y + gap - at.y};
    rect box = {at.x, y + gap, at.w, 0};
    float below = ui_px(u, 8), letters_said = size * LESSON_SAID;
    tall.said = tall.text + lesson_question(v, box, size, visible) + below;
    rect said = {at.x, at.y + tall.said, at.w, 0};
    tall.whole = tall.said + lesson_question_verdict(v, said, letters_said, false);
    bool whole = c->hint[0] || tall.whole <= at.h + v->own->scroll; /* how one answers is not shown cut */
    lesson_question_verdict(v, said, letters_said, visible && whole);
    tall.room = fmaxf(tall.whole, tall.text + below + lesson_question_room(v, box, letters_said));
    return tall;
}

static void footer(const view *v, rect at) {
    ui *u = v->ui;
    const reader *c = &v->state->lesson;
    draw_rect(v->list, (rect){at.x, at.y, at.w, 1}, theme_color(ROLE_BORDER), 0);
    rect row = rect_inset(at, ui_px(u, 8));
    rect left = rect_cut_left(&row, row.h), right = rect_cut_right(&row, row.h);
    if (ui_button(u, "lesson.previous", left, "‹", UI_OUTLINED, false, c->page > 0 || c->at > 0)) {
        view_ask_value(v, REQUEST_page, -1);
    }
    if (ui_button(u, "lesson.next", right, "›", UI_OUTLINED, false, true)) {
        view_ask_value(v, REQUEST_page, 1);
    }
    rect_cut_left(&row, ui_px(u, 8));
    rect_cut_right(&row, ui_px(u, 8));
    char text[96];
    cnn_format(text, sizeof text, "%s  ·  %d / %d", tr("lesson.contents"), c->page + 1, c->lesson->count);
    if (ui_button(u, "lesson.contents", row, text, UI_PLAIN, false, true)) {
        view_ask(v, REQUEST_contents);
    }
}

/* What Space does next, in a word; NULL: it waits for an answer. */
static const char *next_word(const view *v) {
    static const char *const turns[] = {"lesson.do_on", "lesson.do_zoom", "lesson.do_divide", "lesson.do_split"};
    const state *s = v->state;
    const reader *c = &s->lesson;
    picture_turn turn;
    if (v->own->scroll_below && !s->session.player.playing)
        return "lesson.do_read";
    if (reader_asks(c))
        return NULL;
    if (!reader_plays(c, &s->session))
        return reader_will_review(c)                 ? "lesson.do_review"
               : reader_steps(c, &s->session)        ? "lesson.do_step"
               : reader_will_measure(c, &s->session) ? "lesson.do_nudge"
                                                     : "lesson.do_on";
    return c->scene.show == SHOW_PICTURE && shown_picture_plays(&c->picture, &turn) ? turns[turn] : "lesson.do_play";
}

/* The one thing to do, as a button with its key in it. */
static void next_button(const view *v, rect at) {
    ui *u = v->ui;
    const char *word = next_word(v);
    if (!word)
        return;
    if (ui_button(u, "lesson.on", at, "", UI_PRIMARY, false, true))
        view_ask(v, REQUEST_onward);
    color ink = theme_color(ROLE_PRIMARY_INK);
    float pad = ui_px(u, 18), size = ui_px(u, 13.5f);
    draw_text_in(v->list, FONT_STRONG, ui_px(u, 16.5f), (rect){at.x + pad, at.y, at.w, at.h}, 0, ink, tr(word));
    float wide = text_width(FONT_DIGITS, size, "Space") + ui_px(u, 22), high = ui_px(u, 26);
    rect cap = {at.x + at.w - pad - wide, at.y + (at.h - high) / 2, wide, high};
    draw_frame(v->list, cap, color_alpha(ink, 0.6f), ui_px(u, 1.2f), ui_px(u, 6));
    draw_text_in(v->list, FONT_DIGITS, size, cap, 0.5f, ink, "Space");
}

static void key_back(const view *v, rect at) {
    ui *u = v->ui;
    float x = at.x + ui_px(u, 20), y = at.y + ui_px(u, 4);
    x += ui_key(u, x, y, "⌫") + ui_px(u, 6);
    draw_text_in(v->list, FONT_UI, ui_px(u, 15), (rect){x, y, at.w, ui_px(u, 22)}, 0, theme_color(ROLE_QUIET),
        tr(state_zooms_picture(v->state) ? "command.whole_picture" : "lesson.key_back"));
}

/* Where in the picture one is, as long as the text has room above it. */
static void picture_map(const view *v, rect *in, float whole) {
    float high = state_zooms_picture(v->state) ? picture_view_map(v, *in, false) : 0;
    if (high > 0 && whole + high <= in->h)
        picture_view_map(v, rect_cut_bottom(in, high), true);
}

/* Once something was said, all of it is brought into sight, and the question above it as far as there is room. */
static void follow_said(const view *v, const page_height *tall, float room) {
    view_state *own = v->own;
    const reader *c = &v->state->lesson;
    bool news = own->followed_told != c->told, begins = own->followed_typing != c->typing && c->typing;
    own->followed_told = c->told;
    own->followed_typing = c->typing;
    if (tall->said > 0 && (begins || (news && c->hint[0] && c->say != SAY_SOLVED)))
        own->scroll = fmaxf(own->scroll, fminf(tall->whole - room, own->scroll_most));
}

/* Scrolls the page in a room of this height. Reading on ends where the question stands whole, with the room for what will
 * be said to the answer as far as the question stays in sight. */
static void scroll_page(const view *v, rect at, const page_height *tall, float room) {
    view_state *own = v->own;
    own->scroll_step = v->height * 0.4f;
    own->scroll_most = fmaxf(tall->room - room, 0);
    bool silent = tall->said > 0 && !v->state->lesson.hint[0]; /* how one answers need not be seen */
    float asked = fmaxf((silent ? tall->said : tall->whole) - room, 0);
    own->scroll_read = fminf(own->scroll_most, fmaxf(asked, fminf(own->scroll_most, tall->text)));
    own->scroll_below = own->scroll + 1 < asked;
    follow_said(v, tall, room);
    scrolling_by_wheel(v, at, &own->scroll, own->scroll_most);
    own->scroll_below = own->scroll + 1 < asked;
}

void lesson_page_draw(const view *v, rect at) {
    ui *u = v->ui;
    draw_rect(v->list, at, theme_color(ROLE_PANEL), 0);
    draw_rect(v->list, (rect){at.x + at.w - 1, at.y, 1, at.h}, theme_color(ROLE_BORDER), 0);
    footer(v, rect_cut_bottom(&at, ui_px(u, 48)));
    key_back(v, rect_cut_bottom(&at, ui_px(u, 34)));
    float button = ui_px(u, 46), apart = ui_px(u, 14), size = letters(v);
    rect in = {at.x + ui_px(u, 20), at.y + ui_px(u, 16), at.w - ui_px(u, 42), at.h - ui_px(u, 16)};
    page_height tall = page_body(v, in, size, false);
    picture_map(v, &in, tall.room + button + 2 * apart);
    rect low = rect_cut_bottom(&in, button + ui_px(u, 6));
    rect_cut_bottom(&at, at.y + at.h - low.y + apart);
    rect_cut_bottom(&in, apart);
    scroll_page(v, at, &tall, in.h);
    ui_open(u, (rect){at.x, at.y + 1, at.w - 1, at.h - 1});
    page_body(v, (rect){in.x, in.y - v->own->scroll, in.w, in.h}, size, true);
    ui_close(u);
    if (v->own->scroll > 0 || v->own->scroll_below)
        scrolling_mark(v, (rect){at.x, in.y, at.w, in.h}, v->own->scroll, tall.room);
    if (next_word(v))
        next_button(v, (rect){low.x, fminf(low.y, in.y + tall.whole + apart), low.w, button});
}
