/* @@{name}: an observer.
 *
 * It counts what the proxy does, for as long as the host keeps the instance. */
#include "cc_lb.h"

/* Globals survive from call to call, and are lost with the instance: after a reload, or when the host drops it. */
static struct {
    uint64_t requests;
    uint64_t bytes;
    uint64_t output_tokens;
    uint64_t errors;
} totals;

/* Counters stop at their maximum. */
static void add(uint64_t *total, uint64_t more) {
    *total = *total > UINT64_MAX - more ? UINT64_MAX : *total + more;
}

/* Kinds that are not known are left alone: an observer that fails loses a whole batch of events. */
static void count(const cc_json *event) {
    cc_text kind = cc_string(cc_get(event, "kind"), CC_TEXT(""));
    uint64_t number;
    if (cc_equal(kind, CC_TEXT("request_started"))) {
        add(&totals.requests, 1);
    } else if (cc_equal(kind, CC_TEXT("chunk"))) {
        if (cc_u64(cc_get(event, "total_bytes"), &number)) add(&totals.bytes, number);
    } else if (cc_equal(kind, CC_TEXT("request_finished"))) {
        if (cc_u64(cc_get(event, "output_tokens"), &number)) add(&totals.output_tokens, number);
    } else if (cc_equal(kind, CC_TEXT("error"))) {
        add(&totals.errors, 1);
    }
}

/* The response has no fields, so the totals go to the engine's log. */
static bool observe(cc_call *call, const cc_json *request) {
    (void)call;
    const cc_json *events = cc_get(request, "events"); /* it is an array: what has none never comes here */
    for (const cc_json *event = events->first; event != NULL; event = event->next) count(event);
    cc_log(CC_JOIN(CC_TEXT("requests "), cc_decimal(totals.requests), CC_TEXT(", bytes "), cc_decimal(totals.bytes),
                   CC_TEXT(", output tokens "), cc_decimal(totals.output_tokens), CC_TEXT(", errors "),
                   cc_decimal(totals.errors)));
    return true;
}

/* From here come identity, handshake, self-check and exports: a wire function is implemented when it is in the list. */
#define FUNCTIONS(X) X(observe)
CC_LB_PLUGIN("@@{name}", "0.1.0", FUNCTIONS)
