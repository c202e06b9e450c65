/* What is done on the benches, with the screen and with lessons. */
#ifndef STORIES_BENCH_H
#define STORIES_BENCH_H

#include "file.h"
#include "stories_hands.h"

static void play(void) {
    tap("command.play");
    play_to_the_end();
    cnn_address at = own()->player.at;
    assert_true(at.phase == CNN_FORWARD && at.row == 2 && at.column == 2);
}

static void turn_size(const char *name, cnn_part part) {
    int before = bench_part(&own()->bench, part);
    tap(name);
    assert_int_equal(bench_part(&own()->bench, part), before + 1);
}

static void size_i(void) {
    turn_size("panel.part0>", CNN_PART_INPUT);
}

static void size_f(void) {
    turn_size("panel.part1>", CNN_PART_KERNEL);
}

static void size_s(void) {
    turn_size("panel.part2>", CNN_PART_STRIDE);
}

static void size_p(void) {
    turn_size("panel.part3>", CNN_PART_PADDING);
}

static void size_d(void) {
    turn_size("panel.part4>", CNN_PART_DILATION);
}

static void edit_a_pixel(void) {
    tap_at("stage.input", 0.5f, 0.5f);
    put("7");
    hit(SDLK_RETURN);
    assert_true(*bench_pixel(&own()->bench, 0, 2, 2) == 7);
}

static void choose_average(void) {
    tap("tab.pooling");
    tap("pool.1");
    assert_int_equal(own()->bench.pool, 1);
}

static void choose_minimum(void) {
    tap("tab.pooling");
    tap("pool.2");
    assert_int_equal(own()->bench.pool, 2);
}

static void round_up(void) {
    tap("tab.pooling");
    tap("panel.ceil");
    assert_true(own()->bench.ceil_mode);
}

static void go_backward(void) {
    tap_word("backward");
    assert_int_equal(phase(), CNN_BACKWARD);
}

/* All channels of the filter stand beside one another. */
static void weights_of_blue(void) {
    tap("panel.channels>");
    tap("panel.channels>");
    assert_true(is_in_sight("stage.filter.2"));
    assert_true(reads("blue channel"));
}

/* All of it is on the screen at once, with the window's neighbourhood in a lens. */
static void fit_28(void) {
    tap("panel.part0#");
    put("28");
    hit(SDLK_RETURN);
    assert_int_equal(own()->bench.rows, 28);
    rect whole = control("stage.input");
    assert_true(whole.w >= 28 * 4 && whole.x >= 0 && whole.y + whole.h <= a.height);
    assert_true(reads("Input 28 × 28") && is_in_sight("stage.filter"));
}

static void set_and_remove_a_breakpoint(void) {
    tap_panel("panel.break");
    assert_int_equal(own()->breakpoints.count, 1);
    tap_panel("breaks.remove0");
    assert_int_equal(own()->breakpoints.count, 0);
}

static void open_a_picture(void) {
    assert_int_equal(system("cp '" TESTS_DIR "/../app/pictures/bench.png' a-photo.png"), 0);
    tap_bar("open_dialog");
    tap_word("a-photo.png");
    assert_false(a.state.screen.files.open);
    assert_true(own()->bench.picture_preset < 0 && strstr(own()->bench.note, "a-photo.png"));
}

static void undo(void) {
    int before = own()->bench.picture_preset;
    tap("panel.picture2");
    assert_int_not_equal(own()->bench.picture_preset, before);
    tap("panel.undo");
    assert_int_equal(own()->bench.picture_preset, before);
}

static void redo(void) {
    tap("panel.picture2");
    tap("panel.undo");
    tap("panel.redo");
    assert_int_equal(own()->bench.picture_preset, 2);
}

static void reset(void) {
    int before = own()->bench.picture_preset;
    tap("panel.picture2");
    tap("panel.part0>");
    tap("panel.reset");
    assert_int_equal(own()->bench.picture_preset, before);
    assert_int_equal(own()->bench.rows, 5);
}

static void keep_an_example(void) {
    tap("panel.filter3");
    tap("menu5");
    tap("menu.save_example");
    put("mine");
    hit(SDLK_RETURN);
    assert_int_equal(own()->examples.count, 1);
    tap("panel.filter4");
    tap("menu5");
    tap_word("mine");
    assert_int_equal(own()->bench.filter_preset, 3);
}

static void share(void) {
    int before = own()->bench.filter_preset;
    tap_bar("copy_link");
    tap("panel.filter4");
    chord(SDLK_v);
    assert_int_equal(own()->bench.filter_preset, before);
}

static void paste_numbers(void) {
    SDL_SetClipboardText("1\t2\t3\n4\t5\t6\n");
    point_in("stage.input", 0.1f, 0.1f);
    chord(SDLK_v);
    assert_true(*bench_pixel(&own()->bench, 0, 0, 2) == 3 && *bench_pixel(&own()->bench, 0, 1, 0) == 4);
}

