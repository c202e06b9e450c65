/* A bullet under a numbered choice is its reason, one that begins with "=" the line after the right answer, one that
 * begins with an answer and a colon is for that wrong answer. */
#include "remark.h"

#include <math.h>
#include <string.h>

prose remark_to_choice(const prose *page, int choice) {
    return prose_reason(page, choice);
}

bool remark_same(const typed_answer *given, const typed_answer *named) {
    if (named->kind == ANSWER_SIZE || given->kind == ANSWER_SIZE) {
        bool same = named->sides == given->sides;
        for (int i = 0; same && i < named->sides; i++)
            same = named->side[i] == given->side[i];
        return same;
    }
    double value = named->value[0], allowed = value == floor(value) ? 1e-6 : fmax(0.0051, 0.005 * fabs(value));
    for (int i = 0; i < given->readings; i++)
        if (fabs(given->value[i] - value) <= allowed)
            return true;
    return false;
}

prose remark_to_answer(const prose *page, const typed_answer *given) {
    int from = 0;
    for (prose hint; (hint = prose_next_aside(page, PROSE_HINT, &from)).count;) {
        typed_answer named = answer_read(hint.blocks[0].answer);
        if (named.readings && remark_same(given, &named))
            return hint;
    }
    return (prose){0};
}

static bool is_for_paper(const prose *hint) {
    const char *named = hint->blocks[0].answer;
    return !strcmp(named, "paper") || !strcmp(named, "종이");
}

prose remark_on_paper(const prose *page) {
    int from = 0;
    for (prose hint; (hint = prose_next_aside(page, PROSE_HINT, &from)).count;)
        if (is_for_paper(&hint))
            return hint;
    return (prose){0};
}

prose remark_because(const prose *page, const question *q) {
    int from = 0;
    prose because = prose_next_aside(page, PROSE_BECAUSE, &from);
    return because.count || q->kind != ASK_CHOOSE ? because : prose_reason(page, q->choice);
}

void remark_check(lesson *l, const lesson_page *page, const question *q, language in) {
    const prose *text = &page->text[in];
    int from = 0, count = 0, first = page->line[in] + 1;
    for (prose b; (b = prose_next_aside(text, PROSE_BECAUSE, &from)).count;)
        if (++count == 2)
            lesson_problem(l, in, first + b.blocks->line, "one line says why the answer is right; this is another one");
    from = 0;
    for (prose b; (b = prose_next_aside(text, PROSE_REASON, &from)).count;)
        if (q->kind != ASK_CHOOSE)
            lesson_problem(l, in, first + b.blocks->line,
                "a bullet below a numbered line is the reason of a choice, but the question of \"%s\" has none to "
                "choose",
                page->id);
    from = 0;
    for (prose b; (b = prose_next_aside(text, PROSE_HINT, &from)).count;) {
        typed_answer named = answer_read(b.blocks->answer);
        if (is_for_paper(&b))
            continue;
        if (!named.readings)
            lesson_problem(l, in, first + b.blocks->line,
                "a bullet of a question begins with = (why the answer is right) or with a wrong answer and a colon, as "
                "in "
                "\"- 13: The bias counts once.\"");
        else if (q->kind == ASK_CHOOSE)
            lesson_problem(l, in, first + b.blocks->line,
                "the answers of \"%s\" are chosen: what is said to one stands as a bullet below its numbered line",
                page->id);
    }
}
