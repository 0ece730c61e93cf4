/* Tests run natively, without a host: `@@{test}`. */
#include "check.h"

#define REQUEST(CANDIDATES) \
    "{\"request_id\":\"r\",\"headers\":[],\"method\":\"POST\",\"path\":\"/\",\"body_base64\":\"\"," \
    "\"principal\":{\"id\":\"u\",\"kind\":\"api_key\",\"claims\":{}},\"candidates\":[" CANDIDATES "],\"_v\":1}"
#define CANDIDATE(ID, LIMITS) \
    "{\"upstream_id\":\"" ID "\",\"name\":\"n\",\"kind\":\"k\",\"observed_rate_limits\":[" LIMITS "]," \
    "\"subscription_quotas\":[],\"observed_at_unix_secs\":0}"
#define LIMIT(REMAINING) "{\"kind\":\"requests\",\"window\":\"1m\",\"remaining\":" REMAINING "}"

int main(void) {
    /* An upstream with an exhausted limit is rejected, with the reason. */
    ANSWERS("filter", REQUEST(CANDIDATE("a", LIMIT("1")) "," CANDIDATE("b", LIMIT("null") "," LIMIT("0"))),
            "{\"_v\":1,\"results\":[{\"upstream_id\":\"a\",\"decision\":\"accept\",\"reason\":\"capacity left\"},"
            "{\"upstream_id\":\"b\",\"decision\":\"reject\",\"reason\":\"no requests left in 1m\"}]}");
    ANSWERS("filter", REQUEST(""), "{\"_v\":1,\"results\":[]}");
    check_bad_input("filter", CC_TEXT(REQUEST(CANDIDATE("a", LIMIT("0")))));
    return ended();
}
