/* A question names its own address, or is about that of the scene. */
#include "question.h"

#include "address.h"

cnn_status question_without_recording(const lesson_scene *scene) {
    return cnn_fail(
        CNN_BAD_INPUT, "line %d: the filter does not fit, so there is no number to ask for", scene->question.line);
}

cnn_status question_address(const bench *b, const lesson_scene *scene, cnn_address *out) {
    const char *text = scene->question.at[0] ? scene->question.at : scene->at;
    if (!b->recording)
        return question_without_recording(scene);
    if (!text[0])
        return cnn_fail(CNN_BAD_INPUT, "line %d: the question needs \"at\", an address such as forward/conv/0,1,2",
            scene->question.line);
    cnn_status status = cnn_address_parse(b->recording->walk, text, out);
    if (!cnn_failed(status) && !cnn_walk_segment(b->recording->walk, *out))
        status = cnn_fail(CNN_BAD_INPUT, "line %d: the address %s names no layer", scene->question.line, text);
    return status;
}

cnn_status question_node(const bench *b, const lesson_scene *scene, int *node) {
    cnn_address at;
    *node = b->source == BENCH_INSIDE ? -1 : b->recording->net->output;
    if (!scene->question.at[0] && !scene->at[0])
        return cnn_ok();
    cnn_status status = question_address(b, scene, &at);
    *node = cnn_failed(status) ? *node : at.node;
    return status;
}

cnn_axis question_axis(const bench *b, const lesson_scene *scene) {
    int node;
    bool inside = b->source == BENCH_INSIDE && !cnn_failed(question_node(b, scene, &node)) && node > 0;
    if (!inside)
        return bench_axis(b, CNN_VERTICAL);
    return cnn_net_axis(b->recording->net, node, cnn_net_shown_axis(b->recording->net, node));
}
