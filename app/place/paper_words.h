/* The words of a question on paper, where nothing can be clicked or tried out, and its answer with the steps. */
#ifndef PAPER_WORDS_H
#define PAPER_WORDS_H

#include "state.h"

enum { PAPER_TEXT = 600 };

/* What the page asks on paper: what its author says for paper (a bullet "- paper: ..." in the block quote), or a sentence
 * for what is clicked or made; empty: the words of the page themselves. `own` becomes the author's. */
void paper_question(const state *s, prose *own, char text[PAPER_TEXT]);

/* The answer to the open question, with the sum it comes from; empty where it is a sentence of one's own. */
void paper_answer(const state *s, char text[PAPER_TEXT]);

#endif
