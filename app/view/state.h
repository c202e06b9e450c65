/* The whole state of the application, in plain parts: what is open, the network that trains, the lesson, how it is
 * looked at, and what views keep for themselves. Views read it; commands change it (command.h). */
#ifndef STATE_H
#define STATE_H

#include "file_list.h"
#include "numbers.h"
#include "reader.h"
#include "training.h"
#include "ui_field.h"

/* Which screen is open. */
typedef enum place_id { PLACE_LESSONS, PLACE_BENCH, PLACE_NETWORK, PLACE_ATLAS, PLACES } place_id;

/* What is being typed into. */
typedef enum edit_kind {
    EDIT_NONE,
    EDIT_PIXEL,
    EDIT_WEIGHT,
    EDIT_BIAS,
    EDIT_GRADIENT,
    EDIT_PART,
    EDIT_CHANNELS,
    EDIT_FILTERS,
    EDIT_LINE,  /* the line */
    EDIT_BREAK, /* a condition to stop at */
    EDIT_KINDS
} edit_kind;
typedef struct edit {
    edit_kind kind;
    int channel, row, column; /* EDIT_WEIGHT: of filter `filter` */
    int filter;
    cnn_part part;
    char text[FIELD_ROOM]; /* empty: selected, nothing typed yet */
} edit;

/* What the Network place shows of each layer, and what stands below. */
typedef enum network_tab {
    NETWORK_ACTIVATIONS,
    NETWORK_GRADIENTS,
    NETWORK_FILTERS,
    NETWORK_FILTER_GRADIENTS,
    NETWORK_CHANGES,
    NETWORK_TABS
} network_tab;
typedef enum network_lower { NETWORK_TRAINING, NETWORK_CONFUSION, NETWORK_EDITING, NETWORK_LOWERS } network_lower;

/* A list of choices that unfolds from its button. */
typedef enum menu_id { MENU_NONE, MENU_PLACES, MENU_STEPS, MENU_PLAY, MENU_MORE, MENU_BENCH, MENUS } menu_id;

/* What the command palette shows. */
typedef enum finder_page { FINDER_LIST, FINDER_MOUSE, FINDER_COLOURS, FINDER_PAGES } finder_page;
typedef struct finder_state {
    char text[200]; /* what was typed */
    int chosen;     /* the n-th row */
    finder_page page;
} finder_state;

/* The card from which a file is chosen. */
typedef struct files_state {
    bool open;
    file_list list; /* of the folder shown last */
    char text[200]; /* what was typed */
    int chosen;     /* the n-th row */
} files_state;

/* The list of the words of the course. */
typedef struct glossary_state {
    char text[200]; /* what was typed */
    int chosen;     /* the n-th row */
} glossary_state;

/* The card that says why a file was not opened. */
typedef struct refused_file {
    char text[2 * CNN_MESSAGE_MAX]; /* empty: there is none */
    char file[4096], skip[128];     /* weights, and the layers without which they fit; empty: none do */
    bool copied;
} refused_file;

/* How it is looked at. */
typedef struct screen {
    place_id place;
    place_id opened_from;                            /* where a network was asked for that is being opened */
    bool present, help, reduced_motion, full_screen; /* help: the palette is open */
    bool bare;                                       /* the stage and its text only: no bars, nothing of training */
    bool reads;                                      /* who presents has the text of the page in place of the stage */
    bool presented;                                  /* as it was when the screen was last brought up to date */
    finder_state finder;
    files_state files;
    menu_id menu;       /* the one that is unfolded */
    int text_percent;   /* the size of everything, chosen by hand */
    int text_most;      /* what fits the window */
    place_id came_from; /* where the network that one is inside of was opened: the Atlas, or the bench */
    bool strip_open;    /* the strip of the training network is unfolded */
    bool hide_strip;    /* nor is there one: for pictures on paper */
    bool textbook;      /* the second lens on the backward pass of a convolution */
    bool lens_held;     /* its cell in focus was chosen by hand: it does not follow the cursor */
    int64_t lens_cell;  /* that one */
    bool aside;         /* a page's figure has made way for the layer that was entered from it */
    cnn_address before; /* where the cursor was then */
    bool why;           /* the panel says where the number comes from */
    bool why_turned;    /* on the page of a lesson: not as its scene has it */
    edit edit;
    caret caret; /* of the text that is being typed: only one is at a time */
    network_tab tab;
    network_lower lower;
    int layer;                          /* the one being edited */
    bool asks_start;                    /* whether the run may end for the edited network */
    char waiting[FILE_LIST_PATH + 300]; /* the network file for which it may end; empty: none waits */
    struct worksheet *sheet;            /* being made; NULL: none is */
    bool drops;                         /* files are being let go over the window */
    bool comparing;                     /* the Atlas shows two graphs */
    int graph, next_graph; /* the one that its panel speaks of, and the one that the next choice replaces */
    int contents_chosen;   /* the item of the contents that the keys stand on, from 1; 0: none yet */
    int term;              /* of which the card is open, from 1; 0: none */
    glossary_state glossary;
    int note; /* the section of the notes for teachers */
    refused_file refusal;
    job *reads_file;     /* place/reading.h; NULL: none is read */
    char read_name[256]; /* its name */
    char
        see_through[FILE_LIST_PATH + 300]; /* the picture opened last, where parts of it are transparent; empty: none */
    bool on_black;                         /* what they become */
    int message_does;                      /* a request_name that the message offers; 0: none */
    const char *message_label;             /* the string of its button */
    char message[CNN_MESSAGE_MAX];         /* one sentence about what just happened; empty */
    double message_until, clock;           /* seconds */
    uint64_t page;                         /* of the lesson, as it was when the screen was last brought up to date */
    bool quit;
} screen;

