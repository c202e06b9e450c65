/* A class without a string of its own keeps its name from the data set. */
#include "class_text.h"

#include "assets.h"

#include <math.h>

const char *class_text(const char *name) {
    char key[48];
    cnn_format(key, sizeof key, "class.%s", name);
    const char *text = tr(key);
    return text == key ? name : text;
}

const char *class_text_of(const live_snapshot *s, int at, char number[16]) {
    if (cnn_class_name(s->names, at))
        return class_text(cnn_class_name(s->names, at));
    cnn_format(number, 16, "%d", at);
    return number;
}

bool class_shares(const cnn_recording *seen) {
    const float *outputs = seen->pass->value[seen->net->output].data;
    size_t count = cnn_shape_image(seen->net->nodes[seen->net->output].layout.out);
    double sum = 0;
    bool negative = false;
    for (size_t i = 0; i < count; i++) {
        sum += (double)outputs[i];
        negative |= outputs[i] < 0;
    }
    return !negative && fabs(sum - 1) < 1e-3;
}

void class_output_text(bool share, float output, int places, char text[NUMBER_TEXT]) {
    if (share)
        cnn_format(text, NUMBER_TEXT, "%.*f %%", places, 100 * (double)output);
    else
        number_text(output, 2, text);
}
