/* What the screen says and how it looks: words in both languages, nothing cut; and keys that reach their
 * commands. */
#include "hand.h"

#include "file.h"

/* Behind the one at `at`, whose letter follows; a percent sign may also be the last letter. */
static const char *next_placeholder(const char *at) {
    return strchr(at[1] ? at + 2 : at + 1, '%');
}

static void all_commands_and_strings_are_translated(void **fixture) {
    (void)fixture;
    cnn_document *files[2];
    CHECK_FINE(cnn_document_open(TESTS_DIR "/../assets/strings/en.yaml", &files[0]));
    CHECK_FINE(cnn_document_open(TESTS_DIR "/../assets/strings/ko.yaml", &files[1]));
    cnn_yaml *en = cnn_document_root(files[0]), *ko = cnn_document_root(files[1]);
    assert_int_equal(cnn_yaml_count(en), cnn_yaml_count(ko));
    for (int i = 0; i < cnn_yaml_count(en); i++) {
        const char *name = cnn_yaml_text(cnn_yaml_key(en, i)), *one = cnn_yaml_text(cnn_yaml_value(en, i));
        cnn_yaml *other = cnn_yaml_get(ko, name);
        if (!other)
            fail_msg("%s has no Korean text", name);
        const char *two = cnn_yaml_text(other);
        /* The same placeholders in the same order. */
        for (const char *p = strchr(one, '%'), *q = strchr(two, '%'); p || q;
             p = next_placeholder(p), q = next_placeholder(q))
            if (!p || !q || strncmp(p, q, 2))
                fail_msg("%s: the placeholders differ", name);
    }
    cnn_document_free(files[0]);
    cnn_document_free(files[1]);
    for (int i = 0; command_at(i); i++) {
        char name[64];
        cnn_format(name, sizeof name, "command.%s", request_text(command_at(i)->name));
        if (command_at(i)->key)
            assert_string_not_equal(tr(name), name);
    }
}

/* A key reaches every row that has it: those before it can be impossible. Every request has a row that carries it out. */
static void every_command_can_be_reached(void **fixture) {
    (void)fixture;
    for (int t = 0; t < COMMAND_TABLES; t++)
        for (int i = 0; i < command_tables[t]->count; i++)
            for (int j = 0; j < i; j++) {
                const command *late = &command_tables[t]->rows[i], *early = &command_tables[t]->rows[j];
                bool same = early->code && early->code == late->code && early->with == late->with;
                if (same && !early->can)
                    fail_msg("%s hides %s", request_text(early->name), request_text(late->name));
            }
    for (int name = REQUEST_none + 1; name < REQUEST_COUNT; name++) {
        int i = 0;
        while (command_at(i) && command_at(i)->name != (request_name)name)
            i++;
        if (!command_at(i))
            fail_msg("nothing carries out %s", request_text((request_name)name));
    }
}

/* No text leaves the window in either language, at any of the sizes, and no untranslated key is on the screen. */
static void no_text_is_cut_or_untranslated(void **fixture) {
    (void)fixture;
    static const int sizes[][2] = {{1024, 640}, {1280, 800}, {1920, 1080}};
    for (int language_at = 0; language_at < 2; language_at++)
        for (int size = 0; size < 3; size++)
            for (int kind = 0; kind < 2; kind++)
                for (int present = 0; present < 2; present++) {
                    fresh((bench_kind)kind);
                    strings_use((language)language_at);
                    a.state.screen.present = present;
                    app_resize(&a, sizes[size][0], sizes[size][1]);
                    settle();
                    for (int i = 0; i < a.list.count; i++) {
                        const draw_item *item = &a.list.items[i];
                        if (item->kind != DRAW_TEXT)
                            continue;
                        if (item->at.x < 0 || item->at.y < -4 || item->at.x + item->at.w > a.width + 1 ||
                            item->at.y + item->at.h > a.height + 4)
                            fail_msg("\"%s\" is cut at %d x %d", item->text, sizes[size][0], sizes[size][1]);
                        const char *dot = strchr(item->text, '.');
                        if (dot && dot > item->text && dot[1] >= 'a' && dot[1] <= 'z' && dot[-1] >= 'a' &&
                            dot[-1] <= 'z')
                            fail_msg("\"%s\" is not translated", item->text);
                    }
                    strings_use(LANGUAGE_EN);
                }
}

/* Nothing that is out of sight is changed. */
static void keys_of_the_bench_do_nothing_elsewhere(void **fixture) {
    (void)fixture;
    static const SDL_Keycode codes[] = {SDLK_i, SDLK_f, SDLK_k, SDLK_g, SDLK_d, SDLK_v, SDLK_PERIOD, SDLK_m, SDLK_u};
    fresh(BENCH_CONV);
    a.state.screen.place = PLACE_ATLAS;
    uint64_t version = a.state.session.bench.version;
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        key(codes[i]);
    assert_int_equal(a.state.session.bench.version, version);
    assert_false(a.state.screen.why || a.state.screen.textbook);
    a.state.screen.place = PLACE_BENCH;
    key(SDLK_i);
    assert_true(a.state.session.bench.version > version);
    fresh(BENCH_CONV);
}

/* A filter of one row moves along the columns: the stage, the Network place's editor and a question about the size all
 * speak of them. */
static void the_axis_that_moves_is_shown(void **fixture) {
    (void)fixture;
    static const char text[] = "# T\n\n## A {#a}\n\none\n\n> How many?\n\n```scene\n"
                               "network: {input: {values: [[1,2,3,4,5,6,7,8,9,1,2,3,4,5,6,7,8,9,1,2,3,4,5,6]]}, "
                               "layers: [{conv1d: {filters: 2, size: 5}}], loss: sum}\n"
                               "at: forward/conv1\nquestion: {predict: size, at: forward/conv1}\n```\n";
    cnn_piece piece = {text, sizeof text - 1};
    CHECK_FINE(cnn_file_write("row.md", &piece, 1));
    CHECK_FINE(open_path(&a.state, "row.md"));
    wait_for_task();
    double right;
    CHECK_FINE(grading_number(&a.state.session.bench, &a.state.lesson.scene, &right));
    assert_true(right == 20);
    type("1"); /* what the other axis gives */
    reader_check(&a.state.lesson, &a.state.session.bench);
    assert_false(a.state.lesson.answered);
    reader_show(&a.state.lesson, &a.state.session.bench);
    settle();
    float x, y;
    assert_true(find_text("24", 350, &x, &y) && find_text("20", 350, &x, &y));
    a.state.screen.place = PLACE_BENCH;
    fresh(BENCH_CONV);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_commands_and_strings_are_translated),
        cmocka_unit_test(every_command_can_be_reached),
        cmocka_unit_test(no_text_is_cut_or_untranslated),
        cmocka_unit_test(keys_of_the_bench_do_nothing_elsewhere),
        cmocka_unit_test(the_axis_that_moves_is_shown),
    };
    return cmocka_run_group_tests(tests, open_app, close_app);
}
