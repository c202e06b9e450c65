/* A monkey test: random but seeded input to the real application, without a display:
 *
 *   hands [SEED [EVENTS]]
 *
 * After every thousand events the invariants are checked. A failing run is repeated with parts of its events left out
 * until none can be spared, and the remaining ones are printed; the same seed gives the same events again. */
#define _DEFAULT_SOURCE
#include "app.h"

#include "command.h"
#include "document.h"
#include "folder.h"
#include "rng.h"

#include <SDL.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { CHECK_EVERY = 1000, PREFIXES = 64, SHRINKS = 60, LAST = 500 };

static app a;
static char prefixes[PREFIXES][24];
static int prefix_count;
static int *sent; /* events sent by the child process; shared with the parent that waits */

static int drawn(cnn_rng *rng, int below) {
    return (int)(cnn_rng_next(rng) % (uint32_t)below);
}

/* Everything about event `index` comes from the seed and the index alone, so events can be left out. */
typedef enum hand {
    HAND_KEY,
    HAND_TYPE,
    HAND_MOVE,
    HAND_CLICK,
    HAND_DRAG,
    HAND_WHEEL,
    HAND_SIZE,
    HAND_DROP,
    HAND_TICK,
    HAND_LESSON,
    HAND_KINDS
} hand;

static const SDL_Keycode keys[] = {SDLK_LEFT, SDLK_RIGHT, SDLK_UP, SDLK_DOWN, SDLK_SPACE, SDLK_RETURN, SDLK_ESCAPE,
    SDLK_BACKSPACE, SDLK_TAB, SDLK_HOME, SDLK_END, SDLK_PAGEUP, SDLK_PAGEDOWN, SDLK_SEMICOLON, SDLK_F1, SDLK_F2,
    SDLK_F3, SDLK_F4, SDLK_F5, SDLK_F6, SDLK_F7, SDLK_F8, SDLK_F11};
static const char *const typed[] = {"7", "-1.5", "forward/conv1", "loss < 0.3", "break nan", "rate 0.01", "x", "1e9",
    "check input 3", "picture 5", "run backward", "999999999999", "clear", "."};
static const char *const dropped[] = {"lesson.md", "broken.md", "network.yaml", "broken.yaml", "picture.png", "cut.png",
    "nothing.yaml", "weights.safetensors"};
static const int sizes[][2] = {{1280, 800}, {1024, 640}, {1920, 1080}, {960, 600}, {2560, 1440}, {1100, 1000}};

static void send_key(SDL_Keycode code, int mod) {
    SDL_SetModState((SDL_Keymod)mod);
    SDL_Event e = {.key = {.type = SDL_KEYDOWN, .keysym = {.sym = code, .mod = (Uint16)mod}}};
    app_event(&a, &e);
    SDL_SetModState(KMOD_NONE);
}

static void send_text(const char *text) {
    for (; *text; text++) {
        SDL_Event e = {.text = {.type = SDL_TEXTINPUT}};
        e.text.text[0] = *text;
        send_key(*text, 0);
        app_event(&a, &e);
    }
}

static void send_button(bool down, int x, int y, int clicks) {
    SDL_Event move = {.motion = {.type = SDL_MOUSEMOTION, .x = x, .y = y}},
              e = {.button = {.button = SDL_BUTTON_LEFT, .clicks = (Uint8)clicks, .x = x, .y = y}};
    e.type = down ? SDL_MOUSEBUTTONDOWN : SDL_MOUSEBUTTONUP;
    app_event(&a, &move);
    app_frame(&a);
    app_event(&a, &e);
    app_frame(&a);
}

static void send_key_of(cnn_rng *rng) {
    int which = drawn(rng, 3), mod = drawn(rng, 5) == 0 ? KMOD_LSHIFT : drawn(rng, 20) == 0 ? KMOD_LCTRL : 0;
    int count = (int)(sizeof keys / sizeof *keys), commands = 0;
    while (command_at(commands))
        commands++;
    send_key(which == 0   ? command_at(drawn(rng, commands))->code
             : which == 1 ? keys[drawn(rng, count)]
                          : SDLK_SPACE + drawn(rng, 95),
        mod);
}

static void drop(const char *name) {
    char path[600];
    snprintf(path, sizeof path, "%s/%s", test_folder, name);
    SDL_Event e = {.drop = {.type = SDL_DROPFILE, .file = SDL_strdup(path)}};
    app_event(&a, &e);
}

static hand kind_of(cnn_rng *rng) {
    static const int share[HAND_KINDS] = {40, 6, 12, 18, 5, 6, 1, 1, 10, 1};
    int at = drawn(rng, 100), kind = 0;
    while (kind + 1 < HAND_KINDS && at >= share[kind])
        at -= share[kind++];
    return (hand)kind;
}

