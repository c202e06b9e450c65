/* One row for each key: where its value lies, and its limits, which are those of files/netfile.c. */
#include "train_change.h"

#include "assets.h"
#include "grid_text.h"

#include <inttypes.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

typedef enum value_kind { VALUE_SEED, VALUE_WHOLE, VALUE_DECIMAL, VALUE_OPTIMIZER, VALUE_SCHEDULE } value_kind;

static const struct train_row {
    const char *name;
    value_kind kind;
    size_t at;        /* in the settings */
    double low, high; /* of a number */
} rows[TRAIN_KEYS] = {
    [TRAIN_SEED] = {"seed", VALUE_SEED, offsetof(cnn_train_settings, seed), 0, 0},
    [TRAIN_OPTIMIZER] = {"optimizer", VALUE_OPTIMIZER, offsetof(cnn_train_settings, optimizer), 0, 0},
    [TRAIN_RATE] = {"rate", VALUE_DECIMAL, offsetof(cnn_train_settings, rate), 1e-12, 1e6},
    [TRAIN_MOMENTUM] = {"momentum", VALUE_DECIMAL, offsetof(cnn_train_settings, momentum), 0, 0.99999},
    [TRAIN_DECAY] = {"decay", VALUE_DECIMAL, offsetof(cnn_train_settings, decay), 0, 1e3},
    [TRAIN_BETA1] = {"beta1", VALUE_DECIMAL, offsetof(cnn_train_settings, beta1), 0, 0.99999},
    [TRAIN_BETA2] = {"beta2", VALUE_DECIMAL, offsetof(cnn_train_settings, beta2), 0, 0.9999999},
    [TRAIN_EPSILON] = {"epsilon", VALUE_DECIMAL, offsetof(cnn_train_settings, epsilon), 1e-30, 1},
    [TRAIN_BATCH] = {"batch", VALUE_WHOLE, offsetof(cnn_train_settings, batch), 1, 65536},
    [TRAIN_SCHEDULE] = {"schedule", VALUE_SCHEDULE, offsetof(cnn_train_settings, schedule), 0, 0},
    [TRAIN_EPOCHS] = {"epochs", VALUE_DECIMAL, offsetof(cnn_train_settings, epochs), 1e-3, 1e6},
    [TRAIN_FACTOR] = {"factor", VALUE_DECIMAL, offsetof(cnn_train_settings, factor), 0, 1},
    [TRAIN_WARMUP] = {"warmup", VALUE_DECIMAL, offsetof(cnn_train_settings, warmup), 0, 1e6},
};

static size_t size_of(value_kind kind) {
    static const size_t sizes[] = {[VALUE_SEED] = sizeof(uint64_t),
        [VALUE_WHOLE] = sizeof(int),
        [VALUE_DECIMAL] = sizeof(float),
        [VALUE_OPTIMIZER] = sizeof(cnn_optimizer),
        [VALUE_SCHEDULE] = sizeof(cnn_schedule)};
    return sizes[kind];
}

static void *place(cnn_train_settings *s, train_key key) {
    return (char *)s + rows[key].at;
}

static const void *read_place(const cnn_train_settings *s, train_key key) {
    return (const char *)s + rows[key].at;
}

const char *train_key_name(train_key key) {
    return rows[key].name;
}

train_key train_key_named(const char *name) {
    int key = 0;
    while (key < TRAIN_KEYS && strcmp(rows[key].name, name))
        key++;
    return (train_key)key;
}

train_change train_change_between(const cnn_train_settings *from, const cnn_train_settings *to) {
    train_change c = {.to = *to};
    for (int k = 0; k < TRAIN_KEYS; k++)
        if (memcmp(read_place(from, (train_key)k), read_place(to, (train_key)k), size_of(rows[k].kind)))
            c.given |= 1u << k;
    return c;
}

void train_change_apply(const train_change *change, cnn_train_settings *settings) {
    for (int k = 0; k < TRAIN_KEYS; k++)
        if (change->given >> k & 1u)
            memcpy(place(settings, (train_key)k), read_place(&change->to, (train_key)k), size_of(rows[k].kind));
}

