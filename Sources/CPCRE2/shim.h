#ifndef REEVE_CPCRE2_SHIM_H
#define REEVE_CPCRE2_SHIM_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdint.h>

/* Work left to one search, counted over all of its starting points. PCRE2's own match limit starts
   anew at each of them, and does not see how far a repeat of single characters reads. */
struct reeve_pcre2_work {
    uint64_t left;
    size_t position;
};

/* Called at every callout of a translated pattern. One unit a call, and one for each 16 bytes
   between this place and the last: a bound on what was read in between. */
static int reeve_pcre2_charge(pcre2_callout_block *block, void *data) {
    struct reeve_pcre2_work *work = (struct reeve_pcre2_work *)data;
    size_t here = block->current_position;
    size_t distance = here > work->position ? here - work->position : work->position - here;
    uint64_t cost = 1 + (uint64_t)(distance >> 4);
    work->position = here;
    if (cost > work->left) return PCRE2_ERROR_CALLOUT;
    work->left -= cost;
    return 0;
}

/* Searches `text`, which must be valid UTF-8. Returns what pcre2_match returns, and
   PCRE2_ERROR_CALLOUT when the work is used up. */
static inline int reeve_pcre2_search(
    const pcre2_code *code, const uint8_t *text, size_t length, pcre2_match_data *data,
    pcre2_match_context *context, uint64_t work) {
    struct reeve_pcre2_work budget = {work, 0};
    pcre2_set_callout(context, reeve_pcre2_charge, &budget);
    int result = pcre2_match(code, text, length, 0, PCRE2_NO_UTF_CHECK, data, context);
    if (result == PCRE2_ERROR_JIT_STACKLIMIT) {
        budget.position = 0;
        result = pcre2_match(code, text, length, 0, PCRE2_NO_UTF_CHECK | PCRE2_NO_JIT, data, context);
    }
    pcre2_set_callout(context, 0, 0);
    return result;
}

#endif
