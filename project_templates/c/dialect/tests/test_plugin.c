/* Tests run natively, without a host: `@@{test}`. */
#include "check.h"

#define OTHERS \
    "\"principal\":{\"id\":\"u\",\"kind\":\"api_key\",\"claims\":{}},\"upstream\":{\"kind\":\"anthropic_direct\"}," \
    "\"upstream_base_url\":\"https://gw.test/\",\"_v\":1"
#define REQUEST(HEADERS, PATH) \
    "{\"request\":{\"request_id\":\"r\",\"headers\":[" HEADERS "],\"method\":\"POST\",\"path\":\"" PATH \
    "\",\"query\":\"beta=true\",\"body_base64\":\"e30=\"}," OTHERS "}"
#define ERROR(BODY) "{\"_v\":1,\"status\":502,\"body_base64\":\"" BODY "\"}"
#define CHUNKED "{\"name\":\"Transfer-Encoding\",\"value_base64\":\"Y2h1bmtlZA==\"}"
#define ACCEPT "{\"name\":\"accept\",\"value_base64\":\"Ki8q\"}"

int main(void) {
    /* The URL is base URL, path and query; headers of the connection stay behind. */
    ANSWERS("shape", REQUEST(CHUNKED "," ACCEPT, "/v1\\/\\u00e9"),
            "{\"_v\":1,\"url\":\"https://gw.test/v1/\xc3\xa9?beta=true\",\"method\":\"POST\",\"headers\":[" ACCEPT "],"
            "\"body_base64\":\"e30=\"}");
    ANSWERS("shape", REQUEST("", "v1"), "expected a path that begins with /");
    check_bad_input("shape", CC_TEXT(REQUEST(ACCEPT, "/v1")));

    /* An error without a body gets one, any other is left alone. */
    ANSWERS("normalize_error", ERROR("PGgxPg=="), "{\"_v\":1,\"body_base64\":null}");
    ANSWERS("normalize_error", ERROR(""),
            "{\"_v\":1,\"body_base64\":\"eyJ0eXBlIjoiZXJyb3IiLCJlcnJvciI6eyJ0eXBlIjoiYXBpX2Vycm9yIiwibWVzc2FnZSI6"
            "IlRoZSB1cHN0cmVhbSBhbnN3ZXJlZCA1MDIgd2l0aG91dCBhIGJvZHkuIn19\"}");
    return ended();
}
