/* A place in Stride as a line of text that can stand behind the # of an address of the web:
 *
 *   #lesson/padding/ring                                   a page of the course, by its name or number
 *   #bench/conv?i=5&f=3&at=forward/conv/0,1,4              a bench (bench_link.h)
 *   #atlas/resnet-18?layer=layer2&beside=vgg-16            a network of the Atlas, with a box chosen
 *   #atlas/lenet-5-1998@forward/conv1/0,1,2                inside it
 *   #net/lenet-5?data=digits&pictures=10000&seed=1&numbers=portable-1&branch=120,rate=0.01@200/backward/conv1/0,1,2
 *
 * What is told of a training run leads to its iteration again, bit for bit:
 *
 *   data, pictures      a data set of Stride (link_data), and how many pictures its training set has
 *   numbers             the family of arithmetic, as in portable-1; portable alone means the same
 *   seed, rate, ...     what differs from the `train:` of the network file, under its names (train_change.h)
 *   branch              ITERATION,KEY=VALUE,...: what was changed there; once for each branch, the earliest first
 *   picture             what is looked at: train,N or test,N. Without it the first image of the coming minibatch
 *   @ITERATION/ADDRESS  the step (walk.h); without an address the network as it stands after so many iterations
 *
 * Any link may also have lang (en, ko), theme (light, dark, contrast) and bare (the stage and its text only). Parts stand
 * in any order, each once. In front of the # anything without a blank may stand. Letters of the web address that mean
 * something are written %XX, as every byte of other letters may be; a browser writes Korean names so. A link names only
 * what comes with Stride and the lessons in the contents: never a file. */
#ifndef LINK_H
#define LINK_H

#include "address.h"
#include "lesson.h"
#include "live.h"
#include "replay.h"
#include "shipped.h"

enum { LINK_TEXT = 4096, LINK_NAME = SHIPPED_NAME, LINK_NUMBERS = 24 };

typedef enum link_kind { LINK_LESSON, LINK_BENCH, LINK_NET, LINK_ATLAS, LINK_KINDS } link_kind;

/* A link, taken apart. */
typedef struct link_parts {
    link_kind kind;
    int language, theme; /* -1: not said */
    bool bare;
    char name[LINK_NAME];                        /* of the lesson or the network */
    char page[LESSON_ID];                        /* of a lesson: its name or number; empty: where the reader was */
    char layer[CNN_NAME_MAX], beside[LINK_NAME]; /* of the Atlas; empty: not said */
    replay run;                                  /* of a network; without an iteration: as it begins */
    bool at_iteration;                           /* one was named */
    char numbers[LINK_NUMBERS];                  /* empty: not said */
    live_source source;                          /* of `picture` */
    int picture;                                 /* -1: not said */
    char at[CNN_ADDRESS_TEXT];                   /* the address, without the iteration; empty: none */
    char *bench;                                 /* the link of the bench alone, on the heap; else NULL */
} link_parts;

/* Whether the text looks like a link, a good one or not. */
bool link_is(const char *text);

/* Takes the text apart; strict, with one sentence about the first part that is wrong, in the language in use. Whether
 * lesson, page, layer and position exist is asked by link_check. `out` holds nothing after a failure. */
cnn_status link_read(const char *text, link_parts *out);
void link_drop(link_parts *link);

/* The text of a link, on the heap; NULL: no memory. Reading it gives the same parts, and writing these the same text. */
char *link_format(const link_parts *link);

/* The data sets that a link can name, as they are called; NULL ends them. */
extern const char *const link_data[];

/* The family of arithmetic with which this Stride computes now, as links call it. */
const char *link_numbers(void);

#endif
