/* Counts are a full table: at most 1000 x 1000. */
#include "judged.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

typedef struct shared {
    judged j; /* first, so that either is the other */
    atomic_int holders;
    int room;
} shared;

judged *judged_new(int classes, int of) {
    shared *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    atomic_init(&s->holders, 1);
    s->room = of;
    s->j.classes = classes;
    s->j.pictures = malloc(((size_t)of + 1) * sizeof *s->j.pictures);
    s->j.counts = calloc((size_t)classes * (size_t)classes + 1, sizeof *s->j.counts);
    if (s->j.pictures && s->j.counts)
        return &s->j;
    judged_drop(&s->j);
    return NULL;
}

judged *judged_keep(judged *j) {
    if (j)
        atomic_fetch_add(&((shared *)(void *)j)->holders, 1);
    return j;
}

void judged_drop(judged *j) {
    if (!j || atomic_fetch_sub(&((shared *)(void *)j)->holders, 1) > 1)
        return;
    free(j->pictures);
    free(j->counts);
    free(j);
}

void judged_add(judged *j, judged_picture p) {
    if (j->of == ((shared *)(void *)j)->room)
        return;
    j->pictures[j->of++] = p;
    if (p.label < j->classes && p.named < j->classes)
        j->counts[(int64_t)p.label * j->classes + p.named]++;
}

int judged_all(const judged *j, int label) {
    int all = 0;
    for (int i = 0; i < j->classes; i++)
        all += judged_count(j, label, i);
    return all;
}

int judged_surest(const judged *j, int label, int named, judged_picture *list, int most) {
    int count = 0;
    for (int i = 0; i < j->of; i++) {
        const judged_picture *p = &j->pictures[i];
        int at = count < most ? count : most;
        if (p->label != label || p->named != named)
            continue;
        for (; at > 0 && list[at - 1].confidence < p->confidence; at--)
            if (at < most)
                list[at] = list[at - 1];
        if (at < most)
            list[at] = *p;
        count += count < most;
    }
    return count;
}

void judged_worst(const judged *j, int row, int rows, int column, int columns, int *label, int *named) {
    int most = -1;
    bool mistake = false;
    *label = row;
    *named = column;
    for (int r = row; r < row + rows && r < j->classes; r++)
        for (int c = column; c < column + columns && c < j->classes; c++) {
            int count = judged_count(j, r, c);
            bool wrong = r != c && count;
            if ((wrong && !mistake) || (wrong == mistake && count > most)) {
                most = count;
                mistake = wrong;
                *label = r;
                *named = c;
            }
        }
}
