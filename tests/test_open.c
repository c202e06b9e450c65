/* Choosing a file from the list: folders, typing, keys, the mouse, and refusals. */
#include "hand.h"

#include "files.h"

static void press_key(SDL_Keycode code, Uint16 mod) {
    SDL_Event e = {.key = {.type = SDL_KEYDOWN, .keysym = {.sym = code, .mod = mod}}};
    app_event(&a, &e);
    settle();
}

static void make_files(void) {
    assert_int_equal(
        system("mkdir -p list/'한글 폴더' && cp '" TESTS_DIR
               "/../assets/networks/first-window.yaml' list/'한글 폴더'/'첫 신경망.yaml' && "
               "touch list/notes.txt list/.hidden.md list/b.md list/A.png list/w.safetensors list/model.onnx "
               "list/photo.WEBP && "
               "echo broken: [ > list/broken.yaml"),
        0);
    CHECK_FINE(file_list_read(&a.state.screen.files.list, test_path("list")));
}

static void what_can_be_opened_is_listed_folders_first(void **fixture) {
    (void)fixture;
    static const char *const names[] = {
        "한글 폴더", "A.png", "b.md", "broken.yaml", "model.onnx", "photo.WEBP", "w.safetensors"};
    fresh(BENCH_CONV);
    make_files();
    press_key(SDLK_o, KMOD_CTRL);
    const files_state *f = &a.state.screen.files;
    assert_true(f->open);
    assert_int_equal(f->list.count, 7);
    for (int i = 0; i < 7; i++)
        assert_string_equal(files_row(f, i)->name, names[i]);
    assert_null(files_row(f, 7));
    press_key(SDLK_ESCAPE, 0);
    assert_false(f->open);
    CHECK_FAILS(file_list_read(&a.state.screen.files.list, "/nowhere/at/all"), "/nowhere/at/all");
    assert_int_equal(f->list.count, 7);
}

static void a_file_with_a_korean_name_is_opened_by_keys(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    make_files();
    press_key(SDLK_o, KMOD_CTRL);
    press_key(SDLK_RETURN, 0); /* into the folder */
    assert_non_null(strstr(a.state.screen.files.list.folder, "한글 폴더"));
    SDL_Event e = {.text = {.type = SDL_TEXTINPUT, .text = "신경"}};
    app_event(&a, &e);
    settle();
    press_key(SDLK_RETURN, 0);
    wait_for_task();
    assert_false(a.state.screen.files.open);
    assert_int_equal(a.state.session.bench.source, BENCH_INSIDE);
    assert_true(output_at(0) == 4);
}

static void a_refused_file_leaves_the_list_and_everything_else(void **fixture) {
    (void)fixture;
    fresh(BENCH_POOL);
    make_files();
    press_key(SDLK_o, KMOD_CTRL);
    settle();
    click_in("files.row3", 0.3f, 0.5f);
    assert_true(a.state.screen.files.open);
    assert_non_null(strstr(a.state.screen.message, "broken.yaml"));
    assert_int_equal(a.state.session.bench.kind, BENCH_POOL);
    assert_int_equal(a.state.session.bench.source, BENCH_FREE);
    press_key(SDLK_BACKSPACE, 0); /* the folder above */
    assert_string_equal(a.state.screen.files.list.folder, test_folder);
    click(1, 1); /* beside the card */
    assert_false(a.state.screen.files.open);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_can_be_opened_is_listed_folders_first),
        cmocka_unit_test(a_file_with_a_korean_name_is_opened_by_keys),
        cmocka_unit_test(a_refused_file_leaves_the_list_and_everything_else),
    };
    return cmocka_run_group_tests(tests, open_app, close_app);
}
