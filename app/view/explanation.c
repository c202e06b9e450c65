/* Each kind of operator has its sentence in the strings; here the numbers are put into it. */
#include "explanation.h"

#include "numbers.h"
#include "op_sums.h"
#include "textbook.h"
#include "told.h"

static void explain_update(const stage *s, char *text, size_t size) {
    char number[NUMBER_TEXT];
    number_text(s->r->settings.rate, 4, number);
    tr_format(text, size, update_buffer(s)[0] ? "explain.update" : "explain.update_plain", number);
}

static void explain_backward(const stage *s, char *text, size_t size) {
    const op_view *own = s->own;
    if (s->phase == CNN_UPDATE)
        explain_update(s, text, size);
    else if (textbook_is_on(s->v->state))
        cnn_format(text, size, "%s", tr("explain.back.textbook"));
    else if (own->explain_backward)
        own->explain_backward(s, text, size);
    else
        cnn_format(text, size, "%s", tr("explain.back.each"));
}

static void explain_forward(const stage *s, char *text, size_t size) {
    const op_view *own = s->own;
    char key[64];
    cnn_format(key, sizeof key, "explain.%s", s->node->op->name);
    if (own->explain)
        own->explain(s, text, size);
    else
        cnn_format(text, size, "%s", tr(key));
}

void explanation_write(const view *v, char *heading, size_t heading_size, char *text, size_t text_size) {
    const bench *b = &v->state->session.bench;
    stage s;
    op_view_gather(&s, v);
    text[0] = '\0';
    if (!s.node) {
        cnn_format(heading, heading_size, "%s", tr("heading.no_fit"));
        told(b->note[0] ? b->note : tr("explain.no_fit"), text, text_size);
        return;
    }
    if (s.phase >= CNN_BACKWARD) {
        bool book = textbook_is_on(v->state);
        const char *key = s.phase == CNN_UPDATE ? "heading.update"
                          : book                ? "heading.back.textbook"
                                                : s.own->back_heading;
        cnn_format(heading, heading_size, "%s", tr(key));
        explain_backward(&s, text, text_size);
        return;
    }
    char key[64];
    bool pools = b->source != BENCH_INSIDE && b->kind == BENCH_POOL;
    cnn_format(key, sizeof key, "heading.%s", pools ? "pooling" : s.node->op->name);
    cnn_format(heading, heading_size, "%s", tr(key));
    explain_forward(&s, text, text_size);
}
