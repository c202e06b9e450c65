/* Each form is recognised from its last node backwards:
 *
 *   MatMul(x, W) + b                                     a dense layer
 *   x * Sigmoid(x)                                       SiLU
 *   Clip(x + 3, 0, 6) / 6, and x times it                hard sigmoid, hard swish
 *   x / (1 + Abs(x))                                     softsign
 *   0.5 x (1 + Erf(x / sqrt 2))                          GELU
 *   0.5 x (1 + Tanh(sqrt(2/pi) (x + 0.044715 x^3)))      GELU through tanh
 *   (x - Mean(x)) / Sqrt(Mean((x - Mean(x))^2) + e) w + b   layer normalisation
 *   Min(Max(x, a), b)                                    Clip */
#include "onnx_form_parts.h"

#include <math.h>
#include <string.h>

enum { FACTORS = 6 };

/* The node that gives the value, if it is of this type and nothing else reads it; NULL otherwise. */
cnn_onnx_node *cnn_onnx_form_made_by(const cnn_onnx_form *f, int value, const char *type) {
    const cnn_onnx_value *v = value < 0 ? NULL : &f->g->values[value];
    if (!v || v->producer < 0 || v->producer >= f->root->number || v->readers != 1)
        return NULL;
    cnn_onnx_node *n = &f->g->nodes[v->producer];
    return strcmp(n->type, type) || n->absorbed || n->input_count < 1 ? NULL : n;
}

/* The same where others may read it too. */
static cnn_onnx_node *given_by(const cnn_onnx_form *f, int value, const char *type) {
    const cnn_onnx_value *v = value < 0 ? NULL : &f->g->values[value];
    if (!v || v->producer < 0 || v->producer >= f->root->number)
        return NULL;
    cnn_onnx_node *n = &f->g->nodes[v->producer];
    return strcmp(n->type, type) || n->absorbed || n->input_count < 1 ? NULL : n;
}

static bool near(double a, double b) {
    return fabs(a - b) <= 1e-3 * fabs(b);
}

/* Exporters pass constants that several nodes share through an Identity. */
static bool is_constant(const cnn_onnx_form *f, int value) {
    for (int steps = 0; value >= 0 && steps < 4; steps++) {
        const cnn_onnx_value *v = &f->g->values[value];
        const cnn_onnx_node *from = v->producer >= 0 ? &f->g->nodes[v->producer] : NULL;
        if (v->kind == CNN_ONNX_CONSTANT || (from && !strcmp(from->type, "Constant")))
            return true;
        value = from && !strcmp(from->type, "Identity") && from->input_count ? from->inputs[0] : -1;
    }
    return false;
}

/* The node's other input, where one is this number; -1: it is not. */
int cnn_onnx_form_beside(const cnn_onnx_form *f, const cnn_onnx_node *n, double number) {
    double found;
    for (int i = 0; i < 2 && n->input_count == 2; i++)
        if (cnn_onnx_single(f->g, n->inputs[i], &found) && near(found, number))
            return n->inputs[1 - i];
    return -1;
}

/* The root becomes a node of another type that reads these values. */
void cnn_onnx_form_become(cnn_onnx_form *f, const char *type, int a, int b, int c) {
    const int read[] = {a, b, c};
    cnn_onnx_node *n = f->root;
    int count = c >= 0 ? 3 : b >= 0 ? 2 : 1;
    int *inputs = cnn_arena_alloc(f->g->arena, 3, sizeof *inputs);
    if (!inputs)
        return;
    memcpy(inputs, read, sizeof read);
    for (int i = 0; i < n->input_count; i++)
        if (n->inputs[i] >= 0)
            f->g->values[n->inputs[i]].readers--;
    for (int i = 0; i < count; i++)
        if (inputs[i] >= 0) /* a node may leave an input out */
            f->g->values[inputs[i]].readers++;
    n->type = type;
    n->inputs = inputs;
    n->input_count = count;
}

void cnn_onnx_form_absorb(cnn_onnx_form *f, cnn_onnx_node *n) {
    if (n->absorbed)
        return;
    n->absorbed = true;
    for (int i = 0; i < n->input_count; i++)
        if (n->inputs[i] >= 0)
            f->g->values[n->inputs[i]].readers--;
}