static void send(uint64_t seed, int index) {
    cnn_rng rng = cnn_rng_seeded(seed, (uint64_t)index);
    hand kind = kind_of(&rng);
    int x = drawn(&rng, (int)a.width), y = drawn(&rng, (int)a.height);
    switch (kind) {
    case HAND_KEY:
        send_key_of(&rng);
        break;
    case HAND_TYPE:
        send_text(typed[drawn(&rng, (int)(sizeof typed / sizeof *typed))]);
        break;
    case HAND_CLICK:
        send_button(true, x, y, 1 + drawn(&rng, 2));
        send_button(false, x, y, 1);
        break;
    case HAND_DRAG:
        send_button(true, x, y, 1);
        send_button(false, x + drawn(&rng, 200) - 100, y + drawn(&rng, 200) - 100, 1);
        break;
    case HAND_WHEEL:
    case HAND_MOVE: {
        SDL_Event move = {.motion = {.type = SDL_MOUSEMOTION, .x = x, .y = y}};
        SDL_Event wheel = {.wheel = {.type = SDL_MOUSEWHEEL, .y = drawn(&rng, 7) - 3}};
        app_event(&a, &move);
        if (kind == HAND_WHEEL)
            app_event(&a, &wheel);
        break;
    }
    case HAND_SIZE: {
        const int *size = sizes[drawn(&rng, (int)(sizeof sizes / sizeof *sizes))];
        app_resize(&a, size[0], size[1]);
        break;
    }
    case HAND_DROP:
        drop(dropped[drawn(&rng, (int)(sizeof dropped / sizeof *dropped))]);
        break;
    case HAND_LESSON: { /* the author saves the lesson, sometimes in the middle of a word */
        char line[1000];
        int cut = drawn(&rng, 900);
        snprintf(line, sizeof line, "head -c %d %s/whole.md > %s/lesson.md", drawn(&rng, 2) ? cut : 100000, test_folder,
            test_folder);
        if (system(line))
            return;
        a.state.lesson.looked_at = 0;
        break;
    }
    case HAND_TICK:
    case HAND_KINDS:
        break;
    }
    app_tick(&a, drawn(&rng, 100) / 200.0);
    if (a.dirty)
        app_frame(&a);
    a.state.screen.quit = false;
}

static int fails(const char *what) {
    fprintf(stderr, "hands: %s\n", what);
    return 1;
}

/* A string's key shown in place of the string. */
static bool is_untranslated(const char *text) {
    size_t length = strcspn(text, ".");
    if (!text[length] || text[length + 1] < 'a' || text[length + 1] > 'z' ||
        text[strspn(text, "abcdefghijklmnopqrstuvwxyz_-.")])
        return false;
    for (int i = 0; i < prefix_count; i++)
        if (strlen(prefixes[i]) == length && !strncmp(prefixes[i], text, length))
            return true;
    return false;
}

static int check(void) {
    app_frame(&a);
    const player *p = &a.state.session.player;
    int64_t at = player_index(p);
    if (p->walk && (at < p->first || at > p->last))
        return fails("the cursor is out of reach");
    if (p->walk && (!a.state.session.bench.recording || p->walk != a.state.session.bench.recording->walk))
        return fails("the cursor walks over something that is gone");
    if (a.ui.depth || a.list.clip_depth)
        return fails("something that was opened was not closed");
    for (int i = 0; i < a.list.count; i++)
        if (a.list.items[i].kind == DRAW_TEXT && is_untranslated(a.list.items[i].text)) {
            fprintf(stderr, "hands: %s\n", a.list.items[i].text);
            return fails("a string is not translated");
        }
    for (int i = 0; i < 12; i++) { /* as many as there can be, one over the other */
        send_key(SDLK_ESCAPE, 0);
        app_frame(&a);
    }
    return a.state.screen.edit.kind != EDIT_NONE || a.state.screen.help || a.state.screen.present
               ? fails("Escape does not lead out")
               : 0;
}

static int run(uint64_t seed, const int *events, int count) {
    SDL_setenv("SDL_VIDEODRIVER", "dummy", 1);
    SDL_Init(SDL_INIT_VIDEO);
    char network[512];
    asset_path("networks/lenet-5-classroom.yaml", network, sizeof network);
    if (cnn_failed(app_start(&a, network, true)))
        return fails("the application does not start");
    reader_open_next(&a.state.lesson, &a.state.session);
    int status = 0;
    for (int i = 0; i < count && !status; i++) {
        *sent = i + 1;
        send(seed, events[i]);
        if (i % CHECK_EVERY == CHECK_EVERY - 1 || i == count - 1)
            status = check();
        if (i % 50000 == 49999)
            fprintf(stderr, "%d events\n", i + 1);
    }
    app_stop(&a);
    SDL_Quit();
    return status;
}

/* In a process of its own, which may crash; one that takes longer than `seconds` counts as failing. 0: no limit. */
static bool run_apart(uint64_t seed, const int *events, int count, unsigned seconds) {
    pid_t child = fork();
    if (child == 0) {
        if (seconds && !freopen("/dev/null", "w", stderr))
            _exit(3);
        alarm(seconds);
        exit(run(seed, events, count));
    }
    int status = 1;
    waitpid(child, &status, 0);
    return status == 0;
}

