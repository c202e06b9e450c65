/* A table beside the tables of commands. A command without a row here is shown with what can be done on the stage. */
#include "command_about.h"

#include "assets.h"

#include <string.h>

typedef struct about {
    command_group group;
    const char *where;
} about;

static const about table[REQUEST_COUNT] = {
    [REQUEST_step] = {GROUP_STEPPING, "where.bar"},
    [REQUEST_back] = {GROUP_STEPPING, "where.bar"},
    [REQUEST_into] = {GROUP_STEPPING, "where.cell"},
    [REQUEST_out] = {GROUP_STEPPING, NULL},
    [REQUEST_play] = {GROUP_STEPPING, "where.bar"},
    [REQUEST_home] = {GROUP_STEPPING, "where.bar"},
    [REQUEST_end] = {GROUP_STEPPING, "where.bar"},
    [REQUEST_product] = {GROUP_STEPPING, "where.bar"},
    [REQUEST_position] = {GROUP_STEPPING, "where.bar"},
    [REQUEST_row] = {GROUP_STEPPING, "where.bar"},
    [REQUEST_map] = {GROUP_STEPPING, "where.bar"},
    [REQUEST_layer] = {GROUP_STEPPING, "where.bar"},
    [REQUEST_faster] = {GROUP_STEPPING, "where.bar"},
    [REQUEST_slower] = {GROUP_STEPPING, "where.bar"},
    [REQUEST_next_phase] = {GROUP_STEPPING, "where.timeline"},
    [REQUEST_previous_phase] = {GROUP_STEPPING, "where.timeline"},
    [REQUEST_line] = {GROUP_STEPPING, NULL},
    [REQUEST_lens] = {GROUP_BACKWARD, "where.panel"},
    [REQUEST_gradient] = {GROUP_BACKWARD, "where.panel"},
    [REQUEST_check] = {GROUP_BACKWARD, "where.panel"},
    [REQUEST_why] = {GROUP_BACKWARD, "where.panel"},
    [REQUEST_watch] = {GROUP_BACKWARD, "where.panel"},
    [REQUEST_break] = {GROUP_BREAKS, "where.panel"},
    [REQUEST_clear_breaks] = {GROUP_BREAKS, NULL},
    [REQUEST_picture] = {GROUP_BENCH, "where.panel"},
    [REQUEST_filter] = {GROUP_BENCH, "where.panel"},
    [REQUEST_filters] = {GROUP_BENCH, "where.panel"},
    [REQUEST_channels] = {GROUP_BENCH, "where.panel"},
    [REQUEST_next_channel] = {GROUP_BENCH, NULL},
    [REQUEST_next_pool] = {GROUP_BENCH, "where.panel"},
    [REQUEST_ceil] = {GROUP_BENCH, "where.panel"},
    [REQUEST_tie] = {GROUP_BENCH, "where.panel"},
    [REQUEST_reset] = {GROUP_BENCH, "where.panel"},
    [REQUEST_square] = {GROUP_BENCH, "where.panel"},
    [REQUEST_use_made] = {GROUP_BENCH, "where.panel"},
    [REQUEST_copy_link] = {GROUP_FILES, "where.top"},
    [REQUEST_paste] = {GROUP_FILES, "where.panel"},
    [REQUEST_save_example] = {GROUP_BENCH, "where.panel"},
    [REQUEST_delete_example] = {GROUP_BENCH, "where.panel"},
    [REQUEST_copy_grid] = {GROUP_BENCH, NULL},
    [REQUEST_pause] = {GROUP_TRAINING, "where.strip"},
    [REQUEST_inside] = {GROUP_TRAINING, "where.strip"},
    [REQUEST_fetch_data] = {GROUP_TRAINING, NULL},
    [REQUEST_one] = {GROUP_TRAINING, "where.network"},
    [REQUEST_next_tab] = {GROUP_TRAINING, "where.network"},
    [REQUEST_next_lower] = {GROUP_TRAINING, "where.network"},
    [REQUEST_draw] = {GROUP_TRAINING, "where.network"},
    [REQUEST_enter] = {GROUP_HIDDEN, NULL},
    [REQUEST_leave_network] = {GROUP_TRAINING, "where.path"},
    [REQUEST_save_weights] = {GROUP_FILES, "where.top"},
    [REQUEST_open_dialog] = {GROUP_FILES, "where.top"},
    [REQUEST_choose_item] = {GROUP_HIDDEN, NULL},
    [REQUEST_open_item] = {GROUP_HIDDEN, NULL},
    [REQUEST_follow] = {GROUP_HIDDEN, NULL},
    [REQUEST_teacher] = {GROUP_LESSONS, "where.contents"},
    [REQUEST_choose_note] = {GROUP_HIDDEN, NULL},
    [REQUEST_next_note] = {GROUP_HIDDEN, NULL},
    [REQUEST_glossary] = {GROUP_LESSONS, "where.contents"},
    [REQUEST_term] = {GROUP_HIDDEN, NULL},
    [REQUEST_teach] = {GROUP_HIDDEN, NULL},
    [REQUEST_take_check] = {GROUP_HIDDEN, NULL},
    [REQUEST_take_final] = {GROUP_LESSONS, "where.contents"},
    [REQUEST_next_lesson] = {GROUP_HIDDEN, NULL},
    [REQUEST_try_bench] = {GROUP_LESSONS, "where.end"},
    [REQUEST_files_open] = {GROUP_HIDDEN, NULL},
    [REQUEST_files_up] = {GROUP_HIDDEN, NULL},
    [REQUEST_files_place] = {GROUP_HIDDEN, NULL},
    [REQUEST_files_close] = {GROUP_HIDDEN, NULL},
    [REQUEST_copy_refusal] = {GROUP_HIDDEN, NULL},
    [REQUEST_close_refusal] = {GROUP_HIDDEN, NULL},
    [REQUEST_turn_ground] = {GROUP_FILES, NULL},
    [REQUEST_load_without] = {GROUP_HIDDEN, NULL},
    [REQUEST_stop_task] = {GROUP_TRAINING, NULL},
    [REQUEST_unfold_strip] = {GROUP_TRAINING, "where.strip"},
    [REQUEST_undo] = {GROUP_EDITING, "where.editor"},
    [REQUEST_redo] = {GROUP_EDITING, "where.editor"},
    [REQUEST_remove_layer] = {GROUP_EDITING, "where.editor"},
    [REQUEST_save_network] = {GROUP_EDITING, "where.editor"},
    [REQUEST_start_network] = {GROUP_EDITING, "where.editor"},
    [REQUEST_onward] = {GROUP_LESSONS, NULL},
    [REQUEST_backward] = {GROUP_LESSONS, NULL},
    [REQUEST_contents] = {GROUP_LESSONS, "where.page"},
    [REQUEST_restart] = {GROUP_LESSONS, NULL},
    [REQUEST_flow] = {GROUP_LESSONS, "where.page"},
    [REQUEST_enter_box] = {GROUP_HIDDEN, NULL},
    [REQUEST_leave_box] = {GROUP_LESSONS, "where.page"},
    [REQUEST_chain_step] = {GROUP_LESSONS, "where.page"},
    [REQUEST_check_chain] = {GROUP_LESSONS, NULL},
    [REQUEST_choose_operation] = {GROUP_HIDDEN, NULL},
    [REQUEST_tally] = {GROUP_LESSONS, "where.page"},
    [REQUEST_read_text] = {GROUP_LESSONS, "where.page"},
    [REQUEST_record] = {GROUP_FILES, "where.contents"},
    [REQUEST_worksheet] = {GROUP_FILES, NULL},
    [REQUEST_compare] = {GROUP_ATLAS, "where.atlas"},
    [REQUEST_atlas_bench] = {GROUP_ATLAS, "where.atlas"},
    [REQUEST_atlas_lesson] = {GROUP_ATLAS, "where.atlas"},
    [REQUEST_present] = {GROUP_VIEW, "where.top"},
    [REQUEST_language] = {GROUP_VIEW, "where.top"},
    [REQUEST_theme] = {GROUP_VIEW, "where.top"},
    [REQUEST_help] = {GROUP_VIEW, "where.top"},
    [REQUEST_motion] = {GROUP_VIEW, NULL},
    [REQUEST_leave] = {GROUP_VIEW, NULL},
    [REQUEST_close_message] = {GROUP_HIDDEN, NULL},
    [REQUEST_menu] = {GROUP_HIDDEN, NULL},
    [REQUEST_full_screen] = {GROUP_VIEW, "where.top"},
    [REQUEST_larger_text] = {GROUP_VIEW, NULL},
    [REQUEST_smaller_text] = {GROUP_VIEW, NULL},
    [REQUEST_plain_text] = {GROUP_VIEW, NULL},
    [REQUEST_quit] = {GROUP_VIEW, NULL},
    [REQUEST_lessons] = {GROUP_PLACES, "where.tabs"},
    [REQUEST_convolution] = {GROUP_PLACES, "where.tabs"},
    [REQUEST_pooling] = {GROUP_PLACES, "where.tabs"},
    [REQUEST_network] = {GROUP_PLACES, "where.tabs"},
    [REQUEST_atlas] = {GROUP_PLACES, "where.tabs"},
};

