/* What an operator looks like: a row for each, found through op_table.h, so that one without a row does not link. */
#ifndef OP_VIEW_H
#define OP_VIEW_H

#include "derived.h"
#include "written.h"

typedef struct op_view {
    const char *forward;  /* what it computes, in one line; NULL: the formula of its output size stands there */
    const char *backward; /* the same of the backward phase */

    void (*draw)(const stage *s); /* the grids, forward */
    void (*card)(
        const stage *s, rect at); /* how one number becomes another, between input and output; NULL: an arrow */
    void (*draw_backward)(const stage *s); /* and backward */
    void (*draw_textbook)(const stage *s); /* the other lens on the backward phase; NULL: there is none */

    void (*write)(const stage *s, written *w);          /* the sum of a forward step */
    void (*write_backward)(const stage *s, derived *d); /* the arithmetic of a backward one */

    /* A few sentences about the present step. NULL: the string "explain.conv" and so on, by the operator's name. */
    void (*explain)(const stage *s, char *text, size_t size);
    void (*explain_backward)(const stage *s, char *text, size_t size);
    const char *back_heading; /* a key of the strings */

    const char *opening, *between, *closing; /* of a product or a choice, as it is written */
    const char *form, *form_below;           /* of a function, for sum_of_form; of x <= 0, where that is another */
    const char *kind;                        /* pooling: the key of what it keeps, in one word; NULL: none */
    const char *output;                      /* the key of what its output is called; NULL: an activation map */
    const char *compared; /* losses: the key of what is compared with the target; NULL: the output itself */
    bool plain_total;     /* a softmax: backward the upstream gradients are added up as they are */
    const char *terms;    /* what the keys of its terms begin with; NULL: they have no names */
    const char *sign;     /* in its box in the Atlas; NULL: none */
    theme_role role;      /* of that box */
    bool offered;         /* by the editor, to be put in */
    bool whole_back;      /* its pictures of the backward phase have all of the stage */
    bool whole;           /* its pictures have all of the stage: formula and sum stand among them */
} op_view;

const op_view *op_view_of(cnn_op_kind kind);

/* stage_gather, and the row of the operator. */
void op_view_gather(stage *s, const view *v);

#endif
