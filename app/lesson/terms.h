/* The words of the course in both languages, with what they mean and the page that teaches them: terms.yaml. */
#ifndef TERMS_H
#define TERMS_H

#include "document.h"
#include "prose.h"

enum { TERMS_MOST = 400, TERM_FORMS = 12 };

typedef struct term_words {
    const char *forms[TERM_FORMS]; /* the term first, then what else it is called */
    int count;
    const char *text;
} term_words;

typedef struct course_term {
    const char *id, *page; /* page: LESSON or LESSON/PAGE; "": none */
    term_words in[LANGUAGE_COUNT];
} course_term;

typedef struct course_terms {
    cnn_document *document; /* of which the words are */
    course_term *list;
    int count;
} course_terms;

/* Reads terms.yaml of the folder. Where there is none, and on failure, there are no terms; the sentence names file and
 * line. */
cnn_status terms_read(const char *folder, course_terms *out);
void terms_free(course_terms *t);

/* Marks the terms in a text, the longest that fits at each place: spans are split so that each is one of its own. A word
 * that goes on is none, but for a Korean particle. Code, formulas, links and asides stay as they are. */
cnn_status terms_mark(const course_terms *t, language in, prose *text);

/* How many bytes of `text`, at the beginning of a word, are a term, and which (from 1); 0: none. */
size_t terms_match(const course_terms *t, language in, const char *text, int *which);

/* Whether what was typed is part of the term in either language. */
bool terms_has(const course_term *one, const char *typed);

#endif
