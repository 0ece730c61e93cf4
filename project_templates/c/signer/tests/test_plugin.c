/* Tests run natively, without a host: `@@{test}`. */
#include "check.h"

#define BUILD(STATE) "{\"upstream\":{\"kind\":\"anthropic_direct\"},\"factory_state\":" STATE ",\"_v\":1}"
#define SIGN(HEADERS, STATE) \
    "{\"shaped\":{\"url\":\"https://a.test\",\"method\":\"POST\",\"headers\":[" HEADERS "],\"body_base64\":\"\"}," \
    "\"signer_state\":" STATE ",\"_v\":1}"
#define REJECTED(STATE) "{\"error\":{\"status\":401,\"category\":\"unauthorized\"},\"signer_state\":" STATE ",\"_v\":1}"
#define STATE(REFRESHED) "{\"api_key\":\"sk-1\",\"refreshed\":" REFRESHED "}"
#define HEADER(NAME, VALUE) "{\"name\":\"" NAME "\",\"value_base64\":\"" VALUE "\"}"

int main(void) {
    /* Without a key nothing is built. */
    ANSWERS("build_signer", BUILD("{\"api_key\":\"sk-1\"}"), "{\"_v\":1,\"signer_state\":" STATE("false") "}");
    ANSWERS("build_signer", BUILD("null"), "expected api_key in the plugin's configuration, found none");

    /* The key goes from the state into the header, in place of a client's own; without a state nothing is signed. */
    ANSWERS("sign", SIGN(HEADER("X-Api-Key", "dGhlaXJz") "," HEADER("accept", "Ki8q"), STATE("false")),
            "{\"_v\":1,\"headers\":[" HEADER("accept", "Ki8q") "," HEADER("x-api-key", "c2stMQ==") "]}");
    ANSWERS("sign", SIGN("", "null"), "expected a signer_state that build_signer made");

    /* The first 401 refreshes, the second one gives up. */
    ANSWERS("on_unauthorized", REJECTED(STATE("false")),
            "{\"_v\":1,\"decision\":\"refresh\",\"signer_state\":" STATE("true") "}");
    ANSWERS("on_unauthorized", REJECTED(STATE("true")),
            "{\"_v\":1,\"decision\":\"fail\",\"signer_state\":" STATE("true") "}");
    ANSWERS("on_unauthorized", REJECTED("7"), "{\"_v\":1,\"decision\":\"fail\",\"signer_state\":7}");
    check_bad_input("sign", CC_TEXT(SIGN(HEADER("accept", "Ki8q"), STATE("false"))));
    return ended();
}
