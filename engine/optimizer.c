/* The step of the whole block is the step of one number, repeated; so what is shown for one is what happened to it. */
#include "optimizer.h"

#include "vectorised.h"

#include <math.h>
#include <string.h>

static const double PI = 3.14159265358979323846;
static const char *const schedules[CNN_SCHEDULE_COUNT] = {"constant", "cosine", "step"};

cnn_train_settings cnn_train_settings_default(void) {
    return (cnn_train_settings){.rate = 0.05f, .momentum = 0.9f, .batch = 64, .seed = 1, .epochs = 5, .factor = 0.1f};
}

const char *cnn_schedule_name(cnn_schedule schedule) {
    return schedules[schedule];
}

cnn_schedule cnn_schedule_named(const char *name) {
    int i = 0;
    while (i < CNN_SCHEDULE_COUNT && strcmp(name, schedules[i]))
        i++;
    return (cnn_schedule)i;
}

float cnn_rate_at(const cnn_train_settings *s, int64_t iteration, int per_epoch) {
    double done = (double)iteration / per_epoch, part = done / s->epochs, next = (double)(iteration + 1) / per_epoch;
    double rate = s->rate;
    if (s->schedule == CNN_SCHEDULE_COSINE)
        rate *= part < 1 ? (1 + cos(PI * part)) / 2 : 0;
    if (s->schedule == CNN_SCHEDULE_STEP)
        rate *= pow(s->factor, floor(part));
    if (next < s->warmup)
        rate *= next / s->warmup;
    return (float)rate;
}

INLINED cnn_change_of change(const cnn_train_settings *s, float parameter, float gradient, float momentum) {
    cnn_change_of c;
    c.gradient = gradient + s->decay * parameter;
    c.momentum = s->momentum * momentum + c.gradient;
    c.step = -s->rate * c.momentum;
    c.after = parameter + c.step;
    return c;
}

cnn_change_of cnn_optimizer_change(const cnn_train_settings *s, float parameter, float gradient, float momentum) {
    return change(s, parameter, gradient, momentum);
}

VECTORISED static void steps(const cnn_train_settings *s, size_t count, float *restrict parameters,
    const float *restrict gradients, float *restrict momentum) {
    cnn_train_settings settings = *s;
    for (size_t i = 0; i < count; i++) {
        cnn_change_of c = change(&settings, parameters[i], gradients[i], momentum[i]);
        momentum[i] = c.momentum;
        parameters[i] = c.after;
    }
}

void cnn_optimizer_step(
    const cnn_train_settings *s, size_t count, float *parameters, const float *gradients, float *momentum) {
    steps(s, count, parameters, gradients, momentum);
}
