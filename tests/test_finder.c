/* Text that is typed, wherever it goes; the command palette; and why something cannot be done. */
#include "hand.h"

#include "command_about.h"
#include "finder.h"
#include "tips.h"

/* ---- the field ---- */

static void a_field_is_edited_by_letters(void **fixture) {
    (void)fixture;
    char text[32] = "";
    caret c = {0};
    text_field f = {text, sizeof text, &c};
    assert_true(field_insert(f, "한글 conv.png"));
    field_go(f, FIELD_START, false);
    field_go(f, FIELD_RIGHT, false);
    assert_int_equal(c.at, 3); /* bytes of one syllable */
    field_erase(f, FIELD_RIGHT);
    assert_string_equal(text, "한 conv.png");
    field_erase(f, FIELD_LEFT);
    assert_string_equal(text, " conv.png");
    field_go(f, FIELD_END, false);
    field_go(f, FIELD_WORD_LEFT, true);
    char copied[32];
    assert_true(field_selected(f, copied, sizeof copied));
    assert_string_equal(copied, "conv.png");
    assert_true(field_insert(f, "값"));
    assert_string_equal(text, " 값");
    field_select_all(f);
    assert_true(field_insert(f, "1234567890123456789012345678901"));
    assert_false(field_insert(f, "한"));
    assert_int_equal(strlen(text), 31);
    strcpy(text, "가"); /* the caret of another text is moved into this one */
    c = (caret){2, 77, ""};
    field_erase(f, FIELD_LEFT);
    assert_string_equal(text, "");
}

static void what_is_pasted_is_made_one_line(void **fixture) {
    (void)fixture;
    char line[64];
    field_clean("\n a\r\n\tb\x01\x7f한\xff\xed\xa0\x80 c\n", line, sizeof line);
    assert_string_equal(line, " a b한 c");
    field_clean("한글한글", line, 11); /* never half a letter */
    assert_string_equal(line, "한글");
}

static void the_line_takes_hangul_and_the_clipboard(void **fixture) {
    (void)fixture;
    const char *text = a.state.screen.edit.text;
    fresh(BENCH_CONV);
    key_with(SDLK_COLON, 0);
    assert_int_equal(a.state.screen.edit.kind, EDIT_LINE);
    type_words(":"); /* of the key itself */
    assert_string_equal(text, "");
    type("open ");
    compose("하");
    float x, y;
    assert_true(find_text("하", 0, &x, &y)); /* seen while it is made */
    assert_true(a.ui.typed_at.w > 0 && a.ui.typed_at.x > 0);
    compose("한");
    SDL_Event enter = {.key = {.type = SDL_KEYDOWN, .keysym = {.sym = SDLK_LEFT}}};
    app_event(&a, &enter); /* waits for the syllable */
    type_words("한");
    type_words("그림");
    assert_string_equal(text, "open 그림한");
    key_with(SDLK_a, KMOD_CTRL);
    key_with(SDLK_x, KMOD_CTRL);
    assert_string_equal(text, "");
    key_with(SDLK_v, KMOD_CTRL);
    key_with(SDLK_v, KMOD_CTRL);
    assert_string_equal(text, "open 그림한open 그림한");
    SDL_SetClipboardText("\x1b\n");
    key_with(SDLK_v, KMOD_CTRL);
    assert_string_equal(text, "open 그림한open 그림한");
    char *large = malloc(2 * FIELD_ROOM);
    memset(large, 'x', 2 * FIELD_ROOM - 1);
    large[2 * FIELD_ROOM - 1] = '\0';
    SDL_SetClipboardText(large);
    key_with(SDLK_v, KMOD_CTRL);
    assert_string_equal(text, "open 그림한open 그림한");
    assert_true(a.state.screen.message[0]); /* says the limit */
    free(large);
    key(SDLK_ESCAPE);
    assert_int_equal(a.state.screen.edit.kind, EDIT_NONE);
}

static void edit_pixel(int row, int column) {
    command_run(&a.state, REQUEST_select, &(argument){.edit = {.kind = EDIT_PIXEL, .row = row, .column = column}});
    settle();
}

static void tab_moves_between_cells(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    bench *b = &a.state.session.bench;
    edit_pixel(0, 0);
    type("4");
    key(SDLK_TAB);
    type("5");
    key_with(SDLK_TAB, KMOD_SHIFT);
    assert_true(*bench_pixel(b, 0, 0, 0) == 4 && *bench_pixel(b, 0, 0, 1) == 5);
    assert_int_equal(a.state.screen.edit.column, 0);
    key(SDLK_ESCAPE);
    edit_pixel(0, b->columns - 1);
    key(SDLK_TAB);
    assert_true(a.state.screen.edit.row == 1 && a.state.screen.edit.column == 0);
    key(SDLK_ESCAPE);
}