static bool dense(cnn_onnx_form *f) {
    for (int i = 0; i < 2; i++) {
        cnn_onnx_node *m = cnn_onnx_form_made_by(f, f->root->inputs[i], "MatMul");
        if (!m || m->input_count != 2 || !is_constant(f, f->root->inputs[1 - i]) || !is_constant(f, m->inputs[1]) ||
            is_constant(f, m->inputs[0]))
            continue;
        cnn_onnx_form_become(f, "MatMul", m->inputs[0], m->inputs[1], f->root->inputs[1 - i]);
        cnn_onnx_form_absorb(f, m);
        return true;
    }
    return false;
}

/* What is cut to 0..6 after 3 was added: the value itself; -1: it is not. */
static int cut_of_six(cnn_onnx_form *f, int value, cnn_onnx_node *parts[2]) {
    double low, high;
    cnn_onnx_node *clip = cnn_onnx_form_made_by(f, value, "Clip");
    if (!clip)
        return -1;
    low = cnn_onnx_number(clip, "min", NAN);
    high = cnn_onnx_number(clip, "max", NAN);
    if (clip->input_count == 3 &&
        !(cnn_onnx_single(f->g, clip->inputs[1], &low) && cnn_onnx_single(f->g, clip->inputs[2], &high)))
        return -1;
    cnn_onnx_node *add = cnn_onnx_form_made_by(f, clip->inputs[0], "Add");
    if (low != 0 || high != 6 || !add)
        return -1;
    parts[0] = clip;
    parts[1] = add;
    return cnn_onnx_form_beside(f, add, 3);
}

/* Dividing by 6, or multiplying by a sixth: what is divided. */
static int a_sixth_of(const cnn_onnx_form *f) {
    const cnn_onnx_node *n = f->root;
    double number;
    if (!strcmp(n->type, "Mul"))
        return cnn_onnx_form_beside(f, n, 1.0 / 6);
    return cnn_onnx_single(f->g, n->inputs[1], &number) && near(number, 6) ? n->inputs[0] : -1;
}

static bool hard_sigmoid(cnn_onnx_form *f) {
    cnn_onnx_node *parts[2];
    int x = cut_of_six(f, a_sixth_of(f), parts);
    if (x < 0)
        return false;
    cnn_onnx_form_become(f, "HardSigmoid", x, -1, -1);
    cnn_onnx_give(f->root, "alpha", 1.0 / 6);
    cnn_onnx_give(f->root, "beta", 0.5);
    cnn_onnx_form_absorb(f, parts[0]);
    cnn_onnx_form_absorb(f, parts[1]);
    return true;
}

/* x * Clip(x + 3, 0, 6) / 6 */
static bool hard_swish_of_product(cnn_onnx_form *f) {
    cnn_onnx_node *parts[2], *mul = cnn_onnx_form_made_by(f, a_sixth_of(f), "Mul");
    for (int i = 0; mul && i < 2 && mul->input_count == 2; i++)
        if (cut_of_six(f, mul->inputs[i], parts) == mul->inputs[1 - i] && mul->inputs[1 - i] >= 0) {
            cnn_onnx_form_become(f, "HardSwish", mul->inputs[1 - i], -1, -1);
            cnn_onnx_form_absorb(f, mul);
            cnn_onnx_form_absorb(f, parts[0]);
            cnn_onnx_form_absorb(f, parts[1]);
            return true;
        }
    return false;
}

/* x times a function of x. */
static bool gated_by_itself(cnn_onnx_form *f) {
    for (int i = 0; i < 2; i++) {
        int x = f->root->inputs[1 - i];
        cnn_onnx_node *plain = cnn_onnx_form_made_by(f, f->root->inputs[i], "Sigmoid"),
                      *hard = cnn_onnx_form_made_by(f, f->root->inputs[i], "HardSigmoid");
        bool sixth =
            hard && near(cnn_onnx_number(hard, "alpha", 0.2), 1.0 / 6) && near(cnn_onnx_number(hard, "beta", 0.5), 0.5);
        if (plain && plain->inputs[0] == x) {
            cnn_onnx_form_become(f, "Silu", x, -1, -1);
            cnn_onnx_form_absorb(f, plain);
            return true;
        }
        if (sixth && hard->inputs[0] == x) {
            cnn_onnx_form_become(f, "HardSwish", x, -1, -1);
            cnn_onnx_form_absorb(f, hard);
            return true;
        }
    }
    return false;
}

