/* Words that authors try, and what a scene calls them. */
#ifndef SCENE_WORDS_H
#define SCENE_WORDS_H

#include "document.h"

extern const cnn_synonym scene_synonyms[], question_synonyms[], input_synonyms[];

#endif
