/* A size is right when each of its sides is: rows × columns, and with three sides the channels first or last. One number
 * stands for the side that the layer's formula is about. */
#include "grading_answer.h"

#include "numbers.h"
#include "question.h"

static void say_expected(const lesson_scene *scene, const char *reason, char *hint) {
    const char *expected = tr(scene->question.kind == ASK_SIZE ? "answer.expects_size" : "answer.expects_number");
    cnn_format(hint, FEEDBACK_MAX, "%s %s", tr(reason), expected);
}

bool grading_can_judge(const lesson_scene *scene, const typed_answer *given, char hint[FEEDBACK_MAX]) {
    static const char *const reasons[] = {[ANSWER_EMPTY] = "answer.empty",
        [ANSWER_WORDS] = "answer.words",
        [ANSWER_UNFINISHED] = "answer.unfinished",
        [ANSWER_ZERO_DIVIDES] = "answer.zero_divides",
        [ANSWER_SIZE] = "answer.size"};
    hint[0] = '\0';
    if (given->kind == ANSWER_NUMBER || (given->kind == ANSWER_SIZE && scene->question.kind == ASK_SIZE))
        return true;
    say_expected(scene, reasons[given->kind], hint);
    return false;
}

/* Channels, rows and columns of the output; false: there is none. */
static bool sides_of(const bench *b, const lesson_scene *scene, double side[3]) {
    int node;
    if (b->source == BENCH_INSIDE) {
        if (cnn_failed(question_node(b, scene, &node)) || node < 0)
            return false;
        cnn_shape out = b->recording->net->nodes[node].layout.out;
        side[0] = out.c;
        side[1] = out.h;
        side[2] = out.w;
        return true;
    }
    side[0] = b->kind == BENCH_POOL ? b->channels : b->filters;
    for (int i = 0; i < 2; i++) {
        cnn_axis_size size = cnn_axis_measure(bench_axis(b, i ? CNN_HORIZONTAL : CNN_VERTICAL));
        side[1 + i] = cnn_fit_valid(size.fit) ? (double)size.output : 0;
    }
    return true;
}

static bool is_size(const double given[3], double one, double two, double three) {
    return given[0] == one && given[1] == two && given[2] == three;
}

/* A wrong side is explained as if it alone had been given. */
static bool size_is_right(const bench *b, const lesson_scene *scene, const typed_answer *given, char *hint) {
    double side[3];
    const double *is = given->side;
    if (!sides_of(b, scene, side)) {
        cnn_format(hint, FEEDBACK_MAX, "%s", tr("answer.size"));
        return false;
    }
    if (given->sides == 3) {
        if (is_size(is, side[0], side[1], side[2]) || is_size(is, side[1], side[2], side[0]))
            return true;
        bool first = is[0] == side[0], last = is[2] == side[0];
        if (!first && !last)
            cnn_format(hint, FEEDBACK_MAX, "%s", tr("hint.size_channels"));
        else
            grading_given(b, scene, first ? is[1] : is[0], hint);
        return false;
    }
    if (is[0] == side[1] && is[1] == side[2])
        return true;
    if (is[0] == side[2] && is[1] == side[1])
        cnn_format(hint, FEEDBACK_MAX, "%s", tr("hint.size_swapped"));
    else if (is[0] == side[1])
        cnn_format(hint, FEEDBACK_MAX, "%s", tr("hint.size_columns"));
    else
        grading_given(b, scene, is[0], hint);
    return false;
}

bool grading_answer(const bench *b, const lesson_scene *scene, const typed_answer *given, char hint[FEEDBACK_MAX]) {
    if (given->kind == ANSWER_SIZE)
        return size_is_right(b, scene, given, hint);
    for (int i = given->readings - 1; i >= 0; i--) /* the hint is about the first reading */
        if (grading_given(b, scene, given->value[i], hint))
            return true;
    return false;
}

cnn_status grading_text(const bench *b, const lesson_scene *scene, char *text, size_t size) {
    double right, side[3];
    cnn_status status = grading_number(b, scene, &right);
    char number[NUMBER_TEXT];
    if (cnn_failed(status))
        return status;
    number_text((float)right, 3, number);
    bool flat = scene->question.kind == ASK_SIZE && sides_of(b, scene, side) && side[1] != side[2] && side[1] > 1 &&
                side[2] > 1;
    if (flat)
        cnn_format(text, size, "%.0f × %.0f", side[1], side[2]);
    else
        cnn_format(text, size, "%s", number);
    return status;
}
