/* What a user wants to do, done by hand: every task begins with a fresh application and uses keys, the mouse and what is
 * visible, no typed command. Beside each task stands the fewest clicks and keys by any way, also one that nobody would
 * find; no task takes more than twice as many.
 *     stories            does them, and prints what each took
 *     stories --list     names them
 *     stories PATTERN    does those whose names match */
#include "stories_bench.h"
#include "stories_network.h"

typedef struct story {
    const char *task;
    beginning from;
    int shortest; /* clicks and keys */
    void (*perform)(void);
} story;

static const story stories[] = {
    {"play a convolution", BENCH, 1, play},
    {"change I", BENCH, 1, size_i},
    {"change F", BENCH, 1, size_f},
    {"change S", BENCH, 1, size_s},
    {"change P", BENCH, 1, size_p},
    {"change D", BENCH, 1, size_d},
    {"edit a pixel", BENCH, 3, edit_a_pixel},
    {"choose average pooling", BENCH, 2, choose_average},
    {"choose minimum pooling", BENCH, 2, choose_minimum},
    {"go backward", BENCH, 1, go_backward},
    {"see another channel's weights", BENCH, 1, weights_of_blue},
    {"see a 28 × 28 input whole", BENCH, 4, fit_28},
    {"set a breakpoint and remove it in the list", BENCH, 2, set_and_remove_a_breakpoint},
    {"open a picture", BENCH, 2, open_a_picture},
    {"go back in training and branch with half the rate", TRAINING, 3, travel_and_branch},
    {"put trained weights onto the Atlas", TRAINING, 6, weights_onto_the_atlas},
    {"make a worksheet", BENCH, 2, worksheet},
    {"count hands and show the answer beside them", BENCH, 7, count_hands},
    {"open a lesson from the contents", BENCH, 3, contents},
    {"fill the screen", BENCH, 1, fill_the_screen},
    {"leave presenter mode by mouse", BENCH, 2, leave_presenting_by_mouse},
    {"leave presenter mode by key", BENCH, 2, leave_presenting_by_key},
    {"choose another filter", BENCH, 1, choose_a_filter},
    {"look at the backward pass as textbooks do", BENCH, 2, look_at_the_textbook},
    {"undo", BENCH, 2, undo},
    {"redo", BENCH, 3, redo},
    {"reset the bench", BENCH, 3, reset},
    {"save an example and open it again", BENCH, 10, keep_an_example},
    {"copy a link and paste it", BENCH, 3, share},
    {"paste numbers from a spreadsheet", BENCH, 1, paste_numbers},
    {"copy a grid to a spreadsheet", BENCH, 1, copy_a_grid},
    {"round sizes up", BENCH, 2, round_up},
    {"find a lesson by typing", BENCH, 3, find_a_lesson_by_typing},
    {"find a lesson by typing Korean", BENCH, 4, find_a_lesson_in_korean},
    {"open a file with a Korean name", BENCH, 2, open_a_korean_file},
    {"play round and round", BENCH, 2, play_round_and_round},
    {"learn what a button does, and its key", BENCH, 0, learn_what_a_button_does},
    {"read a value off a cell", BENCH, 0, read_a_value},
    {"learn why a button is grey", BENCH, 0, learn_why_it_is_grey},
    {"save trained weights and open them", TRAINING, 5, open_weights},
    {"enlarge the text", BENCH, 1, enlarge_the_text},
    {"go on training after stepping inside", TRAINING, 2, step_inside_and_go_on},
    {"pause training from the bench", TRAINING, 1, pause_from_the_bench},
    {"take back one stroke of a drawing", TRAINING, 5, take_back_a_stroke},
    {"edit the network and keep its run", TRAINING, 5, keep_the_run},
    {"see a layer of the Atlas on the bench and return", BENCH, 3, to_the_bench_and_back},
    {"limit training, and go on when it rests", TRAINING, 3, limit_and_go_on},
    {"read values off the loss curve", TRAINING, 1, values_of_the_curve},
    {"see who is taken for whom, with names", TRAINING, 1, names_of_the_confusion},
    {"step a 5 × 5 convolution forward, backward and through its update", BENCH, 3, step_through_all},
    {"find the weight that changed most, go back, try half the rate", TRAINING, 8, follow_the_largest_change},
};
enum { STORIES = sizeof stories / sizeof *stories };

/* The first is the one of the table. */
static const int sizes[][2] = {{1366, 768}, {1024, 640}, {1280, 770}, {1920, 1080}};
enum { SIZES = sizeof sizes / sizeof *sizes };

typedef struct telling {
    const story *story;
    int size, clicks, keys;
    char name[120];
} telling;

static telling tellings[SIZES * STORIES];

static void tell(void **fixture) {
    telling *now = *fixture;
    width = sizes[now->size][0];
    height = sizes[now->size][1];
    begin(now->story->from);
    now->story->perform();
    now->clicks = clicks;
    now->keys = keys;
    int shortest = now->story->shortest;
    if (clicks + keys > 2 * shortest)
        fail_msg("%d clicks and %d keys, where %d would do", clicks, keys, shortest);
    if (clicks + keys < shortest)
        fail_msg("%d clicks and %d keys are fewer than the shortest way", clicks, keys);
}

static int start(void **fixture) {
    (void)fixture;
    SDL_setenv("SDL_VIDEODRIVER", "dummy", 1);
    return SDL_Init(SDL_INIT_VIDEO);
}

static int stop(void **fixture) {
    (void)fixture;
    if (running)
        app_stop(&a);
    SDL_Quit();
    printf("# task | clicks | keys | shortest\n");
    for (const telling *t = tellings; t < tellings + STORIES; t++)
        printf("# %s | %d | %d | %d\n", t->name, t->clicks, t->keys, t->story->shortest);
    return 0;
}

int main(int count, char **words) {
    if (count > 1 && !strcmp(words[1], "--list")) {
        for (int i = 0; i < STORIES; i++)
            printf("%s\n", stories[i].task);
        return 0;
    }
    struct CMUnitTest tests[SIZES * STORIES];
    for (int i = 0; i < SIZES * STORIES; i++) {
        telling *t = &tellings[i];
        t->story = &stories[i % STORIES];
        t->size = i / STORIES;
        snprintf(t->name, sizeof t->name, "%s", t->story->task);
        if (t->size)
            cnn_append(t->name, sizeof t->name, ", at %d x %d", sizes[t->size][0], sizes[t->size][1]);
        tests[i] = (struct CMUnitTest){t->name, tell, NULL, NULL, t};
    }
    if (count > 1)
        cmocka_set_test_filter(words[1]);
    return cmocka_run_group_tests(tests, start, stop);
}
