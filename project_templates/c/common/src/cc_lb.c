/* The protocol, behind cc_lb.h. Nothing here is about one plugin. */
#include "cc_lb.h"

/* ---- Memory: a call takes from the front, and the next call begins at the front again -------------------------- */

enum { ALIGNMENT = 8 };

#ifdef __wasm__
enum { PAGE_BYTES = 65536 };
extern unsigned char __heap_base[]; /* the linker's: where stack and globals end */
static size_t memory_used;
static size_t memory_size; /* how many bytes stand behind `__heap_base` */

static unsigned char *memory_at(size_t offset) {
    return __heap_base + offset;
}

static void memory_grow(size_t wanted) {
    if (memory_size == 0) memory_size = __builtin_wasm_memory_size(0) * PAGE_BYTES - (size_t)__heap_base;
    if (wanted <= memory_size) return;
    size_t pages = (wanted - memory_size + PAGE_BYTES - 1) / PAGE_BYTES;
    if (__builtin_wasm_memory_grow(0, pages) == SIZE_MAX) __builtin_trap();
    memory_size += pages * PAGE_BYTES;
}
#else
static _Alignas(ALIGNMENT) unsigned char native[1 << 20];
static size_t memory_used;

static unsigned char *memory_at(size_t offset) {
    return native + offset;
}

static void memory_grow(size_t wanted) {
    if (wanted > sizeof(native)) __builtin_trap();
}
#endif