/* A product as its factors: the numbers among them are multiplied. */
typedef struct product {
    double number;
    int factors[FACTORS], count;
    cnn_onnx_node *parts[FACTORS];
    int part_count;
} product;

static void spread(const cnn_onnx_form *f, int value, product *p) {
    double number;
    cnn_onnx_node *mul = p->part_count < FACTORS ? cnn_onnx_form_made_by(f, value, "Mul") : NULL;
    if (value >= 0 && cnn_onnx_single(f->g, value, &number))
        p->number *= number;
    else if (mul && mul->input_count == 2) {
        p->parts[p->part_count++] = mul;
        spread(f, mul->inputs[0], p);
        spread(f, mul->inputs[1], p);
    } else if (p->count < FACTORS)
        p->factors[p->count++] = value;
    else
        p->number = NAN;
}

static product spread_node(const cnn_onnx_form *f, const cnn_onnx_node *n) {
    product p = {.number = 1};
    for (int i = 0; i < 2; i++)
        spread(f, n->inputs[i], &p);
    return p;
}

/* Whether `value` is x times or over a number that makes it x / sqrt 2. */
static bool over_root_two(const cnn_onnx_form *f, int value, int x, cnn_onnx_node **part) {
    double number;
    cnn_onnx_node *div = cnn_onnx_form_made_by(f, value, "Div"), *mul = cnn_onnx_form_made_by(f, value, "Mul");
    *part = div ? div : mul;
    if (div)
        return div->inputs[0] == x && cnn_onnx_single(f->g, div->inputs[1], &number) && near(number, sqrt(2));
    return mul && cnn_onnx_form_beside(f, mul, sqrt(0.5)) == x;
}

/* Whether `value` is sqrt(2/pi) (x + 0.044715 x^3); its nodes are kept. */
static bool under_tanh(const cnn_onnx_form *f, int value, int x, product *all) {
    const double third = 0.044715, outer = 0.7978845608;
    double power;
    cnn_onnx_node *mul = cnn_onnx_form_made_by(f, value, "Mul"), *add;
    if (!mul)
        return false;
    product p = spread_node(f, mul);
    if (p.count != 1 || !near(p.number, outer) || !(add = cnn_onnx_form_made_by(f, p.factors[0], "Add")))
        return false;
    for (int i = 0; i < 2; i++) {
        cnn_onnx_node *inner = cnn_onnx_form_made_by(f, add->inputs[i], "Mul");
        if (!inner || add->inputs[1 - i] != x)
            continue;
        product q = spread_node(f, inner);
        cnn_onnx_node *pow = q.count == 1 ? cnn_onnx_form_made_by(f, q.factors[0], "Pow") : NULL;
        bool cube = pow ? pow->inputs[0] == x && cnn_onnx_single(f->g, pow->inputs[1], &power) && power == 3
                        : q.count == 3 && q.factors[0] == x && q.factors[1] == x && q.factors[2] == x;
        if (!cube || !near(q.number, third))
            continue;
        cnn_onnx_node *made[] = {mul, add, inner, pow};
        *all = q;
        for (int k = 0; k < 4 && all->part_count < FACTORS; k++)
            if (made[k])
                all->parts[all->part_count++] = made[k];
        return true;
    }
    return false;
}

