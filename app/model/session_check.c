/* Gradient checks of the number under the cursor, or of one that was typed. */
#include "session.h"

#include "assets.h"

#include <stdlib.h>
#include <string.h>

static const double EPSILON = 1e-3;

static cnn_status check(session *s, cnn_check_target what, int node, int64_t index) {
    static const char *const names[] = {"weight", "bias", "input"};
    const cnn_recording *r = s->bench.recording;
    s->slope.name[0] = '\0';
    if (index < 0 || cnn_failed(cnn_gradient_check_run(r, what, node, index, EPSILON, &s->slope.check))) {
        bool batch = cnn_gradient_check_obstacle(r, what, node) == CNN_CHECK_WHOLE_BATCH;
        return cnn_fail(CNN_BAD_INPUT, "%s", tr(batch ? "check.batch" : "check.none"));
    }
    cnn_format(s->slope.name, sizeof s->slope.name, "%s%s%s[%lld]", node ? r->net->nodes[node].name : "",
        node ? "." : "", names[what], (long long)index);
    s->slope.at = player_index(&s->player);
    return cnn_ok();
}

cnn_status session_check_here(session *s) {
    const cnn_recording *r = s->bench.recording;
    cnn_step step = cnn_recording_step(r, s->player.at);
    const cnn_node *node = &r->net->nodes[step.address.node];
    if (step.address.phase == CNN_UPDATE)
        return check(s, step.address.term ? CNN_CHECK_BIAS : CNN_CHECK_WEIGHT, step.address.node, step.position);
    if (node->weight_count)
        return check(s, CNN_CHECK_WEIGHT, step.address.node, step.cell.weight);
    return check(s, CNN_CHECK_INPUT, 0, node->inputs[0] == 0 ? step.cell.input : -1);
}

cnn_status session_check_named(session *s, const char *text) {
    char name[64];
    const cnn_recording *r = s->bench.recording;
    const char *space = strchr(text, ' ');
    char *number_end = NULL;
    long long index = space ? strtoll(space, &number_end, 10) : -1;
    cnn_format(name, sizeof name, "%.*s", (int)(space ? space - text : 0), text);
    char *dot = strrchr(name, '.');
    cnn_check_target what = !dot ? CNN_CHECK_INPUT : !strcmp(dot, ".bias") ? CNN_CHECK_BIAS : CNN_CHECK_WEIGHT;
    if (dot)
        *dot = '\0';
    int node = r ? cnn_net_find(r->net, name) : -1;
    if (node < 0 || (node > 0 && !dot) || !number_end || *number_end)
        return cnn_fail(CNN_BAD_INPUT, "%s", tr("message.check_form"));
    const cnn_node *n = &r->net->nodes[node];
    size_t count = what == CNN_CHECK_INPUT  ? cnn_shape_image(n->layout.out)
                   : what == CNN_CHECK_BIAS ? n->bias_count
                                            : n->weight_count;
    if (index < 0 || (size_t)index >= count)
        return cnn_fail(CNN_BAD_INPUT, tr("message.check_range"), name, (long long)count);
    return check(s, what, node, index);
}
