/* REQUEST(name): everything that can be asked for, by a key, a widget, a typed line or a test. A name is also the end of
 * a string key, as in "command.step". No include guard: read several times. */

/* The cursor. */
REQUEST(step)
REQUEST(back)
REQUEST(into)
REQUEST(out)
REQUEST(play)
REQUEST(home)
REQUEST(end)
REQUEST(product)
REQUEST(position)
REQUEST(row)
REQUEST(map)
REQUEST(layer)
REQUEST(faster)
REQUEST(slower)
REQUEST(run_on) /* playing goes on into the next phase, or ends with its own */
REQUEST(loop)   /* playing begins again at its end, or does not */
REQUEST(next_phase)
REQUEST(previous_phase)
REQUEST(go)   /* address */
REQUEST(seek) /* step */

/* How it is looked at. */
REQUEST(present)
REQUEST(language)
REQUEST(theme)
REQUEST(help)          /* opens the palette, closes it */
REQUEST(finder_run)    /* value: the n-th row */
REQUEST(finder_choose) /* the same */
REQUEST(finder_page)   /* value: finder_page */
REQUEST(open_dialog)
REQUEST(files_open) /* value: the n-th row */
REQUEST(files_up)
REQUEST(files_place) /* value */
REQUEST(files_close)
REQUEST(motion)
REQUEST(quit)
REQUEST(leave) /* closes what is topmost */
REQUEST(close_message)
REQUEST(menu) /* value: menu_id; a second time closes it */
REQUEST(unfold_strip)
REQUEST(full_screen)
REQUEST(larger_text)
REQUEST(smaller_text)
REQUEST(plain_text)
REQUEST(line)
REQUEST(stop_task) /* opening, checking or judging */
REQUEST(lens)
REQUEST(lens_cell) /* value: that the textbook lens looks at */
REQUEST(why)

/* The bench. */
REQUEST(convolution)
REQUEST(pooling)
REQUEST(picture)
REQUEST(filter)
REQUEST(filters)
REQUEST(channels)
REQUEST(next_channel)
REQUEST(next_pool)
REQUEST(ceil)
REQUEST(gradient)
REQUEST(tie)
REQUEST(reset)
REQUEST(square)
REQUEST(use_made) /* the picture made by hand last */
REQUEST(copy_link)
REQUEST(save_example)   /* asks for a name */
REQUEST(open_example)   /* value: which */
REQUEST(delete_example) /* the one that was opened or saved last */
REQUEST(copy_grid)
REQUEST(paste)
REQUEST(use_picture)  /* value: preset */
REQUEST(use_filter)   /* value: preset */
REQUEST(use_gradient) /* value: preset */
REQUEST(use_filters)  /* value: how many */
REQUEST(use_channels) /* value: how many */
REQUEST(use_channel)  /* value: in focus */
REQUEST(use_pool)     /* value: max, average, min; address: where to go */
REQUEST(use_tied)     /* value: filter of the training network */
REQUEST(set_part)     /* part, value */
REQUEST(paint)        /* channel, row, column: takes the value that is being edited */

/* Typing into a cell, a part of the formula or the line. */
REQUEST(select) /* edit */
REQUEST(accept)
REQUEST(caret) /* value: byte of the text that is typed; which: 1 selects up to there */

/* Breakpoints, watches, gradient checks. */
REQUEST(break)
REQUEST(clear_breaks)
REQUEST(toggle_break) /* point */
REQUEST(go_break)     /* value: which; to where it stops */
REQUEST(add_break)    /* the condition that was typed */
REQUEST(check)
REQUEST(watch)