/* The bracket of GELU, 1 + Erf or 1 + Tanh. */
static bool gelu_of(cnn_onnx_form *f, product *outer, int x, int bracket) {
    cnn_onnx_node *add = cnn_onnx_form_made_by(f, bracket, "Add"), *part;
    int inside = add ? cnn_onnx_form_beside(f, add, 1) : -1;
    cnn_onnx_node *erf = cnn_onnx_form_made_by(f, inside, "Erf"), *tanh = cnn_onnx_form_made_by(f, inside, "Tanh");
    product cubic = {0};
    bool plain = erf && over_root_two(f, erf->inputs[0], x, &part),
         through = !plain && tanh && under_tanh(f, tanh->inputs[0], x, &cubic);
    if (!plain && !through)
        return false;
    cnn_onnx_form_become(f, "Gelu", x, -1, -1);
    cnn_onnx_give(f->root, "tanh", through);
    for (int i = 0; i < outer->part_count; i++)
        cnn_onnx_form_absorb(f, outer->parts[i]);
    for (int i = 0; i < cubic.part_count; i++)
        cnn_onnx_form_absorb(f, cubic.parts[i]);
    cnn_onnx_form_absorb(f, add);
    cnn_onnx_form_absorb(f, plain ? erf : tanh);
    if (plain)
        cnn_onnx_form_absorb(f, part);
    return true;
}

static bool gelu(cnn_onnx_form *f) {
    product p = spread_node(f, f->root);
    if (p.count != 2 || !near(p.number, 0.5))
        return false;
    return gelu_of(f, &p, p.factors[0], p.factors[1]) || gelu_of(f, &p, p.factors[1], p.factors[0]);
}

/* x / (1 + Abs(x)) */
static bool softsign(cnn_onnx_form *f) {
    cnn_onnx_node *add = cnn_onnx_form_made_by(f, f->root->inputs[1], "Add"),
                  *size = add ? cnn_onnx_form_made_by(f, cnn_onnx_form_beside(f, add, 1), "Abs") : NULL;
    if (!size || size->inputs[0] != f->root->inputs[0])
        return false;
    cnn_onnx_form_become(f, "Softsign", size->inputs[0], -1, -1);
    cnn_onnx_form_absorb(f, add);
    cnn_onnx_form_absorb(f, size);
    return true;
}

static bool over_last_axis(const cnn_onnx_node *n) {
    int64_t axis = 0;
    return cnn_onnx_integers(n, "axes", 1, &axis) == 1 && axis == -1 && cnn_onnx_integer(n, "keepdims", 1) == 1;
}

/* x - Mean(x): x; -1: it is not. */
static int centred(const cnn_onnx_form *f, const cnn_onnx_node *sub, cnn_onnx_node **mean) {
    *mean = sub && sub->input_count == 2 ? cnn_onnx_form_made_by(f, sub->inputs[1], "ReduceMean") : NULL;
    bool right = *mean && (*mean)->inputs[0] == sub->inputs[0] && over_last_axis(*mean);
    return right ? sub->inputs[0] : -1;
}

static bool layer_norm_with(cnn_onnx_form *f, cnn_onnx_node *mul, int bias, int which) {
    double epsilon, two;
    cnn_onnx_node *div = cnn_onnx_form_made_by(f, mul->inputs[which], "Div"), *mean;
    cnn_onnx_node *sub = div ? given_by(f, div->inputs[0], "Sub") : NULL,
                  *root = div ? cnn_onnx_form_made_by(f, div->inputs[1], "Sqrt") : NULL,
                  *sum = root ? cnn_onnx_form_made_by(f, root->inputs[0], "Add") : NULL;
    int x = centred(f, sub, &mean);
    if (x < 0 || !sum || !is_constant(f, mul->inputs[1 - which]) || f->g->values[div->inputs[0]].readers != 2)
        return false;
    for (int i = 0; i < 2; i++) {
        cnn_onnx_node *spread_of = cnn_onnx_form_made_by(f, sum->inputs[i], "ReduceMean"),
                      *pow = spread_of ? cnn_onnx_form_made_by(f, spread_of->inputs[0], "Pow") : NULL;
        if (!pow || pow->inputs[0] != div->inputs[0] || !over_last_axis(spread_of) ||
            !cnn_onnx_single(f->g, sum->inputs[1 - i], &epsilon) || !cnn_onnx_single(f->g, pow->inputs[1], &two) ||
            two != 2)
            continue;
        cnn_onnx_node *made[] = {mul, div, sub, mean, root, sum, spread_of, pow};
        int weight = mul->inputs[1 - which];
        cnn_onnx_form_become(f, "LayerNormalization", x, weight, bias);
        cnn_onnx_give(f->root, "epsilon", epsilon);
        cnn_onnx_give(f->root, "axis", -1);
        for (size_t k = 0; k < sizeof made / sizeof *made; k++)
            cnn_onnx_form_absorb(f, made[k]);
        return true;
    }
    return false;
}