static void step_through_all(void) {
    static const cnn_phase phases[] = {CNN_FORWARD, CNN_BACKWARD, CNN_UPDATE};
    for (int i = 0; i < 3; i++) {
        tap("command.play");
        play_to_the_end();
        assert_int_equal(phase(), phases[i]);
    }
    assert_int_equal(player_index(&own()->player), own()->player.last);
    assert_true(reads("before") && reads("after"));
}

static void copy_a_grid(void) {
    point_in("stage.filter", 0.5f, 0.5f);
    chord(SDLK_c);
    char *text = SDL_GetClipboardText();
    assert_string_equal(text, "1\t0\t1\n0\t1\t0\n1\t0\t1\n");
    SDL_free(text);
}

static void choose_a_filter(void) {
    tap("panel.filter5");
    assert_int_equal(own()->bench.filter_preset, 5);
}

static void look_at_the_textbook(void) {
    go_backward();
    tap("lens.1");
    assert_true(a.state.screen.textbook && reads("∂L/∂W"));
}

static void open_a_korean_file(void) {
    assert_int_equal(system("cp '" TESTS_DIR "/../assets/networks/first-window.yaml' '첫 신경망.yaml'"), 0);
    tap_bar("open_dialog");
    tap_word("첫 신경망.yaml");
    wait_for_task();
    assert_true(session_is_inside(own()));
}

static void play_round_and_round(void) {
    tap("menu3");
    tap("menu.loop");
    assert_true(own()->player.loop);
}

/* ---- how it is looked at ---- */

static void leave_presenting_by_mouse(void) {
    tap("command.present");
    assert_true(a.state.screen.present);
    tap("present.back");
    assert_false(a.state.screen.present);
}

static void leave_presenting_by_key(void) {
    tap("command.present");
    assert_true(reads("P back to the window")); /* the key, and what it does */
    hit(SDLK_p);
    assert_false(a.state.screen.present);
}

static void fill_the_screen(void) {
    tap_bar("full_screen");
    assert_true(a.state.screen.full_screen);
}

static void enlarge_the_text(void) {
    float before = a.ui.scale;
    chord(SDLK_PLUS);
    assert_true(a.state.screen.text_percent > 100 && a.ui.scale > before);
}

static void find_a_lesson_by_typing(void) {
    tap("command.help");
    put("soft");
    hit(SDLK_RETURN);
    assert_int_equal(a.state.screen.place, PLACE_LESSONS);
    assert_non_null(strstr(a.state.lesson.lesson->title[LANGUAGE_EN], "Softmax"));
}

static void find_a_lesson_in_korean(void) {
    tap("command.language");
    tap("command.help");
    put_words("소프트");
    hit(SDLK_RETURN);
    assert_int_equal(a.state.screen.place, PLACE_LESSONS);
    assert_non_null(strstr(a.state.lesson.lesson->title[LANGUAGE_EN], "Softmax"));
}

static void learn_what_a_button_does(void) {
    assert_true(tells("command.home", "Home"));
    assert_true(reads("To the first step"));
}

static void read_a_value(void) {
    point_in("stage.input", 0.5f, 0.5f);
    assert_true(is_told("Row 2, column 2: 1"));
}

static void learn_why_it_is_grey(void) {
    float x, y;
    assert_true(find_text("↶", 0, &x, &y));
    point(x, y);
    assert_true(is_told(tr("why.nothing_undo")));
}

/* ---- lessons ---- */

static void contents(void) {
    tap("tab.lessons");
    tap("lesson.contents");
    tap("lesson.entry4");
    assert_int_equal(a.state.lesson.at, 4);
    assert_false(a.state.lesson.contents);
}

static void worksheet(void) {
    tap("tab.lessons");
    tap("lesson.contents");
    tap("lesson.worksheet");
    assert_non_null(strstr(a.state.screen.message, ".pdf"));
    assert_true(
        cnn_file_exists(test_path("01-pixels-and-channels-en.pdf")) || strstr(a.state.screen.message, test_folder));
}

/* To the first page of the course that asks for a choice. */
static void turn_to_a_choice(void) {
    reader *c = &a.state.lesson;
    for (int entry = 0; entry < c->count; entry++) {
        reader_open_entry(c, &a.state.session, entry);
        for (int page = 0; page < c->lesson->count; page++) {
            reader_go(c, &a.state.session, page);
            settle();
            if (c->scene.question.kind == ASK_CHOOSE)
                return;
        }
    }
    fail_msg("no page asks for a choice");
}

static void count_hands(void) {
    tap("tab.lessons");
    turn_to_a_choice();
    hit(SDLK_F4); /* the button stands there while hands are counted, and before a class */
    assert_true(tells("lesson.tally", "F4"));
    tap("lesson.choice0");
    tap("lesson.choice0");
    tap("lesson.choice1");
    assert_true(a.state.lesson.tally[0] == 2 && a.state.lesson.tally[1] == 1);
    tap("lesson.tally");
    assert_true(a.state.lesson.shown);
    hit(SDLK_F4);
    assert_true(a.state.lesson.tally[0] == 2 && a.state.lesson.tally[1] == 1);
}

#endif