static void numbers_are_pasted(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    bench *b = &a.state.session.bench;
    static const struct {
        const char *text;
        float value;
    } pastes[] = {{"−2.5\n", -2.5f}, {"\t3", 3}, {"5e-1", 0.5f}};
    for (size_t i = 0; i < sizeof pastes / sizeof *pastes; i++) {
        edit_pixel(1, 1);
        type("7");
        SDL_SetClipboardText(pastes[i].text);
        key_with(SDLK_v, KMOD_CTRL);
        key(SDLK_RETURN);
        assert_true(*bench_pixel(b, 0, 1, 1) == pastes[i].value);
    }
    edit_pixel(1, 1);
    SDL_SetClipboardText("seven");
    key_with(SDLK_v, KMOD_CTRL);
    assert_true(a.state.screen.message[0]);
    key(SDLK_RETURN);
    assert_true(*bench_pixel(b, 0, 1, 1) == 0.5f);
}

/* ---- the palette ---- */

static void open_palette(void) {
    fresh(BENCH_CONV);
    key(SDLK_QUESTION);
    assert_true(a.state.screen.help);
}

static void the_button_opens_it_and_it_stays(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    rect at = control("command.help");
    float x = at.x + at.w / 2, y = at.y + at.h / 2;
    press(x, y, 1);
    assert_true(a.state.screen.help);
    release(x, y);
    assert_true(a.state.screen.help);
    press(x, y, 2); /* the second press of a double click */
    release(x, y);
    assert_true(a.state.screen.help);
    click(x, y); /* outside the card */
    assert_false(a.state.screen.help);
    key_with(SDLK_k, KMOD_CTRL);
    assert_true(a.state.screen.help);
    key(SDLK_ESCAPE);
    assert_false(a.state.screen.help);
}

static void a_key_that_opens_it_types_nothing(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    type("?");
    assert_true(a.state.screen.help);
    assert_string_equal(a.state.screen.finder.text, "");
    key(SDLK_ESCAPE);
}

static void every_command_is_in_it(void **fixture) {
    (void)fixture;
    static const place_id places[] = {PLACE_BENCH, PLACE_NETWORK, PLACE_ATLAS, PLACE_LESSONS};
    open_palette();
    for (size_t p = 0; p < sizeof places / sizeof *places; p++) {
        a.state.screen.place = places[p];
        const finder_list *list = finder_make(&a.state);
        for (int i = 0; command_at(i); i++) {
            request_name name = command_at(i)->name;
            int found = 0;
            for (int k = 0; k < list->count; k++)
                found += list->rows[k].kind == FINDER_COMMAND && list->rows[k].name == name;
            if (found != command_is_listed(name))
                fail_msg("%s is listed %d times", request_text(name), found);
            if (command_at(i)->key && !command_name(name))
                fail_msg("%s has a key and no name", request_text(name));
        }
    }
    a.state.screen.place = PLACE_BENCH;
    key(SDLK_ESCAPE);
}

static void typing_narrows_and_enter_runs(void **fixture) {
    (void)fixture;
    open_palette();
    int all = finder_make(&a.state)->choices;
    type("pooling bench");
    const finder_list *list = finder_make(&a.state);
    assert_true(list->choices >= 1 && list->choices < all);
    assert_int_equal(finder_choice(list, 0)->name, REQUEST_pooling);
    key(SDLK_RETURN);
    assert_false(a.state.screen.help);
    assert_int_equal(a.state.session.bench.kind, BENCH_POOL);
    open_palette();
    type("forward/conv/0,1,2");
    key(SDLK_RETURN);
    assert_true(a.state.session.player.at.row == 1 && a.state.session.player.at.column == 2);
    open_palette();
    type("zzz");
    key(SDLK_RETURN);
    assert_true(a.state.screen.help); /* nothing is called that */
    key(SDLK_ESCAPE);
}

static void keys_and_wheel_move_in_it(void **fixture) {
    (void)fixture;
    open_palette();
    key(SDLK_DOWN);
    key(SDLK_DOWN);
    key(SDLK_UP);
    assert_int_equal(a.state.screen.finder.chosen, 1);
    assert_true(a.state.view.finder_scroll == 0);
    for (int i = 0; i < 3; i++)
        key(SDLK_PAGEDOWN);
    assert_true(a.state.view.finder_scroll > 0);
    float scrolled = a.state.view.finder_scroll;
    point(a.width / 2, a.height / 2);
    wheel(1);
    assert_true(a.state.view.finder_scroll < scrolled);
    int64_t step = player_index(&a.state.session.player);
    key(SDLK_RIGHT); /* of the field, not of the bench behind */
    assert_int_equal(player_index(&a.state.session.player), step);
    key(SDLK_ESCAPE);
}

