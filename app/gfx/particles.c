/* The text is read backward from the particle to the last thing that is spoken. */
#include "particles.h"

#include "utf8.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* How a word ends. */
typedef enum ending { ENDS_IN_VOWEL, ENDS_IN_CONSONANT, ENDS_IN_L } ending;

enum { HANGUL_FIRST = 0xAC00, HANGUL_LAST = 0xD7A3, FINALS = 28, FINAL_L = 8 };

/* The character before `at`, and where it begins; 0 at the beginning of the text. */
static uint32_t before(const char *text, const char *at, const char **begins) {
    *begins = at;
    if (at == text)
        return 0;
    do
        at--;
    while (at > text && ((unsigned char)*at & 0xC0) == 0x80);
    *begins = at;
    return cnn_utf8_next(&at);
}

/* Marks that are not spoken: quotes, brackets, emphasis, spaces. */
static bool is_silent(uint32_t c) {
    return c && c < 128 ? strchr("*`\"')]} ", (int)c) != NULL
                        : c == 0xA0 || c == 0x201D || c == 0x2019 || c == 0x230B || c == 0x2309;
}

/* Where the last thing spoken ends: behind it stand only marks and tags of a colour, "{input}" or "{}". */
static const char *spoken_end(const char *text, const char *at) {
    for (;;) {
        const char *begins;
        uint32_t c = before(text, at, &begins);
        if (!is_silent(c))
            return at;
        if (c == '}')
            while (begins > text && *begins != '{')
                begins--;
        at = begins;
    }
}

static bool is_digit(uint32_t c) {
    return c >= '0' && c <= '9';
}

/* Of a fraction the numerator is spoken last: 3/5 is 오분의 삼. */
static const char *numerator_end(const char *text, const char *at) {
    const char *from = at, *begins;
    while (is_digit(before(text, from, &begins)))
        from = begins;
    if (from == at || before(text, from, &begins) != '/')
        return at;
    const char *end = begins;
    return is_digit(before(text, end, &begins)) ? end : at;
}

/* 영 일 이 삼 사 오 육 칠 팔 구; whole tens, hundreds and thousands end in 십, 백 and 천 as 0 does, in a consonant. */
static ending of_digit(uint32_t c) {
    static const ending endings[] = {ENDS_IN_CONSONANT, ENDS_IN_L, ENDS_IN_VOWEL, ENDS_IN_CONSONANT, ENDS_IN_VOWEL,
        ENDS_IN_VOWEL, ENDS_IN_CONSONANT, ENDS_IN_L, ENDS_IN_L, ENDS_IN_VOWEL};
    return endings[c - '0'];
}

static bool is_letter(uint32_t c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* A single letter is named: 엘, 엠, 엔, 알 end in a consonant. */
static ending of_name(uint32_t letter) {
    uint32_t small = letter | 32;
    return small == 'l' || small == 'r' ? ENDS_IN_L : small == 'm' || small == 'n' ? ENDS_IN_CONSONANT : ENDS_IN_VOWEL;
}

static bool is_vowel(uint32_t c) {
    return c && c < 128 && strchr("aeiouyAEIOUY", (int)c) != NULL;
}

/* A Latin word as it is written in Korean: pool 풀, map 맵, kernel 커널, net 넷, block 블록, but softmax 소프트맥스. */
static ending of_word(const char *text, const char *at) {
    const char *second, *third;
    uint32_t last = before(text, at, &second), previous = before(text, second, &third);
    if (!is_letter(previous) || (last >= 'A' && last <= 'Z'))
        return of_name(last);
    uint32_t small = last | 32;
    if (small == 'l')
        return ENDS_IN_L;
    if (small == 'm' || small == 'n' || (small == 'g' && (previous | 32) == 'n'))
        return ENDS_IN_CONSONANT;
    bool stopped = small == 'p' || small == 't' || small == 'k' || small == 'c';
    return stopped && (is_vowel(previous) || (previous | 32) == 'c') ? ENDS_IN_CONSONANT : ENDS_IN_VOWEL;
}

static ending ending_before(const char *text, const char *at) {
    const char *begins;
    at = numerator_end(text, spoken_end(text, at));
    uint32_t c = before(text, at, &begins);
    if (c >= HANGUL_FIRST && c <= HANGUL_LAST) {
        uint32_t final = (c - HANGUL_FIRST) % FINALS;
        return final == 0 ? ENDS_IN_VOWEL : final == FINAL_L ? ENDS_IN_L : ENDS_IN_CONSONANT;
    }
    if (is_digit(c))
        return of_digit(c);
    if (is_letter(c))
        return of_word(text, at);
    return c == 0xB2 || c == 0xB3 ? ENDS_IN_CONSONANT : ENDS_IN_VOWEL; /* 제곱, 세제곱; 퍼센트, 시그마, 도 … */
}

/* "{가/나}" at `open`: the slash and the end. False: it is something else, such as a colour. */
static bool is_pair(const char *open, const char **slash, const char **close) {
    const char *c = open + 1;
    if ((unsigned char)*c < 0xEA || (unsigned char)*c > 0xED) /* the first byte of a syllable */
        return false;
    *close = strchr(c, '}');
    *slash = *close ? memchr(c, '/', (size_t)(*close - c)) : NULL;
    return *slash != NULL && *close - open < 32;
}

void particles_resolve(char *text) {
    const char *slash, *close;
    for (char *open = strchr(text, '{'); open; open = strchr(open, '{')) {
        if (!is_pair(open, &slash, &close)) {
            open++;
            continue;
        }
        ending found = ending_before(text, open);
        const char *first = open + 1, *second = slash + 1;
        bool by_l = !strncmp(first, "으", strlen("으")) && found == ENDS_IN_L;
        bool takes_first = found != ENDS_IN_VOWEL && !by_l;
        const char *from = takes_first ? first : second;
        size_t length = (size_t)((takes_first ? slash : close) - from);
        memmove(open, from, length);
        memmove(open + length, close + 1, strlen(close + 1) + 1);
        open += length;
    }
}
