/* The places that one can go to, in the order of their tabs. */
#ifndef PLACES_H
#define PLACES_H

#include "request.h"

enum { PLACE_TABS = 5 };

typedef struct place_tab {
    request_name name;
    const char *label; /* a string key */
} place_tab;

extern const place_tab place_tabs[PLACE_TABS];

/* The tab of the place that is open: a layer inside a network belongs to the Network place. */
int place_tab_here(const state *s);

/* Whether the tab leads anywhere from here. */
bool place_tab_leads(const state *s, int tab);

#endif
