/* Time cannot be told beforehand, for processors differ; multiplications can, and they are the same everywhere. */
#include "opening_limits.h"

static const double BLOCKS = 6;          /* of parameters: first values, before, after, gradient, share, momentum */
static const double PASSES = 3;          /* forward, the gradient of inputs, that of weights */
static const double PER_OUTPUT = 4;      /* a number that is made without products, as by a pool, in multiplications */
static const double PER_ITERATION = 1e5; /* whatever an iteration takes besides */

static bool trains(const opened_network *s, const record_choice *choice) {
    return s->desc->data && !s->desc->values && !choice->file;
}

static double gib(const opened_network *s, const record_choice *choice, int batch) {
    bool several = trains(s, choice) && (choice->picture < 0 || choice->iteration > 0);
    double bytes = (double)s->net->parameters * sizeof(float) * BLOCKS +
                   cnn_pass_bytes(s->net, several ? batch : 1, true, several ? CNN_FAST : CNN_PLAIN);
    return bytes / (1 << 30);
}

double opening_gib(const opened_network *s, const record_choice *choice) {
    return gib(s, choice, s->desc->train.batch);
}

double opening_billions(const opened_network *s, const record_choice *choice) {
    double image = 0, images = trains(s, choice) ? s->desc->train.batch : 1;
    for (int i = 1; i <= s->net->loss; i++) {
        const cnn_layout *layout = &s->net->nodes[i].layout;
        image += PASSES * ((double)layout->macs + PER_OUTPUT * (double)cnn_shape_image(layout->out));
    }
    return (double)choice->iteration * (images * image + (double)s->net->parameters * PER_OUTPUT + PER_ITERATION) / 1e9;
}

cnn_status opening_check_memory(const opened_network *s, const opening_wish *wish) {
    const record_choice *choice = &wish->choice;
    double needed = opening_gib(s, choice);
    int batch = s->desc->train.batch;
    char advice[80] = "";
    if (wish->gib <= 0 || needed <= wish->gib)
        return cnn_ok();
    while (batch > 1 && gib(s, choice, batch) > wish->gib)
        batch /= 2;
    if (batch < s->desc->train.batch && gib(s, choice, batch) <= wish->gib)
        cnn_format(advice, sizeof advice, "; with train: {batch: %d} it fits", batch);
    return cnn_fail(CNN_NO_MEMORY, "%s takes %.1f GiB to record; at most %.1f GiB are used here%s", s->net->name,
        needed, wish->gib, advice);
}

cnn_status opening_check_work(const opened_network *s, const opening_wish *wish) {
    record_choice one = wish->choice;
    double needed = opening_billions(s, &one);
    one.iteration = 1;
    int64_t fits = (int64_t)(wish->billions / opening_billions(s, &one));
    if (wish->billions <= 0 || needed <= wish->billions)
        return cnn_ok();
    return cnn_fail(CNN_BAD_INPUT,
        "%lld iterations of %s take %.1f trillion multiplications; at most %.1f trillion, about a minute, are done "
        "here, "
        "which are %lld iterations",
        (long long)wish->choice.iteration, s->net->name, needed / 1000, wish->billions / 1000, (long long)fits);
}
