/* Numbers come from the recording of the present bench, so they are right after every change. */
#include "grading.h"

#include "feedback.h"
#include "numbers.h"
#include "pass.h"
#include "question.h"
#include "receptive_field.h"

#include <math.h>

bool grading_takes_number(ask kind) {
    return kind >= ASK_CELL && kind <= ASK_PIXEL;
}

static double count_of(const bench *b, ask kind, int node) {
    const cnn_net *net = b->recording->net;
    double whole = 0;
    for (int i = node < 0 ? 1 : node; i <= (node < 0 ? net->output : node); i++) {
        const cnn_node *n = &net->nodes[i];
        const cnn_segment *s = cnn_walk_find(b->recording->walk, CNN_FORWARD, i);
        whole += kind == ASK_PARAMETERS
                     ? (double)(n->attrs.fixed ? 0 : n->weight_count + n->bias_count - n->layout.absent)
                 : kind == ASK_PRODUCTS ? (n->weight_count && s ? (double)s->steps : 0)
                                        : (double)cnn_shape_image(n->layout.out);
    }
    return whole;
}

/* The weights of the operator are window filters, one for each channel it sees. */
static bool has_filters(const cnn_node *n) {
    return n->op->family == CNN_FAMILY_WINDOW_SUM && cnn_op_setting(n->op, "filters");
}

static cnn_status gradient_asked(const bench *b, const lesson_scene *scene, double *out) {
    const question *q = &scene->question;
    const cnn_recording *r = b->recording;
    cnn_address at;
    cnn_status status = question_address(b, scene, &at);
    if (cnn_failed(status))
        return status;
    const cnn_node *n = &r->net->nodes[at.node];
    cnn_call call = cnn_pass_call(r->pass, r->before, at.node, 0);
    cnn_shape in = call.in[0].shape;
    int c = q->cell[0], row = q->cell[1], column = q->cell[2],
        channels = n->attrs.groups ? in.c / n->attrs.groups : in.c;
    bool inside = q->of == OF_INPUT  ? c < in.c && row < in.h && column < in.w
                  : q->of == OF_BIAS ? (size_t)c < n->bias_count
                                     : n->weight_count && c < channels && row < n->attrs.kernel[0] &&
                                           column < n->attrs.kernel[1] && (size_t)q->filter < n->bias_count;
    if (!inside || (q->of == OF_FILTER && !has_filters(n)) || (q->of == OF_INPUT && !call.din[0].data))
        return cnn_fail(CNN_BAD_INPUT, "line %d: %s has no such gradient", q->line, n->name);
    if (q->of == OF_INPUT)
        *out = call.din[0].data[((ptrdiff_t)c * in.h + row) * in.w + column];
    else if (q->of == OF_BIAS)
        *out = r->share[n->bias_at + (size_t)c];
    else
        *out =
            r->share[n->weight_at +
                     (size_t)(((q->filter * channels + c) * n->attrs.kernel[0] + row) * n->attrs.kernel[1] + column)];
    return status;
}

static double field_of(const bench *b, int node) {
    const cnn_net *net = b->recording->net;
    cnn_shape out = net->nodes[node].layout.out;
    cnn_span rows = {out.h / 2, out.h / 2}, columns = {out.w / 2, out.w / 2};
    cnn_rectangle field = cnn_net_receptive_field(net, node, (cnn_rectangle){rows, columns});
    cnn_span side = cnn_net_shown_axis(net, node) == CNN_VERTICAL ? field.rows : field.columns;
    return (double)(side.last - side.first + 1);
}

static cnn_status pixel_asked(const lesson_scene *scene, double *out) {
    const shown_picture *p = scene->shown;
    const int *cell = scene->question.cell;
    if (!p || cell[0] >= p->channels || cell[1] >= p->rows || cell[2] >= p->columns)
        return cnn_fail(CNN_BAD_INPUT, "line %d: the picture has no pixel in row %d, column %d", scene->question.line,
            cell[1], cell[2]);
    *out = shown_picture_number(p, cell[0], cell[1], cell[2]);
    return cnn_ok();
}

cnn_status grading_number(const bench *b, const lesson_scene *scene, double *out) {
    const question *q = &scene->question;
    cnn_address at;
    cnn_status status = cnn_ok();
    *out = 0;
    if (q->kind == ASK_PIXEL)
        return pixel_asked(scene, out);
    if (q->kind == ASK_SIZE && b->source != BENCH_INSIDE) {
        cnn_axis_size size = cnn_axis_measure(bench_axis(b, CNN_VERTICAL));
        *out = cnn_fit_valid(size.fit) ? (double)size.output : 0;
        return status;
    }
    if (!b->recording)
        return question_without_recording(scene);
    int node;
    status = question_node(b, scene, &node);
    if (cnn_failed(status))
        return status;
    switch (q->kind) {
    case ASK_CELL:
    case ASK_VALUE:
        status = question_address(b, scene, &at);
        if (!cnn_failed(status)) {
            cnn_step step = cnn_recording_step(b->recording, at);
            *out = at.phase == CNN_UPDATE ? step.change.after : step.result.result;
        }
        return status;
    case ASK_GRADIENT:
        return gradient_asked(b, scene, out);
    case ASK_SIZE:
    case ASK_FIELD:
        if (node < 0)
            return cnn_fail(CNN_BAD_INPUT, "line %d: the question needs \"at\" to say of which layer", q->line);
        *out = q->kind == ASK_FIELD ? field_of(b, node) : (double)cnn_axis_measure(question_axis(b, scene)).output;
        return status;
    case ASK_PARAMETERS:
    case ASK_OUTPUTS:
    case ASK_PRODUCTS:
        *out = count_of(b, q->kind, q->kind == ASK_OUTPUTS && node < 0 ? b->recording->net->output : node);
        return status;
    case ASK_NOTHING:
    case ASK_PIXEL:
    case ASK_PICK:
    case ASK_CHOOSE:
    case ASK_MAKE:
    case ASK_EXPLAIN:
        break;
    }
    return cnn_fail(CNN_BAD_INPUT, "line %d: this question has no number", q->line);
}

bool grading_near(double given, double right) {
    double allowed = right == floor(right) ? 1e-6 : fmax(0.0051, 0.005 * fabs(right));
    return fabs(given - right) <= allowed;
}

bool grading_given(const bench *b, const lesson_scene *scene, double given, char hint[FEEDBACK_MAX]) {
    double right;
    hint[0] = '\0';
    cnn_status status = grading_number(b, scene, &right);
    if (cnn_failed(status)) {
        cnn_format(hint, FEEDBACK_MAX, "%s", status.message);
        return false;
    }
    double tolerance = scene->question.tolerance;
    if (tolerance > 0 ? fabs(given - right) <= tolerance + 1e-9 : grading_near(given, right))
        return true;
    if (scene->question.kind == ASK_PIXEL)
        feedback_pixel(scene, given, grading_near, hint);
    else
        feedback_number(b, scene, given, right, grading_near, hint);
    return false;
}
