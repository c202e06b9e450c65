/* Nudging a number of the recording: the one that the cursor touches, or one that was typed. */
#include "command.h"

#include <stdlib.h>
#include <string.h>

static bool measure_nudge(app *a, cnn_check_target what, int node, int64_t index) {
    static const char *const names[] = {"weight", "bias", "input"};
    const cnn_recording *r = a->bench.recording;
    a->nudged[0] = '\0';
    if (cnn_failed(cnn_gradient_check_run(r, what, node, index, 1e-3, &a->nudge)))
        return false;
    cnn_format(a->nudged, sizeof a->nudged, "%s%s%s[%lld]", node ? r->net->nodes[node].name : "", node ? "." : "",
        names[what], (long long)index);
    a->nudged_at = player_index(&a->player);
    return true;
}

static const char *nudge_refusal(const cnn_recording *r, cnn_check_target what, int node) {
    return cnn_gradient_check_obstacle(r, what, node) == CNN_CHECK_WHOLE_BATCH ? "nudge.batch" : "nudge.none";
}

void command_nudge(app *a) {
    const cnn_recording *r = a->bench.recording;
    cnn_step s = cnn_recording_step(r, a->player.at);
    const cnn_node *node = &r->net->nodes[s.address.node];
    cnn_check_target what = CNN_CHECK_WEIGHT;
    int64_t index = s.cell.weight;
    int target = s.address.node;
    if (s.address.phase == CNN_UPDATE) {
        what = s.address.term ? CNN_CHECK_BIAS : CNN_CHECK_WEIGHT;
        index = s.position;
    } else if (!node->weight_count) {
        what = CNN_CHECK_INPUT;
        index = node->inputs[0] == 0 ? s.cell.input : -1;
        target = 0;
    }
    if (index < 0 || !measure_nudge(a, what, target, index))
        app_say(a, "%s", tr(nudge_refusal(r, what, target)));
}

cnn_status command_nudge_typed(app *a, const char *text) {
    char name[64];
    const cnn_recording *r = a->bench.recording;
    const char *space = strchr(text, ' ');
    char *number_end = NULL;
    long long index = space ? strtoll(space, &number_end, 10) : -1;
    cnn_format(name, sizeof name, "%.*s", (int)(space ? space - text : 0), text);
    char *dot = strrchr(name, '.');
    cnn_check_target what = CNN_CHECK_INPUT;
    if (dot) {
        what = !strcmp(dot, ".bias") ? CNN_CHECK_BIAS : CNN_CHECK_WEIGHT;
        *dot = '\0';
    }
    int node = r ? cnn_net_find(r->net, name) : -1;
    if (node < 0 || (node > 0 && !dot) || !number_end || *number_end)
        return cnn_fail(CNN_BAD_INPUT, "%s", tr("message.nudge_form"));
    const cnn_node *n = &r->net->nodes[node];
    size_t count = what == CNN_CHECK_INPUT  ? cnn_shape_image(n->layout.out)
                   : what == CNN_CHECK_BIAS ? n->bias_count
                                            : n->weight_count;
    if (index < 0 || (size_t)index >= count)
        return cnn_fail(CNN_BAD_INPUT, tr("message.nudge_range"), name, (long long)count);
    return measure_nudge(a, what, node, index)
               ? cnn_ok()
               : cnn_fail(CNN_BAD_INPUT, "%s", tr(nudge_refusal(a->bench.recording, what, node)));
}