/* What the mouse points at. */
typedef enum hover_kind { HOVER_NONE, HOVER_INPUT, HOVER_WEIGHT, HOVER_OUTPUT, HOVER_GRADIENT } hover_kind;
typedef struct hover {
    hover_kind kind;
    int row, column; /* input: in the unpadded input; weight: tap; output: position */
    cnn_part part;   /* the part of the formula pointed at */
} hover;

/* Which page is seen of what is turned in pages: rows of units, numbers, maps. */
typedef struct grid_scroll {
    uint32_t name;   /* its hash */
    float left, top; /* first visible cell */
    bool held;       /* moved by hand: does not follow the window until the cursor moves */
} grid_scroll;

/* How a graph of the Atlas is looked at. */
typedef struct graph_scroll {
    int entry;      /* the network it was scrolled for */
    float zoom;     /* pixels of a column at scale 1; 0: all of it fits */
    float left, up; /* what is left of and above the window */
} graph_scroll;

/* What is known of a tensor; see facts.h. */
typedef struct tensor_facts {
    const float *values;
    size_t count;
    float most; /* largest finite magnitude */
    bool is_signed;
    number_format format;
} tensor_facts;

/* The grids of a small window on their way to where they belong when sizes have changed, and the fading in of another
 * scene; times are those of the screen's clock. */
enum { GLIDE_GRIDS = 3 };
typedef struct glide_box {
    float x, y, w, h;
} glide_box;
typedef struct stage_glide {
    bool known; /* there is a picture to come from */
    float width, height, scale;
    bool present;
    glide_box from[GLIDE_GRIDS], to[GLIDE_GRIDS], now[GLIDE_GRIDS];
    double begun;
    int64_t scene; /* which layer and phase is shown */
    double scene_begun;
} stage_glide;

/* How the overview of a network is looked at, until the page is turned. */
typedef struct overview_look {
    int unfolded;   /* the last layer of the box whose maps stand below, counted from 1; 0: the page's; -1: none */
    int front_node; /* the first layer of a box whose front card was chosen */
    int front;      /* which map that is */
    int page;       /* of boxes, where not all have room */
    int maps;       /* the first of the maps that stand below */
} overview_look;

/* Before a class: where question and answers stand on the page that is shown, and how much larger the stage is drawn. */
typedef struct present_memory {
    uint64_t page;
    float width, height, scale;
    int language, place;
    bool waits;
} present_memory;
typedef struct shown_memory {
    bool known, small; /* small: a window that chooses its cells */
    bool plain;        /* with the letters of the bench: those for a class had no room */
    int64_t scene;
    uint64_t page;
    int language;
    float scale, share;
    glide_box at;
} shown_memory;

enum { VIEW_GRIDS = 24, VIEW_FACTS = 32 };

