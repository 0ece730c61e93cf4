/* @@{name}: a dialect.
 *
 * It says what a request becomes upstream, and what a client sees of an upstream's error. */
#include "cc_lb.h"

static const cc_text default_base_url = CC_INIT("https://api.anthropic.com");

/* Headers that speak of the connection to the proxy, not of the message. */
static bool is_of_connection(cc_text name) {
    static const cc_text names[] = {
        CC_INIT("connection"), CC_INIT("content-length"), CC_INIT("host"),
        CC_INIT("keep-alive"), CC_INIT("te"),             CC_INIT("transfer-encoding"),
    };
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        if (cc_equal_ignoring_case(name, names[i])) return true;
    }
    return false;
}

/* The host sends what this writes. When it fails, the host fails the client's request. */
static bool shape(cc_call *call, const cc_json *shape_request) {
    const cc_json *request = cc_get(shape_request, "request");
    cc_text path = cc_string(cc_get(request, "path"), CC_TEXT(""));
    cc_text query = cc_string(cc_get(request, "query"), CC_TEXT(""));
    cc_text base_url = cc_string(cc_get(shape_request, "upstream_base_url"), default_base_url);
    const cc_json *headers = cc_get(request, "headers");
    if (!cc_starts_with(path, CC_TEXT("/"))) {
        /* The text goes into the host's log: no headers and no bodies, which hold secrets. */
        return cc_fail(call, "expected a path that begins with /");
    }
    cc_key(call, "url");
    cc_put_string(call, CC_JOIN(cc_trim_end(base_url, '/'), path, query.size > 0 ? CC_TEXT("?") : CC_TEXT(""), query));
    cc_key(call, "method");
    cc_put_json(call, cc_get(request, "method"));
    cc_key(call, "headers");
    cc_open(call, '[');
    for (const cc_json *header = headers == NULL ? NULL : headers->first; header != NULL; header = header->next) {
        if (!is_of_connection(cc_string(cc_get(header, "name"), CC_TEXT("")))) cc_put_json(call, header);
    }
    cc_close(call, ']');
    cc_key(call, "body_base64");
    cc_put_json(call, cc_get(request, "body_base64")); /* as it came; cc_base64_decode gives its bytes */
    return true;
}

/* A client expects JSON: an error without a body gets one. Null leaves the upstream's body as it is. */
static bool normalize_error(cc_call *call, const cc_json *request) {
    uint64_t status;
    if (!cc_u64(cc_get(request, "status"), &status)) return cc_fail(call, "expected a status that is a number");
    cc_key(call, "body_base64");
    if (cc_string(cc_get(request, "body_base64"), CC_TEXT("")).size > 0) {
        cc_put_raw(call, CC_TEXT("null"));
        return true;
    }
    cc_put_base64(call, CC_JOIN(CC_TEXT("{\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\""),
                                CC_TEXT("The upstream answered "), cc_decimal(status),
                                CC_TEXT(" without a body.\"}}")));
    return true;
}

/* From here come identity, handshake, self-check and exports: a wire function is implemented when it is in the list. */
#define FUNCTIONS(X) X(normalize_error) X(shape)
CC_LB_PLUGIN("@@{name}", "0.1.0", FUNCTIONS)
