/* Names come from the network file, from a checkpoint, from labels.txt or are ImageNet's; the labels of a data set have
 * names of their own. A list that is not as long as the outputs are many is said and not used. */
#include "netfile_classes.h"
#include "opened_network.h"

#include <string.h>

static int outputs_of(const opened_network *s) {
    cnn_shape out = s->net->nodes[s->net->output].layout.out;
    return out.c > 1 ? out.c : (int)cnn_shape_image(out);
}

static void note(opened_network *s, const char *format, ...) CNN_PRINTF(2, 3);
static void note(opened_network *s, const char *format, ...) {
    char text[CNN_MESSAGE_MAX];
    va_list arguments;
    va_start(arguments, format);
    cnn_format_list(text, sizeof text, format, arguments);
    va_end(arguments);
    cnn_append(s->note, sizeof s->note, "%s%s", s->note[0] ? "; " : "", text);
}

bool network_classifies(const cnn_netdesc *desc, const cnn_net *net) {
    cnn_shape out = net->nodes[net->output].layout.out;
    int axes = (out.c > 1) + (out.h > 1) + (out.w > 1);
    return !desc->note && !desc->copies && axes == 1 && cnn_net_classifies(net);
}

bool opened_network_classifies(const opened_network *s) {
    return network_classifies(s->desc, s->net);
}

/* Names of another program that do not fit are left out; of the network file they are a mistake to be mended. */
static cnn_status check_count(opened_network *s) {
    int outputs = outputs_of(s), count = s->desc->class_count;
    bool fits = !count || count == outputs;
    if (!fits && !s->desc->foreign)
        return cnn_fail(
            CNN_BAD_INPUT, "%s: classes has %d names, and the network has %d outputs", s->desc->file, count, outputs);
    if (!fits && !s->desc->note)
        note(s, "%s: it names %d classes and has %d outputs, so the names are not used", s->desc->file, count, outputs);
    if (!fits || s->desc->note) {
        s->desc->classes = NULL;
        s->desc->class_count = 0;
    }
    return cnn_ok();
}

cnn_status opened_network_name(opened_network *s) {
    int outputs = outputs_of(s);
    cnn_status status = check_count(s);
    if (cnn_failed(status))
        return status;
    s->names_are_own = s->desc->class_count > 0;
    if (!s->desc->note)
        status = cnn_netfile_classes_beside(s->desc, s->arena, outputs);
    if (cnn_failed(status))
        note(s, "%s", status.message);
    if (opened_network_classifies(s) && cnn_netfile_classes_assumed(s->desc, s->arena, outputs))
        note(s, "%s: %d outputs and no names: ImageNet's are taken%s", s->desc->file, outputs,
            outputs > CNN_CLASSES_MAX ? ", with the background as the first" : "");
    if (s->desc->class_count && !(s->names = cnn_class_names_new(s->desc->classes, s->desc->class_count)))
        return cnn_no_memory(s->net->name, (size_t)outputs * sizeof(char *));
    return cnn_ok();
}

/* The description lives as long as the list does, which is never given away before the end. */
static void describe(opened_network *s, const cnn_class_names *names) {
    int count = cnn_class_count(names);
    const char **list = cnn_arena_alloc(s->arena, (size_t)count, sizeof *list);
    for (int i = 0; i < count && list; i++)
        list[i] = cnn_class_name(names, i);
    s->desc->classes = list;
    s->desc->class_count = list ? count : 0;
}

/* Whether a name in one list is that of another class in the other. */
static bool other_order(const cnn_class_names *one, const cnn_class_names *other) {
    int count = cnn_class_count(one);
    for (int i = 0; i < count; i++)
        for (int k = 0; k < count; k++)
            if (i != k && !strcmp(cnn_class_name(one, i), cnn_class_name(other, k)))
                return true;
    return false;
}

void opened_network_take_names(opened_network *s, const char *path, const cnn_class_names *names) {
    int count = cnn_class_count(names), outputs = outputs_of(s);
    if (!count || s->checkpoint_names || s->desc->note)
        return;
    if (count != outputs) {
        note(s, "%s names %d classes and the network has %d outputs, so its names are not used", path, count, outputs);
        return;
    }
    s->checkpoint_names = cnn_class_names_keep(names);
    if (!s->names_are_own)
        describe(s, names);
    else if (other_order(s->names, names))
        note(s, "%s has the classes in another order than %s, whose names are shown", path, s->desc->file);
}

const cnn_class_names *opened_network_output_names(const opened_network *s) {
    return s->checkpoint_names && !s->names_are_own ? s->checkpoint_names : opened_network_names(s);
}

const cnn_class_names *opened_network_names(const opened_network *s) {
    const cnn_class_names *data = s->data ? s->data->names : NULL;
    bool checkpoint = !s->names_are_own && s->checkpoint_names;
    const cnn_class_names *own = checkpoint ? s->checkpoint_names : s->names;
    if (!own || !data)
        return own ? own : data;
    bool fits = cnn_class_count(own) == cnn_class_count(data) && !other_order(own, data);
    return fits && (!checkpoint || cnn_class_names_are_numbers(data)) ? own : data;
}

const cnn_class_names *opened_network_kept_names(const opened_network *s) {
    const cnn_class_names *names = s->data ? opened_network_names(s) : opened_network_output_names(s);
    return opened_network_classifies(s) && cnn_class_count(names) == outputs_of(s) ? names : NULL;
}

const char *opened_network_class(const opened_network *s, int at) {
    return cnn_class_name(opened_network_output_names(s), at);
}

cnn_class_names *opened_network_classes(const opened_network *s) {
    const cnn_class_names *names = s->data ? opened_network_names(s) : opened_network_output_names(s);
    if (names || !s->desc->data)
        return cnn_class_names_keep(names);
    return cnn_dataset_class_names(s->desc->data);
}