/* The network that trains. */
REQUEST(network)
REQUEST(pause)
REQUEST(inside)
REQUEST(enter)         /* inside the coming iteration */
REQUEST(leave_network) /* from its layer */
REQUEST(one)
REQUEST(next_tab)
REQUEST(next_lower)
REQUEST(draw)
REQUEST(undo)
REQUEST(redo)
REQUEST(remove_layer)
REQUEST(save_network)
REQUEST(start_network) /* value: whatever ends with it */
REQUEST(train_waiting) /* the network file for which the run may end */
REQUEST(keep_run)
REQUEST(copy_refusal)
REQUEST(close_refusal)
REQUEST(turn_ground)  /* of a picture that is transparent in part */
REQUEST(load_without) /* weights, without the layers that do not fit */
REQUEST(save_weights)
REQUEST(use_tab)   /* value: network_tab */
REQUEST(use_lower) /* value: network_lower */
REQUEST(look_at)   /* which: live_source, value: picture */
REQUEST(draw_at)   /* x, y: of the own picture, in its pixels; which: the pen goes down there */
REQUEST(undo_stroke)
REQUEST(clear_drawing)
REQUEST(open_layer)  /* address */
REQUEST(see_mistake) /* value: picture of the test set */
REQUEST(judge)
REQUEST(seek_training)  /* which: run, step: iteration */
REQUEST(train_with)     /* settings */
REQUEST(limit_training) /* which: epochs, value: patience; see training_limit */
REQUEST(choose_layer)   /* value */
REQUEST(set_layer)      /* which: netedit_part, value */
REQUEST(insert_layer)   /* value: cnn_op_kind */

/* Lessons. */
REQUEST(lessons)
REQUEST(onward)
REQUEST(backward)
REQUEST(contents)
REQUEST(restart)
REQUEST(tally)
REQUEST(read_text)
REQUEST(worksheet)
REQUEST(record)
REQUEST(page)        /* value: how many pages ahead */
REQUEST(open_entry)  /* value */
REQUEST(choose_item) /* value: how many items of the contents on; 2, -2: to the next part */
REQUEST(open_item)
REQUEST(follow) /* which, value: the block and span of the page's text that leads somewhere */
REQUEST(teacher)
REQUEST(choose_note) /* value: the section */
REQUEST(next_note)   /* value: how many sections on */
REQUEST(glossary)    /* value: the term that is looked for, from 1; 0: all */
REQUEST(term)        /* value: of which the card opens; 0: it closes */
REQUEST(teach)       /* value: the term, from 0, to whose page one goes */
REQUEST(take_check)  /* value: part */
REQUEST(take_final)
REQUEST(next_lesson)
REQUEST(try_bench)
REQUEST(answer) /* what was typed */
REQUEST(leave_answer)
REQUEST(again)
REQUEST(judge_own) /* value: 1 had it, 0 not quite */
REQUEST(choose)    /* value: 1 .. LESSON_CHOICES */
REQUEST(uncount)   /* value: one hand less */
REQUEST(pick)      /* row, column */
REQUEST(show)
REQUEST(flow)      /* the overview fills layer after layer */
REQUEST(enter_box) /* address: of a figure, inside the layer */
REQUEST(leave_box)
REQUEST(chain_step) /* value: how many operations ahead */
REQUEST(check_chain)
REQUEST(choose_operation) /* value: whose parameter is written out */
REQUEST(count)            /* value: the choice whose count is typed; 0: none */
REQUEST(digit)            /* value: of a count */
REQUEST(erase_digit)

REQUEST(zoom_picture)  /* value: 1 closer, -1 further; column, row: around this pixel */
REQUEST(move_picture)  /* x, y: the column and row at the top left */
REQUEST(whole_picture) /* all of it again */

REQUEST(fetch_data) /* in a page: pictures that it comes without */

/* The Atlas. */
REQUEST(atlas)
REQUEST(compare)
REQUEST(atlas_bench)
REQUEST(atlas_lesson)
REQUEST(use_network) /* value: entry */
REQUEST(press_box)   /* which: graph, value: box */
REQUEST(fold)        /* which: graph, value: block */
REQUEST(unfold)      /* which: graph, value: block */
REQUEST(turn_block)  /* folds or unfolds what is chosen */
REQUEST(next_box)    /* value: how many ahead */
REQUEST(first_box)
REQUEST(last_box)
REQUEST(other_graph)
REQUEST(zoom_graph) /* value: 1 closer, -1 further */
