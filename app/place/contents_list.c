/* The list is made anew whenever it is needed. */
#include "contents_list.h"

static void add(contents_item *items, int *count, contents_item item) {
    if (*count < CONTENTS_ITEMS)
        items[(*count)++] = item;
}

/* The questions of a part, or of all parts. */
static void add_test(const reader *c, contents_item *items, int *count, quiz_kind kind, int part) {
    bool final = kind == QUIZ_FINAL;
    if (reader_test_size(c, kind, part) > 0)
        add(items, count,
            (contents_item){CONTENTS_CARD, final ? REQUEST_take_final : REQUEST_take_check, part,
                final ? c->course.part_count + 1 : part, final ? "contents.final" : "contents.check"});
}

static void add_lessons(const reader *c, contents_item *items, int *count, int part, int group) {
    for (int i = 0; i < c->count; i++)
        if (c->entries[i].part == part)
            add(items, count, (contents_item){CONTENTS_LESSON, REQUEST_open_entry, i, group, NULL});
}

int contents_items(const reader *c, contents_item items[CONTENTS_ITEMS]) {
    int count = 0, parts = c->course.part_count;
    for (int i = 0; i < parts; i++) {
        add_lessons(c, items, &count, i, i);
        add_test(c, items, &count, QUIZ_CHECK, i);
    }
    add_lessons(c, items, &count, -1, parts);
    add_test(c, items, &count, QUIZ_FINAL, 0);
    if (c->terms.count)
        add(items, &count, (contents_item){CONTENTS_CARD, REQUEST_glossary, 0, parts + 1, "contents.terms"});
    if (c->has_notes)
        add(items, &count, (contents_item){CONTENTS_CARD, REQUEST_teacher, 0, parts + 1, "contents.teacher"});
    add(items, &count, (contents_item){CONTENTS_CARD, REQUEST_open_dialog, 0, parts + 1, "contents.own"});
    return count;
}

int contents_chosen(const state *s, const contents_item *items, int count) {
    int here = reader_next_entry(&s->lesson);
    if (s->screen.contents_chosen > 0 && s->screen.contents_chosen <= count)
        return s->screen.contents_chosen - 1;
    for (int i = 0; i < count; i++)
        if (items[i].kind == CONTENTS_LESSON && items[i].value == here)
            return i;
    return 0;
}

static int first_of(const contents_item *items, int count, int group) {
    int i = 0;
    while (i < count && items[i].group < group)
        i++;
    return i;
}

int contents_beside(const contents_item *items, int count, int at, int down, int across) {
    int to = at + down;
    if (across) {
        int group = items[at].group, deep = at - first_of(items, count, group);
        int next = across > 0 ? first_of(items, count, group + 1) : first_of(items, count, group) - 1;
        if (next < 0 || next >= count)
            return at;
        int first = first_of(items, count, items[next].group), last = first_of(items, count, items[next].group + 1) - 1;
        to = first + deep < last ? first + deep : last;
    }
    return to < 0 ? 0 : to >= count ? count - 1 : to;
}

bool contents_have_own(const reader *c) {
    for (int i = 0; i < c->count; i++)
        if (c->entries[i].part < 0)
            return true;
    return false;
}