static bool layer_norm(cnn_onnx_form *f) {
    for (int i = 0; i < 2; i++) {
        cnn_onnx_node *mul = cnn_onnx_form_made_by(f, f->root->inputs[i], "Mul");
        if (!mul || mul->input_count != 2 || !is_constant(f, f->root->inputs[1 - i]))
            continue;
        for (int k = 0; k < 2; k++)
            if (layer_norm_with(f, mul, f->root->inputs[1 - i], k))
                return true;
    }
    return false;
}

/* A limit below and one above, in either order. */
static bool limits(cnn_onnx_form *f) {
    bool least = !strcmp(f->root->type, "Min");
    double own, other;
    for (int i = 0; i < 2; i++) {
        cnn_onnx_node *inner = cnn_onnx_form_made_by(f, f->root->inputs[i], least ? "Max" : "Min");
        if (!inner || inner->input_count != 2 || !cnn_onnx_single(f->g, f->root->inputs[1 - i], &own))
            continue;
        for (int k = 0; k < 2; k++)
            if (cnn_onnx_single(f->g, inner->inputs[k], &other) && (least ? other <= own : own <= other)) {
                cnn_onnx_form_become(f, "Clip", inner->inputs[1 - k], -1, -1);
                cnn_onnx_give(f->root, "min", least ? other : own);
                cnn_onnx_give(f->root, "max", least ? own : other);
                cnn_onnx_form_absorb(f, inner);
                return true;
            }
    }
    return false;
}

/* ReLU6 of PyTorch's functional form: a ReLU, and then a limit that holds what it does. */
static bool clip_of_relu(cnn_onnx_form *f) {
    double low = cnn_onnx_number(f->root, "min", NAN);
    cnn_onnx_node *relu = cnn_onnx_form_made_by(f, f->root->inputs[0], "Relu");
    if (f->root->input_count > 1)
        cnn_onnx_single(f->g, f->root->inputs[1], &low);
    if (!relu || relu->inputs[0] < 0 || low != 0)
        return false;
    f->root->inputs[0] = relu->inputs[0];
    f->g->values[relu->inputs[0]].readers++;
    cnn_onnx_form_absorb(f, relu);
    return true;
}

typedef struct form_row {
    const char *type;
    bool (*find)(cnn_onnx_form *f);
    int inputs; /* 0: any number */
} form_row;

static const form_row rows[] = {
    {"Add", dense, 2},
    {"Add", layer_norm, 2},
    {"Mul", gelu, 2},
    {"Mul", gated_by_itself, 2},
    {"Mul", hard_swish_of_product, 2},
    {"Mul", hard_sigmoid, 2},
    {"Div", hard_swish_of_product, 2},
    {"Div", hard_sigmoid, 2},
    {"Div", softsign, 2},
    {"Div", cnn_onnx_form_lrn, 2},
    {"Transpose", cnn_onnx_form_softmax, 1},
    {"Squeeze", cnn_onnx_form_row_pool, 0},
    {"Clip", clip_of_relu, 0},
    {"Min", limits, 2},
    {"Max", limits, 2},
    {"Mul", cnn_onnx_form_scaled_tanh, 2},
    {"Neg", cnn_onnx_form_min_pool, 1},
    {"ReduceSum", cnn_onnx_form_rbf, 2},
};

void cnn_onnx_find_forms(cnn_onnx_graph *g) {
    for (int i = 0; i < g->node_count; i++) {
        cnn_onnx_form f = {g, &g->nodes[i]};
        if (f.root->input_count < 1 || f.root->output_count != 1)
            continue;
        for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
            if ((!rows[k].inputs || f.root->input_count == rows[k].inputs) && !strcmp(rows[k].type, f.root->type) &&
                rows[k].find(&f))
                break;
    }
}
