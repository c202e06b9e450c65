/* The sentence about an answer. It is made anew when the language changes, from what was answered. */
#include "reader.h"

#include "remark.h"

/* The engine's own hint, or a short word before what the author says. */
static void tell_wrong(reader *c, const bench *b) {
    ask kind = c->scene.question.kind;
    bool told = reader_remark(c).count > 0;
    if (told && kind != ASK_MAKE && kind != ASK_PICK) {
        cnn_format(c->hint, sizeof c->hint, "%s", tr("lesson.not_yet"));
    } else if (kind == ASK_CHOOSE) {
        cnn_format(c->hint, sizeof c->hint, "%s", tr("lesson.not_this"));
    } else if (kind == ASK_PICK) {
        grading_picked(b, &c->scene, c->picked[0], c->picked[1], c->hint);
    } else if (kind == ASK_MAKE) {
        grading_made(b, &c->scene, c->hint);
    } else {
        typed_answer given = answer_read(c->checked);
        grading_answer(b, &c->scene, &given, c->hint);
    }
}

static void tell_shown(reader *c, const bench *b) {
    char text[64];
    bool told = reader_remark(c).count > 0;
    cnn_format(c->hint, sizeof c->hint, "%s", tr(told ? "lesson.shown_because" : "lesson.shown"));
    if (grading_takes_number(c->scene.question.kind) && !cnn_failed(grading_text(b, &c->scene, text, sizeof text)))
        cnn_format(c->hint, sizeof c->hint, tr(told ? "lesson.shown_number_because" : "lesson.shown_number"), text);
}

void reader_tell(reader *c, const bench *b, reader_say say) {
    c->say = say;
    c->said_in = strings_language();
    c->hint[0] = '\0';
    typed_answer given = answer_read(c->checked);
    switch (say) {
    case SAY_NOTHING:
        break;
    case SAY_FIRST:
        cnn_format(c->hint, sizeof c->hint, "%s",
            tr(c->scene.question.kind == ASK_MAKE ? "lesson.first_make" : "lesson.first_answer"));
        break;
    case SAY_WRONG:
        tell_wrong(c, b);
        break;
    case SAY_UNREAD:
        grading_can_judge(&c->scene, &given, c->hint);
        break;
    case SAY_RIGHT:
        cnn_format(c->hint, sizeof c->hint, "%s", tr(c->attempts ? "lesson.right_now" : "lesson.right"));
        break;
    case SAY_SHOWN:
        tell_shown(c, b);
        break;
    case SAY_SOLVED:
        cnn_format(c->hint, sizeof c->hint, "%s", tr("lesson.solved"));
        break;
    }
}
