/* @@{name}: a router.
 *
 * It says which upstreams may take a request. */
#include "cc_lb.h"

/* The first limit that has nothing remaining, in words; `at` is NULL when there is none. What was not observed has no
 * limit. */
static cc_text exhausted_limit(const cc_json *candidate) {
    const cc_json *limits = cc_get(candidate, "observed_rate_limits");
    for (const cc_json *limit = limits == NULL ? NULL : limits->first; limit != NULL; limit = limit->next) {
        uint64_t remaining;
        if (cc_u64(cc_get(limit, "remaining"), &remaining) && remaining == 0) {
            cc_text kind = cc_string(cc_get(limit, "kind"), CC_TEXT(""));
            cc_text window = cc_string(cc_get(limit, "window"), CC_TEXT(""));
            return CC_JOIN(CC_TEXT("no "), kind, CC_TEXT(" left in "), window);
        }
    }
    return CC_END;
}

/* One result for each candidate: the host drops a candidate that no result names. When this fails, it keeps all. */
static bool filter(cc_call *call, const cc_json *request) {
    const cc_json *candidates = cc_get(request, "candidates"); /* it is an array: what has none never comes here */
    cc_key(call, "results");
    cc_open(call, '[');
    for (const cc_json *candidate = candidates->first; candidate != NULL; candidate = candidate->next) {
        cc_text exhausted = exhausted_limit(candidate);
        cc_open(call, '{');
        cc_key(call, "upstream_id");
        cc_put_json(call, cc_get(candidate, "upstream_id"));
        cc_key(call, "decision");
        cc_put_string(call, exhausted.at == NULL ? CC_TEXT("accept") : CC_TEXT("reject"));
        cc_key(call, "reason");
        cc_put_string(call, exhausted.at == NULL ? CC_TEXT("capacity left") : exhausted);
        cc_close(call, '}');
    }
    cc_close(call, ']');
    return true;
}

/* From here come identity, handshake, self-check and exports: a wire function is implemented when it is in the list. */
#define FUNCTIONS(X) X(filter)
CC_LB_PLUGIN("@@{name}", "0.1.0", FUNCTIONS)
