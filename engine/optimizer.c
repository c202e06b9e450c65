/* The step of the whole block is the step of one number, repeated; so what is shown for one is what happened to it. */
#include "optimizer.h"

#include "vectorised.h"

cnn_train_settings cnn_train_settings_default(void) {
    return (cnn_train_settings){.rate = 0.05f, .momentum = 0.9f, .batch = 64, .seed = 1};
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
