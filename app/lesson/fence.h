/* Fenced blocks of a lesson's file, as CommonMark has them: at least three ` or three ~, then what the block is. A scene
 * or the notes of a page may stand at any depth of indentation, and their name may be written in capitals. */
#ifndef FENCE_H
#define FENCE_H

#include <stdbool.h>
#include <stddef.h>

typedef enum fence_kind {
    FENCE_NONE,    /* no block begins here */
    FENCE_SCENE,   /* lesson_scene.h */
    FENCE_NOTES,   /* the teacher's notes of a page */
    FENCE_OTHER,   /* code */
    FENCE_MISTAKEN /* no block, but somebody meant one: see `advice` */
} fence_kind;

typedef struct fence {
    fence_kind kind;
    const char *body, *close, *after; /* the first line within; the line that closes it; the line behind that */
    bool closed;
    char advice[120]; /* what is most likely wrong; empty: nothing */
} fence;

/* The block that begins with the line at `line`; the text ends at `end`, where there is a zero. A scene that nothing
 * closes ends before the next page and before the next block of a page, so that one mistake costs one page. */
fence fence_at(const char *line, const char *end);

#endif