/* What views keep from frame to frame. Commands write only what they scroll, zoom or aim. */
typedef struct view_state {
    uint64_t subject, page; /* of the session and the lesson: when another one is looked at, scrolls begin anew */
    int64_t step;           /* under the cursor: when it moves, grids follow it again */
    hover hover, next_hover;
    grid_scroll grids[VIEW_GRIDS];
    int grid_count;
    tensor_facts facts[VIEW_FACTS];
    int facts_count;
    uint64_t facts_version;         /* of the bench, for which they hold */
    double time_from, time_to;      /* the part of the timeline in sight: 0, 1 is all of it */
    bool painting;                  /* dragging a pixel value over others */
    float scroll, scroll_most;      /* pixels of a page's text above its panel, and the most there can be */
    float scroll_step, scroll_read; /* by how much Space scrolls, and how far */
    bool scroll_below;              /* some of the page is still below */
    uint64_t followed_told;         /* what was said last is in sight */
    bool followed_typing;
    float panel_scroll, panel_tall; /* the same of the panel beside the bench, and how tall its controls are */
    float contents_scroll;          /* the same of the table of contents, which follows what is chosen */
    int contents_followed;
    float glossary_scroll; /* and of the list of terms */
    int glossary_followed;
    float notes_scroll, note_scroll; /* and of the notes for teachers: their sections, and the text */
    int note_followed;
    float atlas_scroll, atlas_tall; /* and of the panel of the Atlas */
    int insert_first;               /* the first kind of layer that the editor offers, of those that have room */
    float finder_scroll;            /* and of the palette, which follows what is chosen */
    int finder_followed;
    float files_scroll; /* of the list of files, in the same way */
    int files_followed;
    int first_column;     /* of the Network place */
    bool sees_confusion;  /* who is taken for whom stands beside training */
    int taken, taken_for; /* the classes of its cell that was chosen, counted from 1; 0: none */
    double aimed;         /* the iteration under the marker while it is dragged; -1: none */
    int aimed_run;
    graph_scroll graphs[2];
    int followed;                         /* the choice in the Atlas that was last brought into sight */
    glide_box term_at;                    /* the word that the card of a term belongs to */
    float menu_x, menu_y, menu_w, menu_h; /* the button that the menu unfolded from */
    stage_glide glide;
    overview_look overview;
    present_memory present;
    bool magnified; /* while the stage is drawn */
    shown_memory shown;
    bool bare; /* grids of this frame write no 0 before the point, and nor does what stands beside them */
    bool next_bare;
    bool moving; /* something that is drawn is on its way: frames must follow */
    bool dragging;
    float drag_x, drag_y;
} view_state;

typedef struct state {
    session session;
    training training;
    reader lesson;
    screen screen;
    view_state view;
} state;

/* Brings the cursor and the screen up to date with what commands, or time, have changed. */
void state_settle(state *s);

/* Says one sentence for some seconds. */
void state_say(state *s, const char *format, ...) CNN_PRINTF(2, 3);
void state_say_if_failed(state *s, cnn_status status);
/* Says a sentence of the engine in the language in use. */
void state_tell(state *s, const char *sentence);

/* A lesson's page is on the screen. */
bool state_in_lesson(const state *s);

/* The table of contents, or another sheet, is in place of a page. */
bool state_in_contents(const state *s);

/* The list of terms is, and what is typed narrows it. */
bool state_in_glossary(const state *s);

/* The page of a lesson shows this in place of a layer. */
bool state_shows(const state *s, scene_show what);

/* The live network stands where a layer would: in its place, or on a page that shows it. So does a graph of the Atlas. */
bool state_shows_network(const state *s);
bool state_shows_graph(const state *s);

/* A whole picture does, and whether less than all of it is seen. */
bool state_shows_picture(const state *s);
bool state_zooms_picture(const state *s);

/* There is a layer to step through on the screen. */
bool state_steps(const state *s);

/* It can be told where the number at the cursor comes from, and a panel does so: that of the bench, or of the page. */
bool state_can_tell_why(const state *s);
bool state_tells_why(const state *s);

/* The page that is open has something of its own on the stage. Its text comes first before a class where there is nothing,
 * or where tables, pictures or formulas stand in it. */
bool state_has_stage(const state *s);
bool state_reads_first(const state *s);

/* What the page of a lesson asks, hides and allows; elsewhere nothing is asked or hidden and everything allowed. */
bool state_asks(const state *s);
bool state_asks_number(const state *s);
bool state_asks_typed(const state *s);
bool state_picks(const state *s);
bool state_picks_on(const state *s, pick_place where);
lesson_help state_help(const state *s);
bool state_hides_unread(const state *s);
bool state_allows(const state *s, unsigned open);
bool state_hides_size(const state *s);
bool state_hides_positions(const state *s);
bool state_hides_parameters(const state *s);
bool state_hides_counted(const state *s);
bool state_hides_winner(const state *s);
bool state_hides_formula(const state *s);
bool state_hides_sum(const state *s);
bool state_hides_transport(const state *s);
int64_t state_hides_from(const state *s, cnn_phase phase, int node);

/* The line about the network that trains is on the screen. The Network place shows more of the same, the presenter and a
 * bare screen nothing of it. */
bool state_has_strip(const state *s);

/* What is being typed are words, not a number. */
bool state_types_words(const state *s);

/* The numbers of the bench can be changed. */
bool state_can_edit(const state *s);

#endif
