/* The step of the whole block is the step of one number, repeated; so what is shown for a number is what happened to
 * it. */
#include "optimizer.h"

#include "elementary.h"
#include "vectorised.h"

#include <string.h>

static const double PI = 3.14159265358979323846;
const char *const cnn_optimizer_names[CNN_OPTIMIZER_COUNT + 1] = {"sgd", "nesterov", "adam", "adamw", NULL};
const char *const cnn_schedule_names[CNN_SCHEDULE_COUNT + 1] = {"constant", "cosine", "step", NULL};

cnn_train_settings cnn_train_settings_default(void) {
    return (cnn_train_settings){.rate = 0.05f,
        .batch = 64,
        .seed = 1,
        .epochs = 5,
        .factor = 0.1f,
        .beta1 = 0.9f,
        .beta2 = 0.999f,
        .epsilon = 1e-8f};
}

const char *cnn_schedule_name(cnn_schedule schedule) {
    return cnn_schedule_names[schedule];
}

cnn_schedule cnn_schedule_named(const char *name) {
    int i = 0;
    while (i < CNN_SCHEDULE_COUNT && strcmp(name, cnn_schedule_names[i]))
        i++;
    return (cnn_schedule)i;
}

float cnn_rate_at(const cnn_train_settings *s, int64_t iteration, int per_epoch) {
    double done = (double)iteration / per_epoch, part = done / s->epochs, next = (double)(iteration + 1) / per_epoch;
    double rate = s->rate;
    if (s->schedule == CNN_SCHEDULE_COSINE)
        rate *= part < 1 ? (1 + cnn_cos_d(PI * part)) / 2 : 0;
    if (s->schedule == CNN_SCHEDULE_STEP)
        rate *= cnn_power((double)s->factor, (int64_t)part);
    if (next < s->warmup)
        rate *= next / s->warmup;
    return (float)rate;
}

const char *cnn_optimizer_name(cnn_optimizer optimizer) {
    return cnn_optimizer_names[optimizer];
}

cnn_optimizer cnn_optimizer_named(const char *name) {
    int i = 0;
    while (i < CNN_OPTIMIZER_COUNT && strcmp(name, cnn_optimizer_names[i]))
        i++;
    return (cnn_optimizer)i;
}

int cnn_optimizer_buffers(const cnn_train_settings *s) {
    return s->optimizer >= CNN_ADAM ? 2 : 1;
}

INLINED cnn_change_of sgd(const cnn_train_settings *s, float parameter, float gradient, float momentum) {
    cnn_change_of c = {.gradient = gradient + s->decay * parameter};
    c.momentum = s->momentum * momentum + c.gradient;
    c.step = -s->rate * (s->optimizer == CNN_NESTEROV ? c.gradient + s->momentum * c.momentum : c.momentum);
    c.after = parameter + c.step;
    return c;
}

/* The bias corrections from the powers of beta1 and beta2; the same for all parameters. */
typedef struct correction {
    float first, second; /* 1 - beta^t */
} correction;

static correction correction_of(const cnn_train_settings *s) {
    int64_t t = s->made + 1;
    return (correction){(float)(1 - cnn_power((double)s->beta1, t)), (float)(1 - cnn_power((double)s->beta2, t))};
}

INLINED cnn_change_of adam(
    const cnn_train_settings *s, correction by, float parameter, float gradient, float momentum, float second) {
    bool apart = s->optimizer == CNN_ADAMW;
    float shrunk = apart ? parameter * (1 - s->rate * s->decay) : parameter;
    cnn_change_of c = {.gradient = apart ? gradient : gradient + s->decay * parameter};
    c.momentum = s->beta1 * momentum + (1 - s->beta1) * c.gradient;
    c.second = s->beta2 * second + (1 - s->beta2) * c.gradient * c.gradient;
    float step = -s->rate * (c.momentum / by.first) / (sqrtf(c.second / by.second) + s->epsilon);
    c.after = shrunk + step;
    c.step = c.after - parameter;
    return c;
}

cnn_change_of cnn_optimizer_change(
    const cnn_train_settings *s, float parameter, float gradient, float momentum, float second) {
    return s->optimizer >= CNN_ADAM ? adam(s, correction_of(s), parameter, gradient, momentum, second)
                                    : sgd(s, parameter, gradient, momentum);
}

EXACTLY_VECTORISED(sgd_steps,
    (const cnn_train_settings *s, size_t count, float *restrict parameters, const float *restrict gradients,
        float *restrict momentum),
    (s, count, parameters, gradients, momentum)) {
    cnn_train_settings settings = *s;
    for (size_t i = 0; i < count; i++) {
        cnn_change_of c = sgd(&settings, parameters[i], gradients[i], momentum[i]);
        momentum[i] = c.momentum;
        parameters[i] = c.after;
    }
}

EXACTLY_VECTORISED(adam_steps,
    (const cnn_train_settings *s, correction by, size_t count, float *restrict parameters,
        const float *restrict gradients, float *restrict momentum, float *restrict second),
    (s, by, count, parameters, gradients, momentum, second)) {
    cnn_train_settings settings = *s;
    for (size_t i = 0; i < count; i++) {
        cnn_change_of c = adam(&settings, by, parameters[i], gradients[i], momentum[i], second[i]);
        momentum[i] = c.momentum;
        second[i] = c.second;
        parameters[i] = c.after;
    }
}

void cnn_optimizer_step(const cnn_train_settings *s, size_t count, float *parameters, const float *gradients,
    float *momentum, float *second) {
    if (s->optimizer >= CNN_ADAM)
        adam_steps(s, correction_of(s), count, parameters, gradients, momentum, second);
    else
        sgd_steps(s, count, parameters, gradients, momentum);
}
