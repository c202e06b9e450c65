/* Every question gets a number from the seed and its name; sorting by it is the draw. */
#include "quiz.h"

#include "rng.h"

#include <stdlib.h>
#include <string.h>

void quiz_pool_add(quiz_pool *pool, const lesson *questions, int part) {
    for (int i = 0; i < questions->count && pool->count < QUIZ_POOL; i++) {
        lesson_scene scene;
        if (cnn_failed(lesson_scene_read(&questions->pages[i], &scene)) || scene.question.kind == ASK_NOTHING)
            continue;
        quiz_item *item = &pool->items[pool->count];
        item->part = part;
        cnn_format(item->id, sizeof item->id, "%s", questions->pages[i].id);
        cnn_format(item->of, sizeof item->of, "%s", scene.of);
        pool->rank[pool->count++] = 0;
    }
}

/* A question in the draw. */
typedef struct lot {
    const quiz_item *item;
    int rank; /* its own, and where it stands among those of its part or lesson */
    int turn;
    uint64_t number;
} lot;

static uint64_t number_of(const quiz_item *item, uint64_t seed) {
    uint64_t hash = cnn_rng_mix(seed ^ ((uint64_t)item->part << 56));
    for (const char *c = item->id; *c; c++)
        hash = cnn_rng_mix(hash ^ (unsigned char)*c);
    return hash;
}

static int by_number(const void *a, const void *b) {
    const lot *one = a, *other = b;
    if (one->rank != other->rank)
        return one->rank - other->rank;
    return one->number < other->number ? -1 : one->number > other->number;
}

/* One of each part or lesson, then a second one of each, and so on. */
static int by_turn(const void *a, const void *b) {
    const lot *one = a, *other = b;
    return one->turn != other->turn ? one->turn - other->turn : by_number(a, b);
}

static int by_part(const void *a, const void *b) {
    const lot *one = a, *other = b;
    if (one->item->part != other->item->part)
        return one->item->part - other->item->part;
    return one->number < other->number ? -1 : one->number > other->number;
}

static bool same_kin(const lot *a, const lot *b, quiz_kind kind) {
    return kind == QUIZ_FINAL ? a->item->part == b->item->part : !strcmp(a->item->of, b->item->of);
}

void quiz_draw(quiz *q, const quiz_pool *pool, uint64_t seed, int count) {
    static lot lots[QUIZ_POOL];
    int drawn = pool->count;
    for (int i = 0; i < pool->count; i++)
        lots[i] = (lot){&pool->items[i], pool->rank[i], 0, number_of(&pool->items[i], seed)};
    qsort(lots, (size_t)drawn, sizeof *lots, by_number);
    for (int i = 0; i < drawn; i++)
        for (int j = 0; j < i; j++)
            lots[i].turn += same_kin(&lots[i], &lots[j], q->kind);
    qsort(lots, (size_t)drawn, sizeof *lots, by_turn);
    drawn = drawn < count ? drawn : count;
    drawn = drawn < QUIZ_MOST ? drawn : QUIZ_MOST;
    if (q->kind == QUIZ_FINAL)
        qsort(lots, (size_t)drawn, sizeof *lots, by_part);
    q->seed = seed;
    q->count = drawn;
    q->at = 0;
    q->right = q->missed = 0;
    q->done = false;
    for (int i = 0; i < drawn; i++)
        q->items[i] = *lots[i].item;
}

int quiz_right(const quiz *q) {
    int right = 0;
    for (int i = 0; i < q->count; i++)
        right += (int)(q->right >> i & 1);
    return right;
}