command_group command_group_of(request_name name) {
    return table[name].group;
}

const char *command_where(request_name name) {
    return table[name].where;
}

const char *command_name(request_name name) {
    char key[64];
    cnn_format(key, sizeof key, "command.%s", request_text(name));
    const char *text = tr(key);
    return strcmp(text, key) ? text : NULL;
}

bool command_is_listed(request_name name) {
    command_group group = command_group_of(name);
    return command_name(name) && group != GROUP_HIDDEN && (group != GROUP_STAGE || command_key_of(name));
}

const command *command_key_of(request_name name) {
    const command *c = NULL;
    for (int i = 0; (c = command_at(i)) && !(c->name == name && c->key);)
        i++;
    return c;
}

/* The first row of that name, and its table. */
static const command *row_of(request_name name, const command_table **in) {
    for (int t = 0; t < COMMAND_TABLES; t++)
        for (int i = 0; i < command_tables[t]->count; i++)
            if (command_tables[t]->rows[i].name == name) {
                *in = command_tables[t];
                return &command_tables[t]->rows[i];
            }
    return NULL;
}

const char *command_why(const state *s, request_name name) {
    const command_table *in = NULL;
    const command *c = row_of(name, &in);
    if (!c || command_can(s, name))
        return NULL;
    for (const command_reason *r = in->reasons; r && r->can; r++)
        if (r->can == c->can)
            return tr(r->because ? r->because(s) : r->why);
    return tr("why.not_now");
}

request_name command_leads_to(const state *s, request_name name) {
    const command_table *in = NULL;
    row_of(name, &in);
    place_id place = s->screen.place;
    bool pools = name == REQUEST_next_pool || name == REQUEST_ceil, on_pool = s->session.bench.kind == BENCH_POOL;
    if (in == &lesson_commands)
        return place == PLACE_LESSONS ? REQUEST_none : REQUEST_lessons;
    if (in == &network_commands)
        return place == PLACE_NETWORK ? REQUEST_none : REQUEST_network;
    if (in == &atlas_commands)
        return place == PLACE_ATLAS ? REQUEST_none : REQUEST_atlas;
    if (in != &bench_commands || (place == PLACE_BENCH && session_is_inside(&s->session) && !command_can(s, name)))
        return REQUEST_none;
    if (place == PLACE_BENCH && pools == on_pool)
        return REQUEST_none;
    return pools ? REQUEST_pooling : REQUEST_convolution;
}
