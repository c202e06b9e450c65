/* Which of the places is open. */
#include "places.h"

const place_tab place_tabs[PLACE_TABS] = {
    {REQUEST_lessons, "tab.lessons"},
    {REQUEST_convolution, "tab.convolution"},
    {REQUEST_pooling, "tab.pooling"},
    {REQUEST_network, "tab.network"},
    {REQUEST_atlas, "tab.atlas"},
};

enum { TAB_LESSONS, TAB_CONVOLUTION, TAB_POOLING, TAB_NETWORK, TAB_ATLAS };

int place_tab_here(const state *s) {
    static const int tabs[PLACES] = {
        [PLACE_LESSONS] = TAB_LESSONS, [PLACE_NETWORK] = TAB_NETWORK, [PLACE_ATLAS] = TAB_ATLAS};
    if (s->screen.place != PLACE_BENCH)
        return tabs[s->screen.place];
    if (session_is_inside(&s->session))
        return TAB_NETWORK;
    return s->session.bench.kind == BENCH_POOL ? TAB_POOLING : TAB_CONVOLUTION;
}

bool place_tab_leads(const state *s, int tab) {
    return tab != place_tab_here(s) || (s->screen.place == PLACE_BENCH && session_is_inside(&s->session));
}
