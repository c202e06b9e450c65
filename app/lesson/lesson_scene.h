/* What a `scene` block says. All keys are optional:
 *
 *   layer: convolution | pooling   the bench, with
 *     input:    [[1, 0], [0, 1]], three such lists for RGB, the name of a picture (classroom, ramp, ...), or
 *               {picture: ramp, rows: 6, columns: 6}, {image: 7} of the training set, or a file beside the lesson:
 *               {picture: logo.png, rows: 16, columns: 16, ink: 1}
 *     filter:   [[1, 0], [0, 1]], a list of channels, a list of filters, or a name (cross, blur, sobel_x, ...)
 *     bias size stride padding dilation filters channels ceil include_pad pool gradient
 *   network: NAME.yaml, or a network written here    a recorded layer of it, with train: ITERATIONS before, on
 *                                  image: NUMBER of its data or an input of one's own with its label: CLASS;
 *                                  weights: NAME.safetensors beside the lesson
 *   atlas: resnet-18               a network of the Atlas in place of a layer; `at` names a layer or a block of it
 *   show: chain                    with a network of single numbers: the chain rule, stepped through; `at` says how far
 *                                  it is when the page begins
 *   show: field                    with a network: the maps from the picture to the layer of the cursor, and what the
 *                                  number there depends on
 *   show: overview                 with a network: all of it, as stacks of its maps; `at` is the layer that is unfolded,
 *                                  `play: flow` fills it layer after layer
 *   show: training                 the training network in place of a layer
 *   show: picture                  one whole picture: its input, the part that is zoom: [row, column, rows, columns], how
 *                                  it begins (whole, zoom, divide or split), and play: one or a list of those
 *   at: ADDRESS    by: product | position | row | map | layer     the place of the cursor, and its step
 *   open: [stride, input, ...]     what can be changed: input filter bias stride padding dilation size picture preset
 *                                  filters channels pool gradient, or all
 *   mark: path                     the way of the window over its input
 *   lens: textbook                 the other view of a backward pass
 *   why: true                      where the number at the cursor comes from, in a panel; inside a network
 *   check: true                    Space measures the gradient at the cursor, and the stage shows it
 *   light: padding                 the size that is lit on the stage
 *   hide: [formula, sum, transport]    what the page does not need yet
 *   play: end | ADDRESS            what Space does after the text
 *   vary: input | filter | both    what a worksheet may draw anew from a seed
 *   review: 2                      on the last page of a lesson: how many questions of earlier lessons come after it
 *   of: padding                    on a page of the questions of a part (course.h): the lesson that it asks about
 *   help: numbers | letters | none    how much of the arithmetic stands there while the question is open
 *   wrong: [row, column]    slip: bias | flip | product | division    a wrong number in the output, for {pick: wrong}
 *   question: {predict: cell | value | gradient | size | parameters | outputs | products | field, ...},
 *             {pick: winner | unvisited | once | most | wrong}, {pick: weight | pixel, cell: [row, column]}, {choose: 2},
 *             {bug: bias | flip | product | division | padding | size, choose: 2}, {explain: true} or
 *             {make: {output: 3, ...}} */
#ifndef LESSON_SCENE_H
#define LESSON_SCENE_H

#include "address.h"
#include "bench.h"
#include "lesson.h"
#include "shown_picture.h"

enum {
    LESSON_REVIEW = 6,   /* questions of earlier lessons at most */
    LESSON_SECONDS = 60, /* of training and recording for a page */
};

typedef enum ask {
    ASK_NOTHING,
    ASK_CELL,  /* the number at the cursor, hidden until it is answered */
    ASK_VALUE, /* a number anywhere in the iteration */
    ASK_GRADIENT,
    ASK_SIZE, /* O, hidden until it is answered */
    ASK_PARAMETERS,
    ASK_OUTPUTS,
    ASK_PRODUCTS,
    ASK_FIELD, /* rows of the receptive field */
    ASK_PIXEL, /* the number of a pixel of the picture that is shown, as it stands there, hidden until then */
    ASK_PICK,
    ASK_CHOOSE,
    ASK_MAKE,
    ASK_EXPLAIN /* in a sentence, which the reader compares */
} ask;

typedef enum pick_kind {
    PICK_WINNER,
    PICK_UNVISITED,
    PICK_ONCE,
    PICK_MOST,
    PICK_WEIGHT, /* that met a pixel at the cursor */
    PICK_PIXEL,  /* that a weight met there */
    PICK_WRONG,  /* the number of the output that a slip made */
    PICK_COUNT
} pick_kind;

/* What is done wrong to make a wrong number of the right arithmetic. */
typedef enum slip {
    SLIP_NONE,
    SLIP_BIAS,     /* forgotten */
    SLIP_FLIP,     /* the filter is turned by 180 degrees */
    SLIP_PRODUCT,  /* the largest one is left out */
    SLIP_DIVISION, /* an average is not divided */
    SLIP_PADDING,  /* a size without it */
    SLIP_SIZE,     /* a size without its + 1 */
    SLIPS
} slip;

