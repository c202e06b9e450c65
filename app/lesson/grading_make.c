/* Goals: what is to be made of the bench, or of the network that trains. */
#include "grading.h"
#include "numbers.h"

#include <math.h>

static int64_t made_value(const bench *b, make_key key) {
    cnn_axis_size size = cnn_axis_measure(bench_axis(b, CNN_VERTICAL));
    switch (key) {
    case MAKE_OUTPUT:
        return cnn_fit_valid(size.fit) ? size.output : 0;
    case MAKE_INPUT:
        return b->rows;
    case MAKE_FILTER:
        return b->kernel;
    case MAKE_STRIDE:
        return b->stride;
    case MAKE_PADDING:
        return b->padding;
    case MAKE_DILATION:
        return b->dilation;
    case MAKE_PARAMETERS:
        return b->kind == BENCH_POOL ? 0 : (int64_t)b->filters * (b->channels * bench_kernel_cells(b) + 1);
    case MAKE_REMAINDER:
        return cnn_fit_valid(size.fit) ? size.remainder : -1;
    case MAKE_LARGEST:
    case MAKE_ACCURACY:
    case MAKE_PARAMETERS_BELOW:
    case MAKE_COUNT:
        break;
    }
    return 0;
}

/* The map's largest number besides that of the cell asked for, and where it stands. */
static bool made_largest(const bench *b, const question *q, char hint[FEEDBACK_MAX]) {
    const cnn_recording *r = b->recording;
    int row = q->largest[0], column = q->largest[1], best_row = -1, best_column = -1;
    cnn_shape out = r ? r->net->nodes[r->net->output].layout.out : (cnn_shape){0};
    if (row >= out.h || column >= out.w) {
        tr_format(hint, FEEDBACK_MAX, "hint.make_no_cell", row, column);
        return false;
    }
    const float *map = r->pass->value[r->net->output].data;
    float own = map[row * out.w + column], best = -INFINITY;
    for (int i = 0; i < out.h * out.w; i++)
        if (i != row * out.w + column && map[i] > best) {
            best = map[i];
            best_row = i / out.w;
            best_column = i % out.w;
        }
    if (best_row < 0 || (double)own - (double)best >= fmax(q->by, 1e-6))
        return true;
    char one[NUMBER_TEXT], other[NUMBER_TEXT];
    number_text(own, 3, one);
    number_text(best, 3, other);
    tr_format(hint, FEEDBACK_MAX, "hint.make_largest", row, column, one, best_row, best_column, other);
    return false;
}

bool grading_wants_training(const question *q) {
    return q->kind == ASK_MAKE && (q->wants[MAKE_ACCURACY] || q->wants[MAKE_PARAMETERS_BELOW]);
}

bool grading_trained(const grading_training *t, const question *q, char hint[FEEDBACK_MAX]) {
    char number[NUMBER_TEXT], limit[NUMBER_TEXT];
    number_grouped(t->parameters, number);
    number_grouped(q->wanted[MAKE_PARAMETERS_BELOW], limit);
    hint[0] = '\0';
    if (!t->known)
        cnn_format(hint, FEEDBACK_MAX, "%s", tr("hint.make_training"));
    else if (q->wants[MAKE_PARAMETERS_BELOW] && t->parameters >= q->wanted[MAKE_PARAMETERS_BELOW])
        tr_format(hint, FEEDBACK_MAX, "hint.make_below", number, limit);
    else if (q->wants[MAKE_ACCURACY] && t->accuracy < q->wanted[MAKE_ACCURACY])
        tr_format(hint, FEEDBACK_MAX, "hint.make_accuracy", t->accuracy, q->wanted[MAKE_ACCURACY]);
    return !hint[0];
}

bool grading_made(const bench *b, const lesson_scene *scene, char hint[FEEDBACK_MAX]) {
    const question *q = &scene->question;
    hint[0] = '\0';
    if (grading_wants_training(q))
        return false; /* no bench decides that */
    if (q->wants[MAKE_LARGEST] && !made_largest(b, q, hint))
        return false;
    for (int i = 0; i < MAKE_LARGEST; i++) {
        int64_t value = q->wants[i] ? made_value(b, (make_key)i) : 0;
        if (!q->wants[i] || value == q->wanted[i])
            continue;
        static const char *const names[MAKE_LARGEST] = {"hint.make_output", "hint.make_part", "hint.make_part",
            "hint.make_part", "hint.make_part", "hint.make_part", "hint.make_parameters", "hint.make_remainder"};
        static const char letters[] = "OIFSPD  ";
        if (i >= MAKE_INPUT && i <= MAKE_DILATION)
            cnn_format(hint, FEEDBACK_MAX, tr(names[i]), letters[i], (long long)value, q->wanted[i]);
        else
            cnn_format(hint, FEEDBACK_MAX, tr(names[i]), (long long)value, q->wanted[i]);
        return false;
    }
    return true;
}
