/* @@{name}: a signer.
 *
 * It puts an API key into each request, and tries once more when the upstream answers 401. */
#include "cc_lb.h"

/* The state goes from call to call. Only this plugin reads it: to the host it is opaque. */
static void put_state(cc_call *call, cc_text api_key, bool refreshed) {
    cc_key(call, "signer_state");
    cc_open(call, '{');
    cc_key(call, "api_key");
    cc_put_string(call, api_key);
    cc_key(call, "refreshed");
    cc_put_raw(call, refreshed ? CC_TEXT("true") : CC_TEXT("false"));
    cc_close(call, '}');
}

/* The key is configured by the operator. Hosts of today send null as `factory_state`. */
static bool build_signer(cc_call *call, const cc_json *request) {
    cc_text api_key = cc_config(CC_TEXT("api_key"));
    if (api_key.at == NULL) api_key = cc_string(cc_get(cc_get(request, "factory_state"), "api_key"), CC_END);
    if (api_key.at == NULL) {
        /* The text goes into the host's log: no keys, no headers, no bodies. */
        return cc_fail(call, "expected api_key in the plugin's configuration, found none");
    }
    put_state(call, api_key, false);
    return true;
}

/* A field that is not written means unchanged; headers replace the whole list. */
static bool sign(cc_call *call, const cc_json *request) {
    cc_text api_key = cc_string(cc_get(cc_get(request, "signer_state"), "api_key"), CC_END);
    const cc_json *headers = cc_get(cc_get(request, "shaped"), "headers");
    if (api_key.at == NULL) return cc_fail(call, "expected a signer_state that build_signer made");
    cc_key(call, "headers");
    cc_open(call, '[');
    for (const cc_json *header = headers == NULL ? NULL : headers->first; header != NULL; header = header->next) {
        cc_text name = cc_string(cc_get(header, "name"), CC_TEXT(""));
        /* A client's own key stays behind. */
        if (!cc_equal_ignoring_case(name, CC_TEXT("x-api-key"))) cc_put_json(call, header);
    }
    cc_open(call, '{');
    cc_key(call, "name");
    cc_put_string(call, CC_TEXT("x-api-key"));
    cc_key(call, "value_base64");
    cc_put_base64(call, api_key);
    cc_close(call, '}');
    cc_close(call, ']');
    return true;
}

/* `refresh` makes the host sign again with the new state; any other decision fails the request. */
static bool on_unauthorized(cc_call *call, const cc_json *request) {
    const cc_json *state = cc_get(request, "signer_state"), *refreshed = cc_get(state, "refreshed");
    cc_text api_key = cc_string(cc_get(state, "api_key"), CC_END);
    cc_key(call, "decision");
    if (api_key.at == NULL || refreshed == NULL || refreshed->kind != CC_FALSE) {
        cc_put_string(call, CC_TEXT("fail"));
        cc_key(call, "signer_state");
        cc_put_json(call, state);
        return true;
    }
    cc_put_string(call, CC_TEXT("refresh"));
    put_state(call, api_key, true); /* a signer with tokens that expire would make a new one here */
    return true;
}

/* From here come identity, handshake, self-check and exports: a wire function is implemented when it is in the list. */
#define FUNCTIONS(X) X(build_signer) X(on_unauthorized) X(sign)
CC_LB_PLUGIN("@@{name}", "0.1.0", FUNCTIONS)