/* How much of the arithmetic stands on the stage while the question is open. */
typedef enum lesson_help { HELP_NUMBERS, HELP_LETTERS, HELP_NONE } lesson_help;
typedef enum gradient_of { OF_INPUT, OF_FILTER, OF_BIAS } gradient_of;
typedef enum make_key {
    MAKE_OUTPUT,
    MAKE_INPUT,
    MAKE_FILTER,
    MAKE_STRIDE,
    MAKE_PADDING,
    MAKE_DILATION,
    MAKE_PARAMETERS,
    MAKE_REMAINDER,
    MAKE_LARGEST,          /* the cell `largest` of the output, `by` above the others */
    MAKE_ACCURACY,         /* percent, of the network that trains */
    MAKE_PARAMETERS_BELOW, /* of that network */
    MAKE_COUNT
} make_key;

/* What may be changed, as bits. */
typedef enum open_bit {
    OPEN_INPUT = 1,
    OPEN_FILTER = 2,
    OPEN_BIAS = 4,
    OPEN_STRIDE = 8,
    OPEN_PADDING = 16,
    OPEN_DILATION = 32,
    OPEN_SIZE = 64,
    OPEN_PICTURE = 128,
    OPEN_PRESET = 256,
    OPEN_FILTERS = 512,
    OPEN_CHANNELS = 1024,
    OPEN_POOL = 2048,
    OPEN_GRADIENT = 4096,
    OPEN_ALL = 8191
} open_bit;

typedef struct question {
    ask kind;
    int line;
    char at[CNN_ADDRESS_TEXT]; /* empty: that of the scene */
    gradient_of of;
    int cell[3]; /* ASK_PIXEL, PICK_WEIGHT, PICK_PIXEL: channel, row, column. ASK_GRADIENT: channel (or filter, for a
                    bias), row, column */
    int filter;  /* ASK_GRADIENT of a filter: which */
    pick_kind pick;
    int choice; /* 1 .. LESSON_CHOICES */
    bool wants[MAKE_COUNT];
    int wanted[MAKE_COUNT];
    int largest[2]; /* MAKE_LARGEST */
    double by;
    double tolerance; /* of a number; 0: as usual */
    slip bug;         /* ASK_CHOOSE: the slip that made the number {wrong} */
} question;

/* What is not drawn on a page. */
typedef enum hide_bit { HIDE_FORMULA = 1, HIDE_SUM = 2, HIDE_TRANSPORT = 4 } hide_bit;

/* What stands on the stage in place of the layer under the cursor. */
typedef enum scene_show {
    SHOW_LAYER, /* nothing does */
    SHOW_TRAINING,
    SHOW_PICTURE,
    SHOW_OVERVIEW,
    SHOW_CHAIN,
    SHOW_FIELD,
} scene_show;

typedef struct lesson_scene {
    bool given;     /* the page has one */
    bool stages;    /* it sets the stage up: layer or network */
    char atlas[48]; /* a network of the Atlas; empty: none */
    scene_show show;
    bool path;     /* mark: path, the way of the window over its input */
    bool textbook; /* lens: textbook, the other view of a backward pass */
    bool why;      /* it is told where the number at the cursor comes from */
    bool check;    /* its gradient is measured by a nudge */
    char at[CNN_ADDRESS_TEXT], play[CNN_ADDRESS_TEXT];
    cnn_depth by;
    unsigned open;
    cnn_part light;
    bool vary_input, vary_filter;
    unsigned hides; /* hide_bit */
    picture_plan picture;
    const shown_picture *shown; /* the picture, set by who sets the page up; NULL: none */
    int review;                 /* questions of earlier lessons after the page */
    char of[LESSON_ID];         /* the lesson that the question is about; empty: not told */
    lesson_help help;
    slip slip;    /* PICK_WRONG: how the number at `wrong` was made */
    int wrong[2]; /* row and column of the output */
    question question;
} lesson_scene;

/* All keys of a scene; NULL ends them. lessons/scene.schema.json has the same. */
extern const char *const lesson_scene_keys[];

/* Reads what is not the bench. */
cnn_status lesson_scene_read(const lesson_page *page, lesson_scene *out);

/* A network that a page wants to be opened: what session_open takes. */
typedef struct lesson_opening {
    bool wanted;
    opened_network network;
    opening_wish wish;
    char *recipe;
} lesson_opening;

/* The page that sets up the stage of page `page`: the nearest one up to it whose scene names a layer or a network. NULL:
 * none does. */
const lesson_page *lesson_stage_of(const lesson *l, int page);

/* Sets the bench up as the page says; on failure it is as before. Opening a network takes long, so it is only described
 * and left to the caller; what the bench has already recorded is not asked for again. */
cnn_status lesson_scene_begin(const lesson *l, const lesson_page *page, bench *b, lesson_opening *out);

/* The same, the network too and at once. `trained`: as long as the page says; else not at all. */
cnn_status lesson_scene_stage(const lesson *l, const lesson_page *page, bench *b, bool trained);

/* Billions of multiplications that the page's network trains before it shows; 0: it does not train. */
double lesson_page_billions(const lesson *l, int page);

/* Notes what is wrong with the scenes, as far as can be told without running them. */
void lesson_scene_check(lesson *l);

/* Runs every scene and asks every question: what `stride lint` adds. */
void lesson_scene_try(lesson *l);

#endif
