/* Whole pictures on a page, pictures and trained weights beside a lesson. */
#include "hand.h"

#include "file.h"
#include "lesson_scene.h"

#include <unistd.h>

static void put_text(const char *name, const char *text) {
    cnn_piece piece = {text, strlen(text)};
    CHECK_FINE(cnn_file_write(name, &piece, 1));
}

/* What ships with the course, beside the lessons of this test. */
static void bring(const char *name) {
    char path[512];
    unsigned char *bytes;
    size_t length;
    cnn_format(path, sizeof path, "%s/../lessons/en/%s", TESTS_DIR, name);
    CHECK_FINE(cnn_file_read(path, (size_t)16 << 20, false, &bytes, &length));
    cnn_piece piece = {bytes, length};
    CHECK_FINE(cnn_file_write(name, &piece, 1));
    free(bytes);
}

static void open_page(const char *file, int page) {
    CHECK_FINE(reader_open(&a.state.lesson, &a.state.session, file, true));
    a.state.screen.place = PLACE_LESSONS;
    reader_go(&a.state.lesson, &a.state.session, page);
    settle();
    assert_string_equal(a.state.lesson.error, "");
}

/* The class with the largest number that the network gives. */
static int answer_of_network(void) {
    const cnn_recording *r = a.state.session.bench.recording;
    int classes = (int)cnn_shape_image(r->net->nodes[r->net->output].layout.out), best = 0;
    const float *p = r->pass->value[r->net->output].data;
    for (int i = 0; i < classes; i++)
        best = p[i] > p[best] ? i : best;
    assert_true(p[best] > 0.5f);
    return best;
}

/* They are those of the lines in lessons/README.md, trained to the end: 3 and 8 epochs of 937 minibatches. */
static void the_shipped_weights_are_trained_to_the_end(void **fixture) {
    (void)fixture;
    static const char *const files[] = {"lenet-5.safetensors", "cifar-convnet.safetensors"},
                             *const iterations[] = {"\"iteration\":\"2811\"", "\"iteration\":\"7496\""};
    for (int i = 0; i < 2; i++) {
        char path[512];
        unsigned char *bytes;
        size_t length;
        cnn_format(path, sizeof path, "%s/../lessons/en/%s", TESTS_DIR, files[i]);
        CHECK_FINE(cnn_file_read_start(path, 200, false, &bytes, &length));
        assert_non_null(strstr((char *)bytes + 8, iterations[i])); /* behind the length of the header */
        free(bytes);
    }
}

#define HEAD "# T\n\n## A {#a}\n\ntext\n\n```scene\n"

static void the_shipped_weights_know_the_shipped_boots(void **fixture) {
    (void)fixture;
    static const char *const lessons[] = {HEAD
        "network: lenet-5.yaml\nweights: lenet-5.safetensors\ninput: {picture: boot.png}\nlabel: 9\n```\n",
        HEAD "network: cifar-convnet\nweights: cifar-convnet.safetensors\ninput: {picture: boot-color.png}\nlabel: 9\n"
             "```\n"};
    static const char *const files[] = {
        "boot.png", "boot-color.png", "lenet-5.safetensors", "cifar-convnet.safetensors"};
    for (int i = 0; i < 4; i++)
        bring(files[i]);
    for (int i = 0; i < 2; i++) {
        put_text("w.md", lessons[i]);
        open_page("w.md", 0);
        assert_int_equal(answer_of_network(), 9);
        assert_string_equal(cnn_class_name(a.state.session.bench.names, 9), "boot");
        assert_int_equal(a.state.session.bench.recording->label, 9);
    }
}

static const char picture[] =
    HEAD "show: picture\ninput: {picture: boot.png}\nzoom: [4, 11, 9, 12]\nplay: [zoom, divide]\n```\n\n"
         "## B {#b}\n\n> Which?\n\n```scene\nshow: picture\nzoom: [4, 11, 9, 12]\nbegin: divide\n"
         "question: {predict: pixel, cell: [7, 15]}\n```\n";

static void space_zooms_into_a_picture_and_then_divides(void **fixture) {
    (void)fixture;
    bring("boot.png");
    put_text("p.md", picture);
    open_page("p.md", 0);
    const shown_picture *p = &a.state.lesson.picture;
    assert_true(state_shows_picture(&a.state) && shown_picture_is_whole(p));
    assert_false(command_can(&a.state, REQUEST_step));
    assert_int_equal(shown_picture_number(p, 0, 7, 15), 223);
    key(SDLK_SPACE);
    assert_true(p->to.rows == 9 && p->to.columns == 12 && p->to.row == 4 && p->to.column == 11);
    key(SDLK_PLUS);
    assert_true(p->to.rows == 7 && p->to.columns == 9);
    key(SDLK_SPACE);
    CHECK_NEAR(shown_picture_number(p, 0, 7, 15), 223.0 / 255, 1e-6);
    key(SDLK_BACKSPACE); /* first out of the picture, then off the page */
    assert_true(shown_picture_is_whole(p) && a.state.lesson.page == 0);
    key(SDLK_SPACE);
    assert_true(p->to.rows == 9);
    key(SDLK_SPACE);
    key(SDLK_SPACE);
    assert_int_equal(a.state.lesson.page, 1);
}

static void the_number_of_a_pixel_is_asked_for_as_it_stands_there(void **fixture) {
    (void)fixture;
    bring("boot.png");
    put_text("p.md", picture);
    open_page("p.md", 1);
    reader *c = &a.state.lesson;
    assert_true(reader_hides_pixel(c, 0, 7, 15));
    type("223");
    key(SDLK_RETURN);
    assert_non_null(strstr(c->hint, "Divide it by 255"));
    type(".81"); /* of the column before */
    key(SDLK_RETURN);
    assert_non_null(strstr(c->hint, "one column off"));
    type("0.87");
    key(SDLK_RETURN);
    assert_true(c->answered && !reader_hides_pixel(c, 0, 7, 15));
}

/* Dark strokes become 1; one side given, the other keeps the shape. */
static void a_picture_file_is_the_input_of_a_layer(void **fixture) {
    (void)fixture;
    bring("boot.png");
    put_text("i.md",
        HEAD "layer: convolution\ninput: {picture: boot.png, rows: 14}\n```\n\n## B {#b}\n\n"
             "```scene\nlayer: convolution\ninput: {picture: boot.png, rows: 28, columns: 28, ink: 1}\n```\n\n"
             "## C {#c}\n\n```scene\nlayer: convolution\ninput: {picture: boot-color.png}\n```\n");
    bring("boot-color.png");
    const bench *b = &a.state.session.bench;
    open_page("i.md", 0);
    assert_true(b->rows == 14 && b->columns == 14 && b->channels == 1);
    open_page("i.md", 1);
    CHECK_NEAR(b->pixels[7 * 28 + 15], 1 - 223.0 / 255, 1e-6);
    open_page("i.md", 2);
    assert_true(b->rows == 32 && b->channels == 3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_shipped_weights_are_trained_to_the_end),
        cmocka_unit_test(the_shipped_weights_know_the_shipped_boots),
        cmocka_unit_test(space_zooms_into_a_picture_and_then_divides),
        cmocka_unit_test(the_number_of_a_pixel_is_asked_for_as_it_stands_there),
        cmocka_unit_test(a_picture_file_is_the_input_of_a_layer),
    };
    return cmocka_run_group_tests(tests, open_app, close_app);
}
