/* What a test needs: the plugin itself, and a comparison that says where it failed. */
#ifndef CHECK_H
#define CHECK_H

#include <stdio.h>

#include "../src/plugin.c"

static int checks, failures;

static int ended(void) {
    printf("%d checks, %d failed\n", checks, failures);
    return failures > 0;
}

/* Checks that an export answers an input with a text: its output, or the error that it fails with. */
#define ANSWERS(EXPORT, INPUT, TEXT) check(__LINE__, (EXPORT), CC_TEXT(INPUT), CC_TEXT(TEXT))

static void check(int line, const char *export, cc_text input, cc_text expected) {
    cc_call call;
    checks++;
    bool good = cc_answer(&call, export, input);
    cc_text found = good ? (cc_text){ call.output, call.size } : call.error;
    if (cc_equal(found, expected)) return;
    failures++;
    printf("line %d: %s\n  expected %.*s\n  found    %.*s\n", line, export, (int)expected.size, expected.at,
           (int)found.size, found.at);
}

/* Checks that what is no request fails with an error text, whatever it is: a request that is cut off anywhere, too. */
static void check_bad_input(const char *export, cc_text good) {
    for (size_t size = 0; size <= good.size; size++) {
        cc_call call;
        checks++;
        if (cc_answer(&call, export, (cc_text){ good.at, size }) != (size == good.size)) {
            failures++;
            const char *what = size == good.size ? "refused" : "taken";
            printf("%s: the first %d bytes of a request are %s\n", export, (int)size, what);
        }
    }
    static const char *const bad[] = {
        "null", "[]", "{\"_v\":2}", "{\"_v\":1}", "{\"_v\":-1}", "{\"_v\":99999999999999999999}", "{\"_v\":1,}",
        "{\"_v\":\"\\ud800\"}", "{\"_v\":\"\\u12\"}", "{\"_v\":\"\\", "\"\\\"", "{\"_v\":01}", "{\"_v\":1}{}", "[[",
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        cc_call call;
        checks++;
        if (!cc_answer(&call, export, cc_text_of(bad[i]))) continue;
        failures++;
        printf("%s: took %s\n", export, bad[i]);
    }
}
#endif