static void what_does_not_work_here_leads_there(void **fixture) {
    (void)fixture;
    open_palette();
    type("two networks");
    const finder_row *row = finder_choice(finder_make(&a.state), 0);
    assert_int_equal(row->name, REQUEST_compare);
    assert_false(row->can);
    assert_int_equal(row->leads_to, REQUEST_atlas);
    float x, y;
    assert_true(find_text(tr("palette.go_there"), 0, &x, &y));
    click(x, y);
    assert_int_equal(a.state.screen.place, PLACE_ATLAS);
    a.state.screen.place = PLACE_BENCH;
}

static void it_finds_lessons_and_layers(void **fixture) {
    (void)fixture;
    CHECK_FINE(session_open_network(&a.state.session, TESTS_DIR "/../assets/networks/lenet-5.yaml", 0));
    wait_for_task();
    a.state.screen.place = PLACE_BENCH;
    settle();
    key(SDLK_QUESTION);
    type("conv2");
    const finder_row *row = finder_choice(finder_make(&a.state), 0);
    assert_int_equal(row->kind, FINDER_LAYER);
    key(SDLK_RETURN);
    assert_string_equal(a.state.session.bench.recording->net->nodes[a.state.session.player.at.node].name, "conv2");
    fresh(BENCH_CONV);
    key(SDLK_QUESTION);
    type_words(a.state.lesson.entries[2].title[LANGUAGE_KO]); /* in either language */
    const finder_list *list = finder_make(&a.state);
    row = finder_choice(list, list->choices - 1);
    assert_int_equal(row->kind, FINDER_LESSON);
    assert_int_equal(row->value, 2);
    key(SDLK_RETURN);
    wait_for_task();
    assert_int_equal(a.state.screen.place, PLACE_LESSONS);
    a.state.screen.place = PLACE_BENCH;
    fresh(BENCH_CONV);
}

/* ---- why ---- */

static void every_condition_has_its_reason(void **fixture) {
    (void)fixture;
    for (int t = 0; t < COMMAND_TABLES; t++)
        for (int i = 0; i < command_tables[t]->count; i++) {
            const command *c = &command_tables[t]->rows[i];
            const command_reason *r = command_tables[t]->reasons;
            while (r && r->can && r->can != c->can)
                r++;
            if (c->can && (!r || !r->can))
                fail_msg(
                    "nothing says why %s cannot be done: its table's reasons lack its `can`", request_text(c->name));
            if (r && r->can && r->why)
                assert_string_not_equal(tr(r->why), r->why);
        }
    fresh(BENCH_CONV);
    for (int i = 0; command_at(i); i++) {
        const char *why = command_why(&a.state, command_at(i)->name);
        assert_int_equal(why != NULL, !command_can(&a.state, command_at(i)->name));
        if (why && strchr(why, '.') && !strchr(why, ' '))
            fail_msg("%s is not translated", why);
    }
}

/* ---- what is told of what the mouse points at ---- */

/* Text of a tip that holds these words, where it stands. */
static bool tells(const char *words) {
    for (int i = 0; i < a.list.count; i++)
        if (a.list.items[i].kind == DRAW_TEXT && strstr(a.list.items[i].text, words))
            return true;
    return false;
}

static void stay(void) {
    for (int i = 0; i < 4; i++)
        settle();
}

static void a_tip_says_name_and_key_and_why_not(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    rect at = control("command.home");
    point(at.x + 4, at.y + 4);
    assert_false(tells("first")); /* not at once */
    assert_true(app_busy(&a));
    stay();
    assert_true(tells("first") && tells("Home"));
    assert_false(app_busy(&a));
    for (int i = a.list.count - 8; i < a.list.count; i++) { /* it does not cover what it tells of */
        rect over = rect_cross(a.list.items[i].at, at);
        assert_false(a.list.items[i].kind == DRAW_TEXT && over.w > 0 && over.h > 0);
    }
    press(at.x + 4, at.y + 4, 1);
    release(at.x + 4, at.y + 4);
    stay();
    assert_false(tells("first"));
    float x, y; /* nothing trains: the tab is grey */
    assert_true(find_text("Network", 0, &x, &y));
    point(x, y);
    stay();
    assert_true(tells("training."));
    point_away();
}

static void a_cell_tells_its_number_and_product(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    bench *b = &a.state.session.bench;
    bench_set_pixel(b, 0, 0, 0, 0.123456f);
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            bench_set_weight(b, 0, 0, i, j, -2);
    state_settle(&a.state);
    settle();
    rect at = control("stage.input");
    bool found = false;
    for (int i = 0; i < 12 && !found; i++) { /* along the diagonal, wherever the cell is */
        point(at.x + at.w * ((float)i + 0.5f) / 12, at.y + at.h * ((float)i + 0.5f) / 12);
        stay();
        found = tells("0.123456");
    }
    assert_true(found && tells("(−2)") && tells("−0.246912"));
    point_away();
}

