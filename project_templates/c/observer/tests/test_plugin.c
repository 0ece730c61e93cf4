/* Tests run natively, without a host: `@@{test}`. */
#include "check.h"

#define BATCH(EVENTS) "{\"events\":[" EVENTS "],\"_v\":1}"
#define CHUNK(BYTES) "{\"kind\":\"chunk\",\"batch_index\":0,\"event_count\":1,\"total_bytes\":" BYTES "}"

static void check_total(int line, uint64_t found, uint64_t expected) {
    checks++;
    if (found == expected) return;
    failures++;
    printf("line %d: expected %llu, found %llu\n", line, (unsigned long long)expected, (unsigned long long)found);
}

int main(void) {
    /* Totals go on from batch to batch, and stop at their maximum; what is not known is left alone. */
    ANSWERS("observe", BATCH("{\"kind\":\"request_started\",\"request_id\":\"r\"}," CHUNK("10")), "{\"_v\":1}");
    check_total(__LINE__, totals.bytes, 10);
    ANSWERS("observe", BATCH("{\"kind\":\"request_finished\",\"output_tokens\":34}"), "{\"_v\":1}");
    ANSWERS("observe", BATCH(CHUNK("18446744073709551615") ",{\"kind\":\"error\"}"), "{\"_v\":1}");
    ANSWERS("observe", BATCH("{\"kind\":7},null,{\"kind\":\"tomorrow\"}"), "{\"_v\":1}");
    check_total(__LINE__, totals.requests, 1);
    check_total(__LINE__, totals.bytes, UINT64_MAX);
    check_total(__LINE__, totals.output_tokens, 34);
    check_total(__LINE__, totals.errors, 1);
    check_bad_input("observe", CC_TEXT(BATCH(CHUNK("1"))));
    return ended();
}
