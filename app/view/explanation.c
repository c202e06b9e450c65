/* Each kind of operator has its sentence in the strings; here the numbers are put into it. */
#include "explanation.h"

#include "numbers.h"

static void explain_window(const view *v, const cnn_step *s, const cnn_node *node, char *text, size_t size) {
    char number[NUMBER_TEXT];
    bool product = v->state->session.player.at.depth == CNN_DEPTH_PRODUCT;
    if (node->kind == CNN_OP_CONV2D && product) {
        char input[NUMBER_TEXT], weight[NUMBER_TEXT];
        number_text(s->numbers.input, 3, input);
        number_text(s->numbers.weight, 3, weight);
        number_text(s->numbers.product, 3, number);
        cnn_format(
            text, size, tr(s->cell.padding ? "explain.product_padding" : "explain.product"), input, weight, number);
        return;
    }
    number_text(s->result.result, 3, number);
    cnn_format(text, size,
        tr(node->kind == CNN_OP_CONV2D       ? "explain.conv"
            : node->kind == CNN_OP_SUBSAMPLE ? "explain.subsample"
                                             : "explain.pool"),
        (long long)s->taps, number);
}

static void explain_backward(const view *v, const cnn_step *s, const cnn_node *node, char *heading, size_t heading_size,
    char *text, size_t text_size) {
    char number[NUMBER_TEXT];
    number_text(s->result.gradient, 3, number);
    if (v->state->session.player.at.phase == CNN_UPDATE) {
        number_text(v->state->session.bench.recording->settings.rate, 4, number);
        cnn_format(heading, heading_size, "%s", tr("heading.update"));
        cnn_format(text, text_size, tr("explain.update"), number);
    } else if (node->op->window) {
        char key[64];
        cnn_format(key, sizeof key, "heading.back.%s", node->op->name);
        cnn_format(heading, heading_size, "%s", tr(key));
        if (node->weight_count)
            cnn_format(text, text_size, tr("explain.back.conv"), (long long)s->taps, number);
        else
            cnn_format(text, text_size, tr("explain.back.pool"), number);
    } else if (node->input_count > 1) {
        char key[64];
        cnn_format(key, sizeof key, "heading.%s", node->op->name);
        cnn_format(heading, heading_size, "%s", tr(key));
        cnn_format(key, sizeof key, "explain.%s", node->op->name);
        cnn_format(text, text_size, "%s", tr(key));
    } else if (node->kind == CNN_OP_DENSE) {
        cnn_format(heading, heading_size, "%s", tr("heading.back.dense"));
        cnn_format(text, text_size, tr("explain.back.dense"), s->address.map, number);
    } else {
        bool loss = node->op->loss, softmax = node->kind == CNN_OP_SOFTMAX, flatten = node->kind == CNN_OP_FLATTEN;
        cnn_format(heading, heading_size, "%s",
            tr(loss       ? "heading.back.loss"
                : softmax ? "heading.back.softmax"
                : flatten ? "heading.back.flatten"
                          : "heading.back.each"));
        cnn_format(text, text_size, "%s",
            tr(loss       ? "explain.back.loss"
                : softmax ? "explain.softmax"
                : flatten ? "explain.flatten"
                          : "explain.back.each"));
    }
}

void explanation_write(const view *v, char *heading, size_t heading_size, char *text, size_t text_size) {
    const bench *b = &v->state->session.bench;
    text[0] = '\0';
    if (!b->recording || !v->state->session.player.walk) {
        cnn_format(heading, heading_size, "%s", tr("heading.no_fit"));
        cnn_format(text, text_size, "%s", b->note[0] ? b->note : tr("explain.no_fit"));
        return;
    }
    const cnn_node *node = &b->recording->net->nodes[session_node(&v->state->session)];
    cnn_step s = cnn_recording_step(b->recording, v->state->session.player.at);
    if (v->state->session.player.at.phase >= CNN_BACKWARD) {
        explain_backward(v, &s, node, heading, heading_size, text, text_size);
        return;
    }
    char key[64];
    cnn_format(key, sizeof key, "heading.%s", node->op->name);
    cnn_format(
        heading, heading_size, "%s", tr(b->source != BENCH_INSIDE && b->kind == BENCH_POOL ? "heading.pooling" : key));
    if (node->op->window) {
        explain_window(v, &s, node, text, text_size);
        return;
    }
    bool given = node->kind == CNN_OP_LOSS_SUM && b->recording->target;
    cnn_format(key, sizeof key, "explain.%s", given ? "gradient" : node->op->name);
    cnn_format(text, text_size, "%s", tr(key));
}