/* Every control on the screen has something to tell. */
static void every_control_tells_something(void **fixture) {
    (void)fixture;
    static const place_id places[] = {PLACE_BENCH, PLACE_ATLAS, PLACE_LESSONS};
    int missing = 0;
    fresh(BENCH_CONV);
    for (size_t p = 0; p < sizeof places / sizeof *places; p++) {
        static const request_name opens[] = {REQUEST_convolution, REQUEST_atlas, REQUEST_lessons};
        command_run(&a.state, opens[p], NULL);
        wait_for_task();
        settle();
        static ui_spot spots[UI_SPOTS];
        int count = a.ui.spot_count;
        memcpy(spots, a.ui.spots, sizeof spots);
        for (int i = 0; i < count; i++) {
            point(spots[i].at.x + spots[i].at.w / 2, spots[i].at.y + spots[i].at.h / 2);
            const view v = {&a.state, &a.state.view, &a.ui, &a.list, &a.requests, a.width, a.height};
            tip_words words = tips_words(&v, &a.ui.tip);
            bool silent = a.ui.tip.id && !words.title[0];
            missing += silent;
            if (silent)
                print_error("nothing is told of %s: it needs a string tip.%s\n", a.ui.tip.name, a.ui.tip.name);
        }
        assert_true(count > 10);
    }
    assert_int_equal(missing, 0);
    point_away();
    a.state.screen.place = PLACE_BENCH;
    fresh(BENCH_CONV);
}

/* ---- breakpoints ---- */

static void the_list_of_breakpoints_adds_goes_and_removes(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    session *s = &a.state.session;
    key(SDLK_RIGHT);
    click_in("panel.break", 0.5f, 0.5f);
    assert_int_equal(s->breakpoints.count, 1);
    assert_true(tells("row 0, column 1"));
    click_in("breaks.field", 0.5f, 0.5f);
    type("output > ");
    type("x");
    key(SDLK_RETURN);
    assert_int_equal(s->breakpoints.count, 1); /* refused, and still there to be mended */
    assert_string_equal(a.state.screen.edit.text, "output > x");
    key(SDLK_BACKSPACE);
    type("1");
    key(SDLK_RETURN);
    assert_int_equal(s->breakpoints.count, 2);
    assert_true(a.state.screen.message[0] && tells("output > 1"));
    key(SDLK_HOME);
    click_in("breaks.row0", 0.5f, 0.5f);
    assert_int_equal(s->player.at.column, 1);
    click_in("breaks.remove0", 0.5f, 0.5f);
    assert_int_equal(s->breakpoints.count, 1);
    int64_t step;
    int met = breakpoints_met(&s->breakpoints, s->bench.recording, -1, s->player.last, &step);
    assert_int_equal(met, 0);
    cnn_address at = cnn_walk_address(s->player.walk, step, CNN_DEPTH_POSITION);
    cnn_step stops = cnn_recording_step(s->bench.recording, at);
    assert_true(stops.result.result > 1);
    for (int64_t i = 0; i < stops.position; i++)
        assert_true(output_at((int)i) <= 1);
    command_run(&a.state, REQUEST_clear_breaks, NULL);
    fresh(BENCH_CONV);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_field_is_edited_by_letters),
        cmocka_unit_test(what_is_pasted_is_made_one_line),
        cmocka_unit_test(the_line_takes_hangul_and_the_clipboard),
        cmocka_unit_test(tab_moves_between_cells),
        cmocka_unit_test(numbers_are_pasted),
        cmocka_unit_test(the_button_opens_it_and_it_stays),
        cmocka_unit_test(a_key_that_opens_it_types_nothing),
        cmocka_unit_test(every_command_is_in_it),
        cmocka_unit_test(typing_narrows_and_enter_runs),
        cmocka_unit_test(keys_and_wheel_move_in_it),
        cmocka_unit_test(what_does_not_work_here_leads_there),
        cmocka_unit_test(it_finds_lessons_and_layers),
        cmocka_unit_test(every_condition_has_its_reason),
        cmocka_unit_test(a_tip_says_name_and_key_and_why_not),
        cmocka_unit_test(a_cell_tells_its_number_and_product),
        cmocka_unit_test(every_control_tells_something),
        cmocka_unit_test(the_list_of_breakpoints_adds_goes_and_removes),
    };
    return cmocka_run_group_tests(tests, open_app, close_app);
}