static void print_events(uint64_t seed, const int *events, int count) {
    static const char *const names[HAND_KINDS] = {
        "key", "type", "move", "click", "drag", "wheel", "size", "drop", "tick", "lesson"};
    printf("seed %llu, events:", (unsigned long long)seed);
    for (int i = 0; i < count && i < 200; i++) {
        cnn_rng rng = cnn_rng_seeded(seed, (uint64_t)events[i]);
        printf(" %d:%s", events[i], names[kind_of(&rng)]);
    }
    printf("\n");
}

/* Most failures need only the events shortly before. */
static int last_ones(uint64_t seed, int *events, int count, unsigned seconds) {
    for (int kept = LAST; kept < count; kept *= 4)
        if (!run_apart(seed, events + count - kept, kept, seconds)) {
            memmove(events, events + count - kept, (size_t)kept * sizeof *events);
            return kept;
        }
    return count;
}

static int shrink(uint64_t seed, int *events, int count, unsigned seconds) {
    int tries = 0;
    count = last_ones(seed, events, count, seconds);
    int *without = malloc((size_t)count * sizeof *without);
    for (int size = count / 2; size > 0 && tries < SHRINKS && without; size /= 2)
        for (int from = 0; from < count && tries < SHRINKS;) {
            int left = 0;
            for (int i = 0; i < count; i++)
                if (i < from || i >= from + size)
                    without[left++] = events[i];
            tries++;
            if (left && !run_apart(seed, without, left, seconds)) {
                memcpy(events, without, (size_t)left * sizeof *events);
                count = left;
            } else {
                from += size;
            }
        }
    free(without);
    return count;
}

static void read_prefixes(void) {
    char path[512];
    cnn_document *d;
    asset_path("strings/en.yaml", path, sizeof path);
    if (cnn_failed(cnn_document_open(path, &d)))
        return;
    cnn_yaml *root = cnn_document_root(d);
    for (int i = 0; i < cnn_yaml_count(root); i++) {
        const char *key = cnn_yaml_text(cnn_yaml_key(root, i));
        size_t length = strcspn(key, ".");
        bool known = !key[length] || length >= sizeof prefixes[0] || prefix_count == PREFIXES;
        for (int k = 0; k < prefix_count && !known; k++)
            known = strlen(prefixes[k]) == length && !strncmp(prefixes[k], key, length);
        if (!known)
            snprintf(prefixes[prefix_count++], sizeof prefixes[0], "%.*s", (int)length, key);
    }
    cnn_document_free(d);
}

/* Files to drop, a home of its own, and assets without the networks that take minutes. */
static bool make_folder(void) {
    char line[4000];
    snprintf(line, sizeof line,
        "cd %s && cp -r '%s/../assets' assets && cp '%s'/../lessons/en/02*.md whole.md && cp whole.md lesson.md && "
        "rm -f assets/networks/vgg-1* assets/networks/resnet-[135]* assets/networks/alexnet.yaml "
        "assets/networks/alexnet-224.yaml assets/networks/googlenet.yaml assets/networks/googlenet-bn.yaml "
        "assets/networks/zfnet.yaml && cp assets/networks/first-window.yaml network.yaml && "
        "head -c 90 network.yaml > broken.yaml && head -c 300 whole.md > broken.md && "
        "cp '%s/corpus/picture/png' picture.png && head -c 60 picture.png > cut.png && echo x > weights.safetensors",
        test_folder, TESTS_DIR, TESTS_DIR, TESTS_DIR);
    if (system(line))
        return false;
    snprintf(line, sizeof line, "%s/assets", test_folder);
    setenv("STRIDE_ASSETS", line, 1);
    return chdir(test_folder) == 0;
}

int main(int count, char **arguments) {
    uint64_t seed = count > 1 ? strtoull(arguments[1], NULL, 10) : 1;
    int wanted = count > 2 ? atoi(arguments[2]) : 3000;
    int *events = malloc((size_t)(wanted > 0 ? wanted : 1) * sizeof *events);
    sent = mmap(NULL, sizeof *sent, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (!events || sent == MAP_FAILED || !make_folder())
        return 1;
    read_prefixes();
    for (int i = 0; i < wanted; i++)
        events[i] = i;
    time_t begin = time(NULL);
    bool fine = run_apart(seed, events, wanted, 0);
    if (fine) {
        printf("ok - %d events from seed %llu\n", wanted, (unsigned long long)seed);
    } else {
        printf("not ok - event %d of %d from seed %llu; what remains of those before it:\n", *sent, wanted,
            (unsigned long long)seed);
        fflush(stdout);
        int left = shrink(seed, events, *sent, 20 + 2 * (unsigned)(time(NULL) - begin));
        print_events(seed, events, left);
    }
    free(events);
    return !fine;
}