void *cc_alloc(size_t size) {
    if (size > SIZE_MAX / 4) __builtin_trap();
    size_t start = (memory_used + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    memory_grow(start + size + ALIGNMENT);
    memory_used = start + size;
    return memory_at(start);
}

/* ---- Texts ----------------------------------------------------------------------------------------------------- */

cc_text cc_text_of(const char *string) {
    size_t size = 0;
    while (string[size] != 0) size++;
    return (cc_text){ string, size };
}

static void copy(char *to, cc_text from) {
    if (from.size > 0) __builtin_memcpy(to, from.at, from.size);
}

bool cc_equal(cc_text a, cc_text b) {
    if (a.size != b.size) return false;
    for (size_t i = 0; i < a.size; i++) {
        if (a.at[i] != b.at[i]) return false;
    }
    return true;
}

static char lower(char byte) {
    return byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
}

bool cc_equal_ignoring_case(cc_text a, cc_text b) {
    if (a.size != b.size) return false;
    for (size_t i = 0; i < a.size; i++) {
        if (lower(a.at[i]) != lower(b.at[i])) return false;
    }
    return true;
}

bool cc_starts_with(cc_text text, cc_text start) {
    return text.size >= start.size && cc_equal((cc_text){ text.at, start.size }, start);
}

cc_text cc_trim_end(cc_text text, char byte) {
    while (text.size > 0 && text.at[text.size - 1] == byte) text.size--;
    return text;
}

cc_text cc_join(const cc_text *texts) {
    size_t size = 0;
    for (const cc_text *text = texts; text->at != NULL; text++) size += text->size;
    char *joined = cc_alloc(size);
    size_t end = 0;
    for (const cc_text *text = texts; text->at != NULL; end += text->size, text++) copy(joined + end, *text);
    return (cc_text){ joined, size };
}

cc_text cc_decimal(uint64_t number) {
    enum { DIGITS_MAX = 20 };
    char *digits = cc_alloc(DIGITS_MAX);
    size_t at = DIGITS_MAX;
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    return (cc_text){ digits + at, DIGITS_MAX - at };
}

/* ---- Reading JSON ---------------------------------------------------------------------------------------------- */

enum { DEPTH_MAX = 127 }; /* as deep as the host writes */

typedef struct {
    const char *at;
    const char *end;
    int depth;
} reader;

static bool read_value(reader *in, cc_json *value);

static void skip_space(reader *in) {
    while (in->at < in->end && (*in->at == ' ' || *in->at == '\t' || *in->at == '\n' || *in->at == '\r')) in->at++;
}

static bool take(reader *in, char byte) {
    if (in->at == in->end || *in->at != byte) return false;
    in->at++;
    return true;
}

static bool take_word(reader *in, cc_text word) {
    if (!cc_starts_with((cc_text){ in->at, (size_t)(in->end - in->at) }, word)) return false;
    in->at += word.size;
    return true;
}

static bool read_hex(reader *in, uint32_t *unit) {
    if (in->end - in->at < 4) return false;
    *unit = 0;
    for (int i = 0; i < 4; i++) {
        char byte = lower(*in->at++);
        if (byte >= '0' && byte <= '9') *unit = *unit * 16 + (uint32_t)(byte - '0');
        else if (byte >= 'a' && byte <= 'f') *unit = *unit * 16 + (uint32_t)(byte - 'a' + 10);
        else return false;
    }
    return true;
}

/* Behind `\u`. A pair of surrogates is one character; half of one is an error. */
static bool read_character(reader *in, uint32_t *character) {
    if (!read_hex(in, character)) return false;
    if (*character < 0xD800 || *character > 0xDFFF) return true;
    uint32_t low;
    if (*character > 0xDBFF || !take(in, '\\') || !take(in, 'u') || !read_hex(in, &low)) return false;
    if (low < 0xDC00 || low > 0xDFFF) return false;
    *character = 0x10000 + ((*character - 0xD800) << 10) + (low - 0xDC00);
    return true;
}

static size_t put_utf8(char *to, uint32_t character) {
    if (character < 0x80) {
        to[0] = (char)character;
        return 1;
    }
    size_t more = character < 0x800 ? 1 : character < 0x10000 ? 2 : 3;
    static const unsigned char first[] = { 0, 0xC0, 0xE0, 0xF0 };
    for (size_t i = more; i > 0; i--, character >>= 6) to[i] = (char)(0x80 | (character & 0x3F));
    to[0] = (char)(first[more] | character);
    return more + 1;
}

/* Behind the backslash. */
static bool read_escape(reader *in, char *to, size_t *size) {
    static const char letters[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
    if (in->at == in->end) return false;
    char letter = *in->at++;
    if (letter == 'u') {
        uint32_t character;
        if (!read_character(in, &character)) return false;
        *size += put_utf8(to + *size, character);
        return true;
    }
    for (size_t i = 0; i < sizeof(letters) - 1; i++) {
        if (letters[i] == letter) {
            to[(*size)++] = meant[i];
            return true;
        }
    }
    return false;
}

/* A string without escapes, as most are, stays where it stands in the input. The host sends UTF-8. */
static bool read_string(reader *in, cc_text *string) {
    if (!take(in, '"')) return false;
    const char *start = in->at, *plain = start;
    while (plain < in->end && *plain != '"' && *plain != '\\' && (unsigned char)*plain >= 0x20) plain++;
    if (plain < in->end && *plain == '"') {
        *string = (cc_text){ start, (size_t)(plain - start) };
        in->at = plain + 1;
        return true;
    }
    const char *close = plain; /* what escapes mean is never longer than they are */
    while (close < in->end && *close != '"') close += *close == '\\' && close + 1 < in->end ? 2 : 1;
    char *to = cc_alloc((size_t)(close - start));
    size_t size = 0;
    while (in->at < in->end) {
        char byte = *in->at++;
        if (byte == '"') {
            *string = (cc_text){ to, size };
            return true;
        }
        if ((unsigned char)byte < 0x20) return false;
        if (byte != '\\') to[size++] = byte;
        else if (!read_escape(in, to, &size)) return false;
    }
    return false;
}

static bool take_digits(reader *in) {
    const char *start = in->at;
    while (in->at < in->end && *in->at >= '0' && *in->at <= '9') in->at++;
    return in->at > start;
}

static bool read_number(reader *in) {
    (void)take(in, '-');
    if (!take(in, '0') && !take_digits(in)) return false;
    if (take(in, '.') && !take_digits(in)) return false;
    if (take(in, 'e') || take(in, 'E')) {
        if (!take(in, '+')) (void)take(in, '-');
        return take_digits(in);
    }
    return true;
}

/* Behind the bracket of an array or object. */
static bool read_items(reader *in, cc_json *parent, char close) {
    const cc_json **place = &parent->first;
    if (++in->depth > DEPTH_MAX) return false;
    skip_space(in);
    if (!take(in, close)) {
        do {
            cc_json *item = cc_alloc(sizeof(cc_json));
            cc_text key = CC_END;
            skip_space(in);
            if (parent->kind == CC_OBJECT) {
                if (!read_string(in, &key)) return false;
                skip_space(in);
                if (!take(in, ':')) return false;
            }
            if (!read_value(in, item)) return false;
            item->key = key;
            *place = item;
            place = &item->next;
            skip_space(in);
        } while (take(in, ','));
        if (!take(in, close)) return false;
    }
    in->depth--;
    return true;
}

static bool read_value(reader *in, cc_json *value) {
    *value = (cc_json){ .kind = CC_NULL };
    skip_space(in);
    const char *start = in->at;
    if (in->at == in->end) return false;
    bool good;
    switch (*in->at) {
    case '{':
    case '[':
        value->kind = *in->at++ == '{' ? CC_OBJECT : CC_ARRAY;
        good = read_items(in, value, value->kind == CC_OBJECT ? '}' : ']');
        break;
    case '"':
        value->kind = CC_STRING;
        good = read_string(in, &value->string);
        break;
    case 'n': good = take_word(in, CC_TEXT("null")); break;
    case 't':
        value->kind = CC_TRUE;
        good = take_word(in, CC_TEXT("true"));
        break;
    case 'f':
        value->kind = CC_FALSE;
        good = take_word(in, CC_TEXT("false"));
        break;
    default:
        value->kind = CC_NUMBER;
        good = read_number(in);
    }
    value->raw = (cc_text){ start, (size_t)(in->at - start) };
    return good;
}

/* NULL: the text is no JSON. */
static const cc_json *read_text(cc_text text) {
    reader in = { text.at, text.at + text.size, 0 };
    cc_json *value = cc_alloc(sizeof(cc_json));
    if (text.size == 0 || !read_value(&in, value)) return NULL;
    skip_space(&in);
    return in.at == in.end ? value : NULL;
}

const cc_json *cc_get(const cc_json *object, const char *key) {
    if (object == NULL || object->kind != CC_OBJECT) return NULL;
    const cc_json *found = NULL;
    for (const cc_json *field = object->first; field != NULL; field = field->next) {
        if (cc_equal(field->key, cc_text_of(key))) found = field;
    }
    return found;
}

cc_text cc_string(const cc_json *value, cc_text otherwise) {
    return value != NULL && value->kind == CC_STRING ? value->string : otherwise;
}

bool cc_u64(const cc_json *value, uint64_t *number) {
    if (value == NULL || value->kind != CC_NUMBER) return false;
    *number = 0;
    for (size_t i = 0; i < value->raw.size; i++) {
        char byte = value->raw.at[i];
        if (byte < '0' || byte > '9') return false; /* a sign, a fraction or an exponent */
        uint64_t digit = (uint64_t)(byte - '0');
        if (*number > (UINT64_MAX - digit) / 10) return false;
        *number = *number * 10 + digit;
    }
    return true;
}

/* ---- Writing JSON ---------------------------------------------------------------------------------------------- */

static char *room(cc_call *call, size_t size) {
    if (size > SIZE_MAX / 4 - call->size) __builtin_trap();
    if (call->size + size > call->capacity) {
        size_t capacity = (call->size + size) * 2;
        char *output = cc_alloc(capacity);
        copy(output, (cc_text){ call->output, call->size });
        call->output = output;
        call->capacity = capacity;
    }
    char *start = call->output + call->size;
    call->size += size;
    return start;
}

static void put(cc_call *call, cc_text text) {
    copy(room(call, text.size), text);
}

/* The comma between two values: none stands behind what opens. */
static void separate(cc_call *call) {
    if (call->size == 0) return;
    char last = call->output[call->size - 1];
    if (last != '{' && last != '[' && last != ':') put(call, CC_TEXT(","));
}

static void put_escaped(cc_call *call, unsigned char byte) {
    static const char hex[] = "0123456789abcdef";
    char *to = room(call, byte < 0x20 ? 6 : 2);
    to[0] = '\\';
    if (byte >= 0x20) {
        to[1] = (char)byte;
        return;
    }
    copy(to + 1, CC_TEXT("u00"));
    to[4] = hex[byte >> 4];
    to[5] = hex[byte & 15];
}

void cc_put_string(cc_call *call, cc_text text) {
    separate(call);
    put(call, CC_TEXT("\""));
    size_t start = 0;
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.at[i];
        if (byte >= 0x20 && byte != '"' && byte != '\\') continue;
        put(call, (cc_text){ text.at + start, i - start });
        put_escaped(call, byte);
        start = i + 1;
    }
    if (text.size > 0) put(call, (cc_text){ text.at + start, text.size - start });
    put(call, CC_TEXT("\""));
}

void cc_put_raw(cc_call *call, cc_text json) {
    separate(call);
    put(call, json);
}

void cc_put_number(cc_call *call, uint64_t number) {
    cc_put_raw(call, cc_decimal(number));
}

void cc_put_json(cc_call *call, const cc_json *value) {
    cc_put_raw(call, value == NULL ? CC_TEXT("null") : value->raw);
}

void cc_key(cc_call *call, const char *key) {
    cc_put_string(call, cc_text_of(key));
    put(call, CC_TEXT(":"));
}

void cc_open(cc_call *call, char bracket) {
    cc_put_raw(call, (cc_text){ &bracket, 1 });
}

void cc_close(cc_call *call, char bracket) {
    put(call, (cc_text){ &bracket, 1 });
}

/* ---- Base64 ---------------------------------------------------------------------------------------------------- */

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void cc_put_base64(cc_call *call, cc_text bytes) {
    separate(call);
    put(call, CC_TEXT("\""));
    for (size_t i = 0; i < bytes.size; i += 3) {
        size_t count = bytes.size - i < 3 ? bytes.size - i : 3;
        uint32_t bits = 0;
        for (size_t j = 0; j < 3; j++) bits = bits << 8 | (j < count ? (unsigned char)bytes.at[i + j] : 0);
        char *to = room(call, 4);
        for (size_t j = 0; j < 4; j++) to[j] = j <= count ? alphabet[bits >> (18 - 6 * j) & 63] : '=';
    }
    put(call, CC_TEXT("\""));
}

static bool sextet(char letter, uint32_t *value) {
    for (uint32_t i = 0; i < sizeof(alphabet) - 1; i++) {
        if (alphabet[i] == letter) {
            *value = i;
            return true;
        }
    }
    return false;
}

bool cc_base64_decode(cc_text base64, cc_text *bytes) {
    if (base64.size % 4 != 0) return false;
    cc_text letters = cc_trim_end(base64, '=');
    size_t padding = base64.size - letters.size, size = base64.size / 4 * 3 - padding;
    if (padding > 2) return false;
    char *to = cc_alloc(size);
    uint32_t bits = 0;
    int count = 0;
    size_t end = 0;
    for (size_t i = 0; i < letters.size; i++) {
        uint32_t value;
        if (!sextet(letters.at[i], &value)) return false;
        bits = (bits << 6 | value) & 0xFFF; /* at most six bits are left over from before */
        count += 6;
        if (count < 8) continue;
        count -= 8;
        to[end++] = (char)(bits >> count & 0xFF);
    }
    *bytes = (cc_text){ to, size };
    return (bits & ((1u << count) - 1)) == 0; /* bits that nobody needs are zero */
}

/* ---- The wire functions (section 7), each with the smallest request that a host may send ----------------------- */

#define MESSAGE "\"method\":\"POST\",\"headers\":[],\"body_base64\":\"\""
#define HTTP "\"request_id\":\"dry-run-request\",\"path\":\"/v1/messages\"," MESSAGE
#define PRINCIPAL "\"principal\":{\"id\":\"dry-run-principal\",\"kind\":\"api_key\",\"claims\":{}}"
#define UPSTREAM "\"upstream\":{\"kind\":\"anthropic_direct\"}"
#define SHAPED "\"url\":\"https://api.anthropic.com/v1/messages\"," MESSAGE

static const struct {
    const char *name;
    cc_text smallest_request; /* its fields are those that every request has */
} wire_functions[] = {
    { "shape", CC_INIT("{\"request\":{" HTTP "}," UPSTREAM "," PRINCIPAL "}") },
    { "normalize_error", CC_INIT("{\"status\":500,\"body_base64\":\"\"}") },
    { "build_signer", CC_INIT("{" UPSTREAM ",\"factory_state\":null}") },
    { "sign", CC_INIT("{\"shaped\":{" SHAPED "},\"signer_state\":null}") },
    { "on_unauthorized", CC_INIT("{\"error\":{\"status\":401,\"category\":\"unauthorized\"},\"signer_state\":null}") },
    { "observe", CC_INIT("{\"events\":[{\"kind\":\"request_started\",\"request_id\":\"dry-run-request\"}]}") },
    { "filter", CC_INIT("{" HTTP "," PRINCIPAL ",\"candidates\":[]}") },
};
enum { WIRE_FUNCTIONS = sizeof(wire_functions) / sizeof(*wire_functions) };

static cc_text smallest_request(const char *name) {
    for (size_t i = 0; i < WIRE_FUNCTIONS; i++) {
        if (cc_equal(cc_text_of(wire_functions[i].name), cc_text_of(name))) return wire_functions[i].smallest_request;
    }
    return CC_TEXT("{}");
}

/* ---- A call ---------------------------------------------------------------------------------------------------- */

static bool fail_with(cc_call *call, cc_text error) {
    call->error = error;
    return false;
}

bool cc_fail(cc_call *call, const char *error) {
    return fail_with(call, cc_text_of(error));
}

/* Whether a request has the fields that each of its kind has, of the kinds that they have. */
static bool check_fields(cc_call *call, const char *function, const cc_json *request) {
    const cc_json *smallest = read_text(smallest_request(function));
    for (const cc_json *wanted = smallest->first; wanted != NULL; wanted = wanted->next) {
        char *key = cc_alloc(wanted->key.size + 1);
        copy(key, wanted->key);
        key[wanted->key.size] = 0;
        const cc_json *found = cc_get(request, key);
        /* Null in the smallest request: any value may stand there. */
        if (found == NULL || (wanted->kind != CC_NULL && found->kind != wanted->kind)) {
            cc_text what = CC_JOIN(cc_text_of(function), CC_TEXT(" request: expected the field "), wanted->key);
            return fail_with(call, CC_JOIN(what, CC_TEXT(", found none, or another kind of value")));
        }
    }
    return true;
}

/* Layer 5 (section 8): a request in its envelope, and the response in one. */
static bool dispatch(cc_call *call, const cc_function *function, cc_text input) {
    const cc_json *request = read_text(input);
    uint64_t version;
    if (request == NULL || request->kind != CC_OBJECT) return cc_fail(call, "expected a JSON object as request");
    if (!cc_u64(cc_get(request, "_v"), &version) || version != 1) return cc_fail(call, "expected a request with _v 1");
    if (!check_fields(call, function->name, request)) return false;
    cc_open(call, '{');
    cc_key(call, "_v");
    cc_put_number(call, version);
    if (!function->handler(call, request)) return false;
    cc_close(call, '}');
    return true;
}

/* ---- Layer 2: handshake (section 4) ---------------------------------------------------------------------------- */

static bool offers_version_1(const cc_json *offer, const char *function) {
    const cc_json *versions = cc_get(cc_get(offer, "function_versions"), function);
    if (versions == NULL || versions->kind != CC_ARRAY) return false;
    for (const cc_json *version = versions->first; version != NULL; version = version->next) {
        uint64_t number;
        if (cc_u64(version, &number) && number == 1) return true;
    }
    return false;
}

static bool handshake(cc_call *call, cc_text input) {
    const cc_json *offer = read_text(input);
    uint64_t schema, envelope;
    if (!cc_u64(cc_get(offer, "handshake_schema_version"), &schema) || schema != 1) {
        return cc_fail(call, "expected an offer with handshake_schema_version 1");
    }
    if (!cc_u64(cc_get(offer, "envelope_version"), &envelope) || envelope != 1) {
        return cc_fail(call, "expected an offer with envelope_version 1");
    }
    cc_open(call, '{');
    cc_key(call, "handshake_schema_version");
    cc_put_number(call, 1);
    cc_key(call, "envelope_version");
    cc_put_number(call, 1);
    cc_key(call, "chosen_versions"); /* for each function the newest version that both sides speak; none: left out */
    cc_open(call, '{');
    for (const cc_function *one = cc_lb_functions; one->name != NULL; one++) {
        if (!offers_version_1(offer, one->name)) continue;
        cc_key(call, one->name);
        cc_put_number(call, 1);
    }
    cc_close(call, '}');
    cc_key(call, "plugin_supported");
    cc_open(call, '{');
    for (const cc_function *one = cc_lb_functions; one->name != NULL; one++) {
        cc_key(call, one->name);
        cc_put_raw(call, CC_TEXT("[1]"));
    }
    cc_close(call, '}');
    cc_key(call, "implemented_functions");
    cc_open(call, '[');
    for (const cc_function *one = cc_lb_functions; one->name != NULL; one++) cc_put_string(call, cc_text_of(one->name));
    cc_close(call, ']');
    cc_key(call, "required_capabilities"); /* a plugin that needs one names it here, and fails without it */
    cc_put_raw(call, CC_TEXT("[]"));
    cc_close(call, '}');
    return true;
}

/* ---- Layer 3: self-check (section 6) --------------------------------------------------------------------------- */

static void write_again(cc_call *call, const cc_json *value) {
    if (value->kind == CC_STRING) {
        cc_put_string(call, value->string);
    } else if (value->kind != CC_ARRAY && value->kind != CC_OBJECT) {
        cc_put_raw(call, value->raw);
    } else {
        bool is_object = value->kind == CC_OBJECT;
        cc_open(call, is_object ? '{' : '[');
        for (const cc_json *item = value->first; item != NULL; item = item->next) {
            if (is_object) {
                cc_put_string(call, item->key);
                put(call, CC_TEXT(":"));
            }
            write_again(call, item);
        }
        cc_close(call, is_object ? '}' : ']');
    }
}

/* Whether the smallest request of a function is the same after it was read and written. */
static bool survives(const char *function) {
    cc_call again = { 0 };
    cc_text text = smallest_request(function);
    const cc_json *value = read_text(text);
    if (value == NULL) return false;
    write_again(&again, value);
    return cc_equal((cc_text){ again.output, again.size }, text);
}

static bool is_asked_for(const cc_json *functions, const char *name) {
    for (const cc_json *one = functions->first; one != NULL; one = one->next) {
        if (cc_equal(cc_string(one, CC_TEXT("")), cc_text_of(name))) return true;
    }
    return false;
}

static bool self_check(cc_call *call, cc_text input) {
    const cc_json *request = read_text(input);
    const cc_json *functions = cc_get(request, "functions_to_test");
    uint64_t initiated_at;
    if (functions == NULL || functions->kind != CC_ARRAY || !cc_u64(cc_get(request, "initiated_at"), &initiated_at) ||
        initiated_at == 0 || initiated_at > INT64_MAX) {
        return cc_fail(call, "expected functions_to_test and a positive initiated_at");
    }
    bool passed = true;
    cc_open(call, '{');
    cc_key(call, "failures");
    cc_open(call, '[');
    for (const cc_function *one = cc_lb_functions; one->name != NULL; one++) {
        if (!is_asked_for(functions, one->name) || survives(one->name)) continue;
        passed = false;
        cc_open(call, '{');
        cc_key(call, "stage");
        cc_put_string(call, CC_TEXT("wire_function_test"));
        cc_key(call, "message");
        cc_put_string(call, CC_JOIN(cc_text_of(one->name), CC_TEXT(": its request changes on the way in and out")));
        cc_close(call, '}');
    }
    cc_close(call, ']');
    cc_key(call, "status");
    cc_put_string(call, passed ? CC_TEXT("success") : CC_TEXT("failure"));
    cc_key(call, "completed_at");
    cc_put_number(call, initiated_at);
    cc_close(call, '}');
    return true;
}

static bool answer(cc_call *call, const char *export, cc_text input) {
    if (cc_equal(cc_text_of(export), CC_TEXT("cc_lb_handshake"))) return handshake(call, input);
    if (cc_equal(cc_text_of(export), CC_TEXT("cc_lb_self_check"))) return self_check(call, input);
    for (const cc_function *one = cc_lb_functions; one->name != NULL; one++) {
        if (cc_equal(cc_text_of(one->name), cc_text_of(export))) return dispatch(call, one, input);
    }
    return cc_fail(call, "expected one of the plugin's functions");
}

bool cc_answer(cc_call *call, const char *export, cc_text input) {
    memory_used = 0;
    *call = (cc_call){ 0 };
    return answer(call, export, input);
}

/* ---- The Extism kernel: input, output, error, log, configuration ----------------------------------------------- */

#ifdef __wasm__
#define KERNEL(NAME) __attribute__((import_module("extism:host/env"), import_name(#NAME)))

KERNEL(input_length) uint64_t kernel_input_length(void);
KERNEL(input_load_u8) uint32_t kernel_input_load_u8(uint64_t offset);
KERNEL(input_load_u64) uint64_t kernel_input_load_u64(uint64_t offset);
KERNEL(alloc) uint64_t kernel_alloc(uint64_t size);
KERNEL(length) uint64_t kernel_length(uint64_t block);
KERNEL(load_u8) uint32_t kernel_load_u8(uint64_t offset);
KERNEL(store_u8) void kernel_store_u8(uint64_t offset, uint32_t byte);
KERNEL(store_u64) void kernel_store_u64(uint64_t offset, uint64_t word);
KERNEL(output_set) void kernel_output_set(uint64_t block, uint64_t size);
KERNEL(error_set) void kernel_error_set(uint64_t block);
KERNEL(log_info) void kernel_log_info(uint64_t block);
KERNEL(config_get) uint64_t kernel_config_get(uint64_t key);

/* Eight bytes at a time: every call of the kernel costs fuel. */
static cc_text read_input(void) {
    size_t size = (size_t)kernel_input_length();
    char *input = cc_alloc(size), *to = input;
    for (; size - (size_t)(to - input) >= 8; to += 8) {
        uint64_t word = kernel_input_load_u64((uint64_t)(to - input));
        __builtin_memcpy(to, &word, sizeof(word));
    }
    for (; to < input + size; to++) *to = (char)kernel_input_load_u8((uint64_t)(to - input));
    return (cc_text){ input, size };
}

/* A block of the kernel's memory: how bytes reach the host. The kernel frees all of them before the next call. */
static uint64_t to_block(cc_text text) {
    uint64_t block = kernel_alloc(text.size);
    size_t at = 0;
    for (; text.size - at >= 8; at += 8) {
        uint64_t word;
        __builtin_memcpy(&word, text.at + at, sizeof(word));
        kernel_store_u64(block + at, word);
    }
    for (; at < text.size; at++) kernel_store_u8(block + at, (unsigned char)text.at[at]);
    return block;
}

cc_text cc_config(cc_text key) {
    uint64_t block = kernel_config_get(to_block(key));
    if (block == 0) return CC_END;
    size_t size = (size_t)kernel_length(block);
    char *value = cc_alloc(size);
    for (size_t i = 0; i < size; i++) value[i] = (char)kernel_load_u8(block + i);
    return (cc_text){ value, size };
}

void cc_log(cc_text line) {
    kernel_log_info(to_block(line));
}

int32_t cc_lb_run(const char *export) {
    cc_call call = { 0 };
    memory_used = 0;
    if (!answer(&call, export, read_input())) {
        kernel_error_set(to_block(call.error));
        return 1;
    }
    kernel_output_set(to_block((cc_text){ call.output, call.size }), call.size);
    return 0;
}

CC_LB_EXPORT(cc_lb_handshake)
CC_LB_EXPORT(cc_lb_self_check)
#else /* tests run natively, where there is no engine */
cc_text cc_config(cc_text key) {
    (void)key;
    return CC_END;
}

void cc_log(cc_text line) {
    (void)line;
}
#endif
