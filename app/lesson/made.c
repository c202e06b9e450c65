/* A bench is measured without being recorded, so trying all sizes takes a moment. */
#include "made.h"

#include "grading.h"

#include <stdlib.h>

/* A size that the page opens. */
typedef struct range {
    int *value, low, high;
} range;

static bool any(const range *ranges, int count, const bench *tried, const lesson_scene *scene) {
    char hint[FEEDBACK_MAX];
    if (!count)
        return grading_made(tried, scene, hint);
    int was = *ranges->value;
    bool made = false;
    for (int value = ranges->low; value <= ranges->high && !made; value++) {
        *ranges->value = value;
        made = any(ranges + 1, count - 1, tried, scene);
    }
    *ranges->value = was;
    return made;
}

bool made_can_be(const bench *b, const lesson_scene *scene) {
    bench *tried = malloc(sizeof *tried);
    if (!tried)
        return true;
    *tried = *b;
    const struct {
        unsigned bit;
        range range;
    } sizes[] = {{OPEN_PADDING, {&tried->padding, 0, BENCH_PADDING}}, {OPEN_STRIDE, {&tried->stride, 1, BENCH_STRIDE}},
        {OPEN_SIZE, {&tried->kernel, 1, BENCH_KERNEL}}, {OPEN_DILATION, {&tried->dilation, 1, BENCH_DILATION}},
        {OPEN_PICTURE, {&tried->rows, 1, BENCH_SIDE}}, {OPEN_FILTERS, {&tried->filters, 1, BENCH_FILTERS}},
        {OPEN_CHANNELS, {&tried->channels, 1, BENCH_CHANNELS}}};
    range open[sizeof sizes / sizeof *sizes];
    int count = 0;
    lesson_scene wanted = *scene;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        if (scene->open & sizes[i].bit)
            open[count++] = sizes[i].range;
    for (int i = MAKE_REMAINDER + 1; i < MAKE_COUNT; i++)
        wanted.question.wants[i] = false; /* what numbers decide */
    bool made = any(open, count, tried, &wanted);
    free(tried);
    return made;
}

/* Two sizes that are tried together; the second may be the first. */
static bool find_two(bench *tried, const lesson_scene *scene, const range *one, const range *two) {
    char hint[FEEDBACK_MAX];
    int was = *one->value, was_too = *two->value;
    for (int i = one->low; i <= one->high; i++)
        for (int j = two == one ? i : two->low; j <= (two == one ? i : two->high); j++) {
            *one->value = i;
            *two->value = j;
            if (grading_made(tried, scene, hint))
                return true;
        }
    *one->value = was;
    *two->value = was_too;
    return false;
}

bool made_find(const bench *b, const lesson_scene *scene, made_sizes *found) {
    const question *q = &scene->question;
    bench *tried = malloc(sizeof *tried);
    bool made = false;
    if (!tried || b->source == BENCH_INSIDE || q->wants[MAKE_LARGEST] || grading_wants_training(q)) {
        free(tried);
        return false;
    }
    *tried = *b;
    const unsigned bits[] = {OPEN_PADDING, OPEN_STRIDE, OPEN_SIZE, OPEN_DILATION};
    const range sizes[] = {{&tried->padding, 0, BENCH_PADDING}, {&tried->stride, 1, BENCH_STRIDE},
        {&tried->kernel, 1, BENCH_KERNEL}, {&tried->dilation, 1, BENCH_DILATION}};
    for (int apart = 0; apart < 4 && !made; apart++)
        for (int i = 0; i + apart < 4 && !made; i++)
            if ((scene->open & bits[i]) && (scene->open & bits[i + apart]))
                made = find_two(tried, scene, &sizes[i], &sizes[i + apart]);
    *found = (made_sizes){tried->padding, tried->stride, tried->kernel, tried->dilation};
    free(tried);
    return made;
}