void train_change_text(const train_change *change, train_key key, char text[TRAIN_VALUE]) {
    const cnn_train_settings *s = &change->to;
    float decimal;
    char number[CNN_FLOAT_TEXT];
    switch (rows[key].kind) {
    case VALUE_SEED:
        cnn_format(text, TRAIN_VALUE, "%" PRIu64, s->seed);
        break;
    case VALUE_WHOLE:
        cnn_format(text, TRAIN_VALUE, "%d", s->batch);
        break;
    case VALUE_DECIMAL:
        memcpy(&decimal, read_place(s, key), sizeof decimal);
        cnn_format(text, TRAIN_VALUE, "%s", grid_text_number(decimal, number));
        break;
    case VALUE_OPTIMIZER:
        cnn_format(text, TRAIN_VALUE, "%s", cnn_optimizer_name(s->optimizer));
        break;
    case VALUE_SCHEDULE:
        cnn_format(text, TRAIN_VALUE, "%s", cnn_schedule_name(s->schedule));
        break;
    }
}

static cnn_status known_are(train_key key, const char *quoted, const char *const *names) {
    char list[80] = "";
    for (int i = 0; names[i]; i++)
        cnn_append(list, sizeof list, "%s%s", i ? ", " : "", names[i]);
    return cnn_fail(CNN_BAD_INPUT, tr("link.word"), rows[key].name, quoted, list);
}

static bool is_whole(const char *value) {
    size_t digits = strspn(value, "0123456789");
    return digits && digits < 20 && !value[digits] && (digits == 1 || value[0] != '0');
}

static cnn_status take_whole(train_change *c, train_key key, const char *value, const char *quoted) {
    bool seed = rows[key].kind == VALUE_SEED;
    unsigned long long number = is_whole(value) ? strtoull(value, NULL, 10) : UINT64_MAX,
                       low = seed ? 0 : (unsigned long long)rows[key].low,
                       high = seed ? INT64_MAX : (unsigned long long)rows[key].high;
    if (number < low || number > high)
        return cnn_fail(CNN_BAD_INPUT, tr("link.from_to"), rows[key].name, quoted, (double)low, (double)high);
    if (seed)
        c->to.seed = number;
    else
        c->to.batch = (int)number;
    return cnn_ok();
}

static cnn_status take_decimal(train_change *c, train_key key, const char *value, const char *quoted) {
    const struct train_row *row = &rows[key];
    size_t length = strlen(value);
    char *number_end = NULL;
    bool fine = length && length < 32 && strspn(value, "-.0123456789e") == length;
    float number = fine ? strtof(value, &number_end) : NAN, low = (float)row->low, high = (float)row->high;
    if (!fine || *number_end || !(number >= low && number <= high))
        return cnn_fail(CNN_BAD_INPUT, tr("link.from_to"), row->name, quoted, row->low, row->high);
    number += 0.0f; /* -0 is 0 */
    memcpy(place(&c->to, key), &number, sizeof number);
    return cnn_ok();
}

static cnn_status take_value(train_change *c, train_key key, const char *value, const char *quoted) {
    switch (rows[key].kind) {
    case VALUE_OPTIMIZER:
        c->to.optimizer = cnn_optimizer_named(value);
        return c->to.optimizer < CNN_OPTIMIZER_COUNT ? cnn_ok() : known_are(key, quoted, cnn_optimizer_names);
    case VALUE_SCHEDULE:
        c->to.schedule = cnn_schedule_named(value);
        return c->to.schedule < CNN_SCHEDULE_COUNT ? cnn_ok() : known_are(key, quoted, cnn_schedule_names);
    case VALUE_DECIMAL:
        return take_decimal(c, key, value, quoted);
    case VALUE_SEED:
    case VALUE_WHOLE:
        break;
    }
    return take_whole(c, key, value, quoted);
}

cnn_status train_change_take(train_change *change, train_key key, const char *value, const char *quoted) {
    cnn_status status = take_value(change, key, value, quoted);
    if (!cnn_failed(status))
        change->given |= 1u << key;
    return status;
}
