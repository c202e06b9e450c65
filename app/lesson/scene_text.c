/* Quotes do not change an address that needs none, so every address gets them. */
#include "scene_text.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

/* The length of the address at `at`, with its commas; 0: none that needs quotes is there. */
static size_t address_length(const char *at, const char *end) {
    const char *c = at;
    bool slash = false, comma = false;
    for (; c < end; c++) {
        bool number = *c == ',' && c + 1 < end && isdigit((unsigned char)c[1]);
        if (!number && !isalnum((unsigned char)*c) && !strchr("/_.-", *c) && (unsigned char)*c < 0x80)
            break;
        slash |= *c == '/';
        comma |= number;
    }
    return slash && comma ? (size_t)(c - at) : 0;
}

/* The length of "at: " or "play: " at `at`; 0: something else is there, or it goes on with a word before. */
static size_t key_length(const char *at, const char *begin, const char *end) {
    static const char *const keys[] = {"at:", "play:"};
    if (at > begin && !strchr(" \t\n{,", at[-1]))
        return 0;
    for (int i = 0; i < 2; i++) {
        size_t length = strlen(keys[i]), blanks = 0;
        if ((size_t)(end - at) <= length || strncmp(at, keys[i], length) != 0)
            continue;
        while (at + length + blanks < end && at[length + blanks] == ' ')
            blanks++;
        return blanks ? length + blanks : 0;
    }
    return 0;
}

char *scene_text(const char *text, size_t length, size_t lead, cnn_arena *arena, size_t *size) {
    const char *end = text + length;
    char *copy = cnn_arena_alloc(arena, lead + 2 * length + 1, 1), *to = copy; /* an address has at least 3 letters */
    if (!copy)
        return NULL;
    memset(to, '\n', lead);
    to += lead;
    for (const char *at = text; at < end;) {
        size_t key = key_length(at, text, end), address = key ? address_length(at + key, end) : 0;
        memcpy(to, at, key ? key : 1);
        to += key ? key : 1;
        at += key ? key : 1;
        if (!address)
            continue;
        *to++ = '"';
        memcpy(to, at, address);
        to += address;
        at += address;
        *to++ = '"';
    }
    *to = '\0';
    *size = (size_t)(to - copy);
    return copy;
}
