/* One block: the head, where each name begins, and the letters. The last holder frees it. */
#include "class_names.h"

#include "status.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

struct cnn_class_names {
    atomic_int holders;
    int count;
    const char *names[];
};

cnn_class_names *cnn_class_names_new(const char *const *names, int count) {
    size_t letters = 0, head = sizeof(cnn_class_names) + (size_t)count * sizeof(char *);
    for (int i = 0; i < count; i++)
        letters += strlen(names[i]) + 1;
    cnn_class_names *made = malloc(head + letters);
    if (!made)
        return NULL;
    atomic_init(&made->holders, 1);
    made->count = count;
    char *to = (char *)made + head;
    for (int i = 0; i < count; i++) {
        size_t length = strlen(names[i]) + 1;
        memcpy(to, names[i], length);
        made->names[i] = to;
        to += length;
    }
    return made;
}

bool cnn_class_names_equal(const cnn_class_names *a, const cnn_class_names *b) {
    if (!a != !b || cnn_class_count(a) != cnn_class_count(b))
        return false;
    for (int i = 0; i < cnn_class_count(a); i++)
        if (strcmp(a->names[i], b->names[i]) != 0)
            return false;
    return true;
}

bool cnn_class_names_are_numbers(const cnn_class_names *names) {
    for (int i = 0; i < cnn_class_count(names); i++)
        if (names->names[i][strspn(names->names[i], "0123456789")])
            return false;
    return true;
}

cnn_class_names *cnn_class_numbers(int first, int count) {
    enum { LONGEST = 12 };
    char *letters = malloc((size_t)count * LONGEST + 1);
    const char **names = malloc((size_t)count * sizeof *names + 1);
    for (int i = 0; i < count && letters && names; i++) {
        cnn_format(letters + i * LONGEST, LONGEST, "%d", first + i);
        names[i] = letters + i * LONGEST;
    }
    cnn_class_names *made = letters && names ? cnn_class_names_new(names, count) : NULL;
    free(letters);
    free(names);
    return made;
}

cnn_class_names *cnn_class_names_keep(const cnn_class_names *names) {
    cnn_class_names *kept = (cnn_class_names *)names;
    if (kept)
        atomic_fetch_add(&kept->holders, 1);
    return kept;
}

void cnn_class_names_drop(cnn_class_names *names) {
    if (names && atomic_fetch_sub(&names->holders, 1) == 1)
        free(names);
}

int cnn_class_count(const cnn_class_names *names) {
    return names ? names->count : 0;
}

const char *cnn_class_name(const cnn_class_names *names, int at) {
    return at >= 0 && at < cnn_class_count(names) ? names->names[at] : NULL;
}
