/* The settings of an operator as rows: where each is stored and its default. */
#include "op.h"

#include <string.h>

int *cnn_setting_integers(const cnn_setting *setting, cnn_attrs *attrs) {
    return (int *)(void *)((char *)attrs + setting->where);
}

float *cnn_setting_number(const cnn_setting *setting, cnn_attrs *attrs) {
    return (float *)(void *)((char *)attrs + setting->where);
}

bool *cnn_setting_boolean(const cnn_setting *setting, cnn_attrs *attrs) {
    return (bool *)((char *)attrs + setting->where);
}

double cnn_setting_otherwise(const cnn_setting *setting, const cnn_attrs *attrs, int axis) {
    switch (setting->by_default) {
    case CNN_DEFAULT_NUMBER:
        return setting->otherwise;
    case CNN_DEFAULT_NEEDED:
        return 0;
    case CNN_DEFAULT_SIZE:
        return attrs->kernel[axis];
    case CNN_DEFAULT_NOT_SAME:
        return !attrs->same;
    }
    return 0;
}

/* How many integers the setting has. */
static int integers_of(cnn_setting_type type) {
    return type == CNN_SETTING_PADDING ? 4 : type == CNN_SETTING_PAIR ? 2 : 1;
}

bool cnn_setting_is_default(const cnn_setting *setting, const cnn_attrs *attrs) {
    cnn_attrs copy = *attrs;
    double first = cnn_setting_otherwise(setting, attrs, 0);
    switch (setting->type) {
    case CNN_SETTING_NUMBER:
        return *cnn_setting_number(setting, &copy) == (float)first;
    case CNN_SETTING_BOOLEAN:
    case CNN_SETTING_BIAS:
        return *cnn_setting_boolean(setting, &copy) == (first != 0);
    case CNN_SETTING_WEIGHTS:
        return true;
    case CNN_SETTING_TABLE:
        return !attrs->connections;
    case CNN_SETTING_PADDING:
    case CNN_SETTING_INTEGER:
    case CNN_SETTING_PAIR:
    case CNN_SETTING_CHOICE:
        break;
    }
    bool same = setting->type != CNN_SETTING_PADDING || !attrs->same;
    for (int i = 0; i < integers_of(setting->type); i++)
        same = same && cnn_setting_integers(setting, &copy)[i] == (int)cnn_setting_otherwise(setting, attrs, i);
    return same;
}

static void set_default(const cnn_setting *setting, cnn_attrs *attrs) {
    double first = cnn_setting_otherwise(setting, attrs, 0);
    switch (setting->type) {
    case CNN_SETTING_NUMBER:
        *cnn_setting_number(setting, attrs) = (float)first;
        break;
    case CNN_SETTING_BOOLEAN:
    case CNN_SETTING_BIAS:
        *cnn_setting_boolean(setting, attrs) = first != 0;
        break;
    case CNN_SETTING_PADDING:
    case CNN_SETTING_INTEGER:
    case CNN_SETTING_PAIR:
    case CNN_SETTING_CHOICE:
        for (int i = 0; i < integers_of(setting->type); i++)
            cnn_setting_integers(setting, attrs)[i] = (int)cnn_setting_otherwise(setting, attrs, i);
        break;
    case CNN_SETTING_WEIGHTS:
    case CNN_SETTING_TABLE:
        break;
    }
}

/* A stride that defaults to the window's size stays at the neutral 1 until the size is known. */
cnn_attrs cnn_op_defaults(const cnn_op *op) {
    cnn_attrs attrs = cnn_attrs_default();
    for (const cnn_setting *s = op->settings; s && s->key; s++)
        if (s->by_default != CNN_DEFAULT_SIZE)
            set_default(s, &attrs);
    return attrs;
}

const cnn_setting *cnn_op_setting(const cnn_op *op, const char *key) {
    for (const cnn_setting *s = op->settings; s && s->key; s++)
        if (!strcmp(s->key, key))
            return s;
    return NULL;
}
