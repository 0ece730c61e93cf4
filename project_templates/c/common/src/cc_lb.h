/* Everything a cc-lb plugin in C needs besides its own logic: JSON, base64, envelopes, handshake, self-check.
 *
 * A plugin is a list of wire functions and one CC_LB_PLUGIN. A wire function reads fields of its request, and writes
 * fields of its response; it returns true, or `cc_fail(call, "…")`. "Section N" is a section of PROTOCOL.md. */
#ifndef CC_LB_H
#define CC_LB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- Texts ----------------------------------------------------------------------------------------------------- */

/* Bytes of the input, of a literal, or of the call's memory. No NUL stands at the end. */
typedef struct {
    const char *at;
    size_t size;
} cc_text;

#define CC_INIT(literal) { (literal), sizeof(literal) - 1 } /* of a constant */
#define CC_TEXT(literal) ((cc_text)CC_INIT(literal))
cc_text cc_text_of(const char *string);

bool cc_equal(cc_text a, cc_text b);
/* As header names are compared. */
bool cc_equal_ignoring_case(cc_text a, cc_text b);
bool cc_starts_with(cc_text text, cc_text start);
/* The text without this byte at its end, however often it stands there. */
cc_text cc_trim_end(cc_text text, char byte);

/* ---- JSON that was read ---------------------------------------------------------------------------------------- */

typedef enum { CC_NULL, CC_FALSE, CC_TRUE, CC_NUMBER, CC_STRING, CC_ARRAY, CC_OBJECT } cc_kind;

typedef struct cc_json {
    cc_kind kind;
    cc_text raw;                 /* as it stands in the input, quotes included */
    cc_text string;              /* of CC_STRING: what it says */
    cc_text key;                 /* inside of an object: its name */
    const struct cc_json *first; /* of CC_ARRAY and CC_OBJECT; NULL: it is empty */
    const struct cc_json *next;  /* inside of those; NULL: it is the last */
} cc_json;

/* All of these take NULL for a value that is not there. */

/* A field of an object; NULL: it has none, or is no object. Of a field that is repeated the last one holds. */
const cc_json *cc_get(const cc_json *object, const char *key);
/* What a string says; `otherwise` for any other value. */
cc_text cc_string(const cc_json *value, cc_text otherwise);
/* Whether it is an integer from 0 to 2^64-1, which `number` becomes. */
bool cc_u64(const cc_json *value, uint64_t *number);

/* ---- A call, and what it writes -------------------------------------------------------------------------------- */

typedef struct {
    char *output;
    size_t size;
    size_t capacity;
    cc_text error; /* what the host is told when the call fails */
} cc_call;

/* Use as `return cc_fail(call, "…");`. The text goes into the host's log: no headers, no bodies, which hold secrets. */
bool cc_fail(cc_call *call, const char *error);

/* Memory of this call. It need not be given back; when there is none left, the call ends with a trap. */
void *cc_alloc(size_t size);
/* Several texts as one; the last one is `CC_END`. */
cc_text cc_join(const cc_text *texts);
#define CC_END ((cc_text){ NULL, 0 })
#define CC_JOIN(...) cc_join((const cc_text[]){ __VA_ARGS__, CC_END })
cc_text cc_decimal(uint64_t number);

/* The name of the field whose value is written next. Commas come by themselves. */
void cc_key(cc_call *call, const char *key);
void cc_put_string(cc_call *call, cc_text text);
/* Any bytes, as a string of base64. */
void cc_put_base64(cc_call *call, cc_text bytes);
void cc_put_number(cc_call *call, uint64_t number);
/* `true`, `false`, `null`, or other JSON that is ready. */
void cc_put_raw(cc_call *call, cc_text json);
/* A value that was read, as it stood there; NULL is null. */
void cc_put_json(cc_call *call, const cc_json *value);
/* `{`, `}`, `[` or `]`. */
void cc_open(cc_call *call, char bracket);
void cc_close(cc_call *call, char bracket);

/* The bytes of standard base64 with padding; false: it is none. */
bool cc_base64_decode(cc_text base64, cc_text *bytes);

/* ---- The engine ------------------------------------------------------------------------------------------------ */

/* An entry of the configuration that the operator gives the plugin; `at` is NULL where there is none. */
cc_text cc_config(cc_text key);
/* Writes a line to Extism's own log. */
void cc_log(cc_text line);

/* ---- The plugin ------------------------------------------------------------------------------------------------ */

typedef bool cc_handler(cc_call *call, const cc_json *request);

typedef struct {
    const char *name;
    cc_handler *handler;
} cc_function;

/* Those of the plugin; a row without a name ends them. */
extern const cc_function cc_lb_functions[];

/* Answers a call of one export, natively too: `cc_lb_handshake`, `cc_lb_self_check` or a wire function. The memory of
 * the call before is given back. False: `call->error` says why. */
bool cc_answer(cc_call *call, const char *export, cc_text input);

/* Identity (section 2), exports, and the list of functions:
 *
 *     #define FUNCTIONS(X) X(shape) X(normalize_error)
 *     CC_LB_PLUGIN("my-plugin", "0.1.0", FUNCTIONS) */
#define CC_LB_PLUGIN(NAME, VERSION, FUNCTIONS) \
    CC_LB_SECTION(NAME, VERSION) \
    FUNCTIONS(CC_LB_EXPORT) \
    const cc_function cc_lb_functions[] = { FUNCTIONS(CC_LB_ROW){ NULL, NULL } };

#define CC_LB_ROW(FUNCTION) { #FUNCTION, FUNCTION },

#ifdef __wasm__
int32_t cc_lb_run(const char *export);
#define CC_LB_EXPORT(FUNCTION) \
    __attribute__((export_name(#FUNCTION))) int32_t cc_lb_export_##FUNCTION(void); \
    int32_t cc_lb_export_##FUNCTION(void) { return cc_lb_run(#FUNCTION); }
/* Only assembly can make a custom section. */
#define CC_LB_SECTION(NAME, VERSION) \
    __asm__(".section .custom_section.cc_lb.plugin.v1,\"\",@\n" \
            ".ascii \"{\\\"magic\\\":[204,27,112,16,0,1,0,0],\\\"abi_envelope\\\":1,\"\n" \
            ".ascii \"\\\"plugin_name\\\":\\\"" NAME "\\\",\\\"plugin_version\\\":\\\"" VERSION "\\\"}\"\n" \
            ".text\n");
#else /* tests run natively, where nobody reads sections and calls exports */
#define CC_LB_EXPORT(FUNCTION)
#define CC_LB_SECTION(NAME, VERSION)
#endif

#endif
