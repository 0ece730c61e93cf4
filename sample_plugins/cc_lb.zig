//! Everything a cc-lb plugin in Zig needs besides its own logic. Shared by the samples; copy it to your plugin.
//!
//! A plugin is a `Plugin(.{ .name, .version, .handlers })`. From that one value come the identity section, the
//! exports, the handshake and the self-check; a handler sees decoded requests and returns responses, never JSON.
//!
//! "Section N" in the comments is the section of PROTOCOL.md.
const std = @import("std");
const builtin = @import("builtin");
const Allocator = std.mem.Allocator;

pub const is_wasm = builtin.target.cpu.arch.isWasm();

// ----------------------------------------------------------------------------------------------------
// Wire types (section 7). A field with `= null` may be null or absent. The self-check sends `dry_run` round.
// ----------------------------------------------------------------------------------------------------

/// Any JSON value, kept as the text it came in, so that it goes back unchanged.
pub const Json = struct {
    text: []const u8,

    pub const none: Json = .{ .text = "null" };

    pub fn jsonParse(_: Allocator, scanner: *std.json.Scanner, _: std.json.ParseOptions) !Json {
        _ = try scanner.peekNextTokenType(); // moves to where the value starts
        const start = scanner.cursor;
        try scanner.skipValue();
        return .{ .text = scanner.input[start..scanner.cursor] };
    }

    pub fn jsonStringify(json: Json, writer: *std.json.Stringify) !void {
        try writer.print("{s}", .{json.text});
    }
};

/// Bytes as base64, in the standard alphabet with padding. What a host sends is not sure to be base64.
///
/// Bodies are large, so the text is kept as it stands between the quotes of the JSON: a body that is passed on
/// is neither unescaped nor escaped again, which halves the fuel of a call.
pub const Base64 = struct {
    between_quotes: []const u8,

    pub const empty: Base64 = .{ .between_quotes = "" };

    pub fn encode(arena: Allocator, bytes: []const u8) !Base64 {
        const encoder = std.base64.standard.Encoder;
        return .{ .between_quotes = encoder.encode(try arena.alloc(u8, encoder.calcSize(bytes.len)), bytes) };
    }

    pub fn decode(base64: Base64, arena: Allocator) error{ InvalidBase64, OutOfMemory }![]u8 {
        const decoder = std.base64.standard.Decoder;
        const text = try base64.unescaped(arena);
        const size_bytes = decoder.calcSizeForSlice(text) catch return error.InvalidBase64;
        const bytes = try arena.alloc(u8, size_bytes);
        decoder.decode(bytes, text) catch return error.InvalidBase64;
        return bytes;
    }

    /// Some encoders write `/` as `\/`.
    fn unescaped(base64: Base64, arena: Allocator) ![]const u8 {
        if (std.mem.findScalar(u8, base64.between_quotes, '\\') == null) return base64.between_quotes;
        const quoted = try std.mem.concat(arena, u8, &.{ "\"", base64.between_quotes, "\"" });
        return std.json.parseFromSliceLeaky([]const u8, arena, quoted, .{}) catch error.InvalidBase64;
    }

    pub fn jsonParse(arena: Allocator, scanner: *std.json.Scanner, options: std.json.ParseOptions) !Base64 {
        if (try scanner.peekNextTokenType() != .string) return error.UnexpectedToken;
        const quoted = (try Json.jsonParse(arena, scanner, options)).text;
        return .{ .between_quotes = quoted[1 .. quoted.len - 1] };
    }

    pub fn jsonStringify(base64: Base64, writer: *std.json.Stringify) !void {
        try writer.print("\"{s}\"", .{base64.between_quotes});
    }
};

pub const Header = struct {
    name: []const u8,
    value_base64: Base64,

    pub fn init(arena: Allocator, name: []const u8, value: []const u8) !Header {
        return .{ .name = name, .value_base64 = try .encode(arena, value) };
    }

    /// Header names are compared without regard to case.
    pub fn is(header: Header, name: []const u8) bool {
        return std.ascii.eqlIgnoreCase(header.name, name);
    }
};

pub const Principal = struct {
    id: []const u8,
    kind: []const u8,
    claims: std.json.ArrayHashMap(Json),

    pub const dry_run: Principal = .{ .id = "dry-run-principal", .kind = "api_key", .claims = .{} };
};

pub const Upstream = struct {
    kind: []const u8,

    pub const dry_run: Upstream = .{ .kind = "anthropic_direct" };
};

pub const ShapeRequest = struct {
    request: struct {
        request_id: []const u8,
        headers: []const Header,
        method: []const u8,
        path: []const u8,
        query: ?[]const u8 = null,
        body_base64: Base64,
    },
    upstream: Upstream,
    principal: Principal,
    upstream_base_url: ?[]const u8 = null,

    pub const dry_run: ShapeRequest = .{
        .request = .{
            .request_id = "dry-run-request",
            .headers = &.{},
            .method = "POST",
            .path = "/v1/messages",
            .body_base64 = .empty,
        },
        .upstream = .dry_run,
        .principal = .dry_run,
    };
};

pub const ShapeResponse = struct {
    url: []const u8,
    method: []const u8,
    headers: []const Header,
    body_base64: Base64,

    pub const dry_run: ShapeResponse = .{
        .url = "https://api.anthropic.com/v1/messages",
        .method = "POST",
        .headers = &.{},
        .body_base64 = .empty,
    };
};

pub const NormalizeErrorRequest = struct {
    status: u16,
    body_base64: Base64,

    pub const dry_run: NormalizeErrorRequest = .{ .status = 500, .body_base64 = .empty };
};

/// A null body means: leave the upstream's body as it is.
pub const NormalizeErrorResponse = struct {
    body_base64: ?Base64 = null,

    pub const dry_run: NormalizeErrorResponse = .{};
};

pub const BuildSignerRequest = struct {
    upstream: Upstream,
    factory_state: Json,

    pub const dry_run: BuildSignerRequest = .{ .upstream = .dry_run, .factory_state = .none };
};

pub const BuildSignerResponse = struct {
    signer_state: Json,

    pub const dry_run: BuildSignerResponse = .{ .signer_state = .none };
};

pub const SignRequest = struct {
    shaped: ShapeResponse,
    signer_state: Json,

    pub const dry_run: SignRequest = .{ .shaped = .dry_run, .signer_state = .none };
};

/// A null field means: unchanged.
pub const SignResponse = struct {
    url: ?[]const u8 = null,
    method: ?[]const u8 = null,
    headers: ?[]const Header = null,
    body_base64: ?Base64 = null,

    pub const dry_run: SignResponse = .{};
};

pub const OnUnauthorizedRequest = struct {
    @"error": struct { status: u16, body_base64: ?Base64 = null, category: []const u8 },
    signer_state: Json,

    pub const dry_run: OnUnauthorizedRequest = .{
        .@"error" = .{ .status = 401, .category = "unauthorized" },
        .signer_state = .none,
    };
};

/// `refresh` makes the host sign again with the new state; any other decision gives up.
pub const OnUnauthorizedResponse = struct {
    decision: []const u8,
    signer_state: Json,

    pub const dry_run: OnUnauthorizedResponse = .{ .decision = "fail", .signer_state = .none };
};

pub const ObserveEvent = union(enum) {
    request_started: struct { request_id: []const u8, downstream_user_agent: ?[]const u8 = null },
    authn_complete: struct { principal_id: []const u8, principal_kind: []const u8 },
    upstream_chosen: struct { upstream: Upstream },
    chunk: struct { batch_index: u64, event_count: u64, total_bytes: u64 },
    request_finished: struct {
        status: u16,
        input_tokens: ?u64 = null,
        output_tokens: ?u64 = null,
        cache_creation_input_tokens: ?u64 = null,
        cache_read_input_tokens: ?u64 = null,
        duration_ms: u64,
    },
    @"error": struct { code: []const u8, message: []const u8, source: []const u8 },
    /// A kind that this file does not know, or one whose fields have changed. Never fails a whole batch.
    unknown: Json,

    /// The `kind` field stands among the fields of the variant that it names.
    pub fn jsonParse(arena: Allocator, scanner: *std.json.Scanner, options: std.json.ParseOptions) !ObserveEvent {
        const event: Json = try .jsonParse(arena, scanner, options);
        const lenient: std.json.ParseOptions = .{ .ignore_unknown_fields = true };
        const tag = std.json.parseFromSliceLeaky(struct { kind: []const u8 }, arena, event.text, lenient) catch {
            return .{ .unknown = event };
        };
        inline for (@typeInfo(ObserveEvent).@"union".field_names) |name| {
            const Fields = @FieldType(ObserveEvent, name);
            if (Fields != Json and std.mem.eql(u8, tag.kind, name)) {
                const fields = std.json.parseFromSliceLeaky(Fields, arena, event.text, lenient) catch break;
                return @unionInit(ObserveEvent, name, fields);
            }
        }
        return .{ .unknown = event };
    }

    pub fn jsonStringify(event: ObserveEvent, writer: *std.json.Stringify) !void {
        switch (event) {
            .unknown => |json| try writer.write(json),
            inline else => |fields| {
                try writer.beginObject();
                try writer.objectField("kind");
                try writer.write(@tagName(event));
                inline for (@typeInfo(@TypeOf(fields)).@"struct".field_names) |name| {
                    try writer.objectField(name);
                    try writer.write(@field(fields, name));
                }
                try writer.endObject();
            },
        }
    }
};

pub const ObserveRequest = struct {
    events: []const ObserveEvent,

    pub const dry_run: ObserveRequest = .{
        .events = &.{.{ .request_started = .{ .request_id = "dry-run-request" } }},
    };
};

pub const ObserveResponse = struct {
    pub const dry_run: ObserveResponse = .{};
};

pub const RateLimit = struct {
    kind: []const u8,
    window: []const u8,
    limit: ?u64 = null,
    remaining: ?u64 = null,
    reset: ?[]const u8 = null,

    pub const dry_run: RateLimit = .{ .kind = "requests", .window = "dry-run" };
};

pub const SubscriptionQuota = struct {
    window: []const u8,
    source: []const u8,
    data_state: []const u8,
    utilization: ?f64 = null,
    status: ?[]const u8 = null,
    resets_at_unix_secs: ?u64 = null,
    surpassed_threshold: ?bool = null,
    representative_claim: ?[]const u8 = null,
    disabled_reason: ?[]const u8 = null,
    observed_at_unix_millis: ?u64 = null,
    age_secs: ?u64 = null,

    pub const dry_run: SubscriptionQuota = .{ .window = "5h", .source = "missing", .data_state = "missing" };
};

pub const CacheScore = struct {
    predicted_cache_read_tokens: u32,
    predicted_cache_creation_tokens_5m: u32,
    predicted_cache_creation_tokens_1h: u32,
    predicted_uncached_input_tokens: u32,
    predicted_expires_at_unix_secs: ?u64 = null,
    matched_breakpoint_index: ?u32 = null,
    confidence: f32,
    ambiguity_reason: ?[]const u8 = null,
};

pub const Candidate = struct {
    upstream_id: []const u8,
    name: []const u8,
    kind: []const u8,
    observed_rate_limits: []const RateLimit,
    subscription_quotas: []const SubscriptionQuota,
    observed_at_unix_secs: u64,
    cache_score: ?CacheScore = null,

    pub const dry_run: Candidate = .{
        .upstream_id = "00000000-0000-0000-0000-000000000000",
        .name = "dry-run-upstream",
        .kind = "anthropic_api_key",
        .observed_rate_limits = &.{},
        .subscription_quotas = &.{},
        .observed_at_unix_secs = 0,
    };
};

pub const FilterRequest = struct {
    request_id: []const u8,
    headers: []const Header,
    method: []const u8,
    path: []const u8,
    query: ?[]const u8 = null,
    body_base64: Base64,
    principal: Principal,
    candidates: []const Candidate,

    pub const dry_run: FilterRequest = .{
        .request_id = "dry-run-request",
        .headers = &.{},
        .method = "POST",
        .path = "/v1/messages",
        .body_base64 = .empty,
        .principal = .dry_run,
        .candidates = &.{},
    };
};

/// The answer of protocol line 0.1: one result for each candidate.
pub const FilterResponse = struct {
    results: []const Result,

    pub const Result = struct { upstream_id: []const u8, decision: Decision, reason: []const u8 };
    pub const Decision = enum { accept, reject };

    pub const dry_run: FilterResponse = .{ .results = &.{} };
};

// ----------------------------------------------------------------------------------------------------
// The plugin
// ----------------------------------------------------------------------------------------------------

/// The wire functions that a plugin has. A null handler: not implemented, not exported, not negotiated.
pub const Handlers = struct {
    build_signer: ?Handler(BuildSignerRequest, BuildSignerResponse) = null,
    filter: ?Handler(FilterRequest, FilterResponse) = null,
    normalize_error: ?Handler(NormalizeErrorRequest, NormalizeErrorResponse) = null,
    observe: ?Handler(ObserveRequest, ObserveResponse) = null,
    on_unauthorized: ?Handler(OnUnauthorizedRequest, OnUnauthorizedResponse) = null,
    shape: ?Handler(ShapeRequest, ShapeResponse) = null,
    sign: ?Handler(SignRequest, SignResponse) = null,
};

fn Handler(comptime Request: type, comptime Response: type) type {
    return *const fn (call: *Call, request: Request) anyerror!Response;
}

const WireFunction = struct { name: []const u8, Request: type, Response: type };

/// Sorted by name, as sets and maps are on the wire.
const wire_functions = [_]WireFunction{
    .{ .name = "build_signer", .Request = BuildSignerRequest, .Response = BuildSignerResponse },
    .{ .name = "filter", .Request = FilterRequest, .Response = FilterResponse },
    .{ .name = "normalize_error", .Request = NormalizeErrorRequest, .Response = NormalizeErrorResponse },
    .{ .name = "observe", .Request = ObserveRequest, .Response = ObserveResponse },
    .{ .name = "on_unauthorized", .Request = OnUnauthorizedRequest, .Response = OnUnauthorizedResponse },
    .{ .name = "shape", .Request = ShapeRequest, .Response = ShapeResponse },
    .{ .name = "sign", .Request = SignRequest, .Response = SignResponse },
};

/// The versions of every wire function that this file can encode and decode.
const supported_versions: []const u32 = &.{1};

pub const Spec = struct {
    /// `^[a-z][a-z0-9_-]*$`, at most 64 bytes.
    name: []const u8,
    /// 1 to 32 bytes.
    version: []const u8,
    handlers: Handlers,
    /// Without one of these on the host, the handshake fails. Sorted.
    required_capabilities: []const []const u8 = &.{},
    /// What the self-check looks at besides the round trips.
    own_checks: ?*const fn (checks: *Checks) anyerror!void = null,
};

/// Identity section and exports of a plugin. Use as `comptime { _ = cc_lb.Plugin(spec); }`.
pub fn Plugin(comptime spec: Spec) type {
    return struct {
        comptime {
            if (is_wasm) { // `zig test` runs natively, where there is no host
                asm (identitySection(spec));
                @export(&Export(handshake).entry, .{ .name = "cc_lb_handshake" });
                @export(&Export(selfCheck).entry, .{ .name = "cc_lb_self_check" });
                for (wire_functions) |function| if (@field(spec.handlers, function.name)) |handler| {
                    @export(&Export(Dispatch(function, handler).answer).entry, .{ .name = function.name });
                };
            }
        }

        /// Layer 2: answers the host's offer with an accept (section 4).
        pub fn handshake(call: *Call, text: []const u8) anyerror![]const u8 {
            return negotiate(call, spec, text);
        }

        /// Layer 3: sends each handler's dry-run messages round once, then the plugin's own checks (section 6).
        pub fn selfCheck(call: *Call, text: []const u8) anyerror![]const u8 {
            return checkSelf(call, spec, text);
        }
    };
}

/// Layer 5: takes a request out of its envelope, calls the handler, puts the response into one (section 8).
pub fn Dispatch(
    comptime function: WireFunction,
    comptime handler: Handler(function.Request, function.Response),
) type {
    const what = function.name ++ " request";
    return struct {
        pub fn answer(call: *Call, text: []const u8) anyerror![]const u8 {
            const envelope = try call.decode(Envelope(function.Request), what, text, .lenient);
            if (std.mem.findScalar(u32, supported_versions, envelope._v) == null) {
                return call.fail(what ++ " has version {d}, this plugin speaks 1", .{envelope._v});
            }
            const response = try handler(call, open(function.Request, envelope));
            return call.encode(seal(response, envelope._v));
        }
    };
}

/// `T` with the envelope's `_v` in front.
fn Envelope(comptime T: type) type {
    const fields = @typeInfo(T).@"struct";
    const count = fields.field_names.len;
    const names = .{"_v"} ++ fields.field_names[0..count].*;
    const types = .{u32} ++ fields.field_types[0..count].*;
    const attributes = [1]std.lang.Type.Struct.FieldAttributes{.{}} ++ fields.field_attrs[0..count].*;
    return @Struct(.auto, null, &names, &types, &attributes);
}

fn open(comptime T: type, envelope: Envelope(T)) T {
    var message: T = undefined;
    inline for (@typeInfo(T).@"struct".field_names) |name| @field(message, name) = @field(envelope, name);
    return message;
}

fn seal(message: anytype, version: u32) Envelope(@TypeOf(message)) {
    var envelope: Envelope(@TypeOf(message)) = undefined;
    envelope._v = version;
    inline for (@typeInfo(@TypeOf(message)).@"struct".field_names) |name| {
        @field(envelope, name) = @field(message, name);
    }
    return envelope;
}

/// One call of the host. Its memory is given back when the call returns.
pub const Call = struct {
    arena: Allocator,
    /// What the host is told when the call fails. Must not hold headers or bodies: secrets live there.
    error_text: ?[]const u8 = null,

    const Strictness = enum { strict, lenient };

    /// Sets the error text. Use as `return call.fail("no {s}", .{name});`.
    pub fn fail(call: *Call, comptime format: []const u8, arguments: anytype) error{ Failed, OutOfMemory } {
        call.error_text = try std.fmt.allocPrint(call.arena, format, arguments);
        return error.Failed;
    }

    /// Decodes JSON. `strict` refuses unknown and repeated fields, `lenient` lets a newer host add some.
    fn decode(call: *Call, comptime T: type, what: []const u8, text: []const u8, strictness: Strictness) !T {
        var diagnostics: std.json.Diagnostics = .{};
        var scanner: std.json.Scanner = .initCompleteInput(call.arena, text);
        scanner.enableDiagnostics(&diagnostics);
        return std.json.parseFromTokenSourceLeaky(T, call.arena, &scanner, .{
            .ignore_unknown_fields = strictness == .lenient,
            .duplicate_field_behavior = if (strictness == .strict) .@"error" else .use_last,
        }) catch |err| {
            return call.fail("{s} does not decode: {t} at byte {d}", .{ what, err, diagnostics.getByteOffset() });
        };
    }

    /// Measures first and then writes in place: a plugin in service has 2 MiB for everything, so a large body has
    /// no room to be copied by a growing buffer.
    fn encode(call: *Call, message: anytype) ![]const u8 {
        var counter: std.Io.Writer.Discarding = .init(&.{});
        try std.json.Stringify.value(message, .{}, &counter.writer);
        var text: std.Io.Writer = .fixed(try call.arena.alloc(u8, @intCast(counter.fullCount())));
        try std.json.Stringify.value(message, .{}, &text);
        return text.buffered();
    }

    /// Reads a `json` field of a request as a `T`; null when it does not fit.
    pub fn fromJson(call: *Call, comptime T: type, json: Json) ?T {
        return std.json.parseFromSliceLeaky(T, call.arena, json.text, .{ .ignore_unknown_fields = true }) catch null;
    }

    /// Makes a value for a `json` field of a response.
    pub fn toJson(call: *Call, value: anytype) !Json {
        return .{ .text = try call.encode(value) };
    }
};

// ----------------------------------------------------------------------------------------------------
// Layer 1: identity (section 2)
// ----------------------------------------------------------------------------------------------------

/// Assembly that puts the identity into the custom section. (`linksection` cannot make wasm custom sections.)
fn identitySection(comptime spec: Spec) []const u8 {
    return std.fmt.comptimePrint(
        \\.section .custom_section.cc_lb.plugin.v1,"",@
        \\.ascii "{{\"magic\":[204,27,112,16,0,1,0,0],\"abi_envelope\":1,"
        \\.ascii "\"plugin_name\":\"{s}\",\"plugin_version\":\"{s}\"}}"
        \\
    , .{ checkedName(spec.name), checkedVersion(spec.version) });
}

fn checkedName(comptime name: []const u8) []const u8 {
    if (name.len == 0 or name.len > 64) @compileError("the plugin name must have 1 to 64 bytes");
    for (name, 0..) |byte, at| switch (byte) {
        'a'...'z' => {},
        '0'...'9', '_', '-' => if (at == 0) @compileError("the plugin name must start with a to z"),
        else => @compileError("the plugin name may hold a to z, 0 to 9, _ and - only"),
    };
    return name;
}

fn checkedVersion(comptime version: []const u8) []const u8 {
    if (version.len == 0 or version.len > 32) @compileError("the plugin version must have 1 to 32 bytes");
    for (version) |byte| if (!std.ascii.isPrint(byte) or byte == '"' or byte == '\\') {
        @compileError("the plugin version must be printable ASCII without quotes and backslashes");
    };
    return version;
}

// ----------------------------------------------------------------------------------------------------
// Layer 2: handshake (section 4)
// ----------------------------------------------------------------------------------------------------

const schema_version = 1;
const envelope_version = 1;

const Offer = struct {
    handshake_schema_version: u32,
    envelope_version: u32,
    function_versions: std.json.ArrayHashMap([]const u32),
    host_capabilities: []const []const u8,
};

const Accept = struct {
    handshake_schema_version: u32 = schema_version,
    envelope_version: u32 = envelope_version,
    chosen_versions: std.json.ArrayHashMap(u32) = .{},
    plugin_supported: std.json.ArrayHashMap([]const u32) = .{},
    implemented_functions: []const []const u8,
    required_capabilities: []const []const u8,
};

fn negotiate(call: *Call, comptime spec: Spec, text: []const u8) ![]const u8 {
    const offer = try call.decode(Offer, "offer", text, .strict);
    if (offer.handshake_schema_version != schema_version) {
        return call.fail("handshake schema version {d} is not 1", .{offer.handshake_schema_version});
    }
    if (offer.envelope_version != envelope_version) {
        return call.fail("envelope version {d} is not 1", .{offer.envelope_version});
    }
    for (spec.required_capabilities) |capability| if (!contains(offer.host_capabilities, capability)) {
        return call.fail("required capability '{s}' not available in host capabilities", .{capability});
    };
    const implemented = comptime implementedFunctions(spec.handlers);
    var accept: Accept = .{
        .implemented_functions = implemented,
        .required_capabilities = spec.required_capabilities,
    };
    for (implemented) |name| {
        try accept.plugin_supported.map.put(call.arena, name, supported_versions);
        const offered = offer.function_versions.map.get(name) orelse continue;
        const chosen = newestShared(offered, supported_versions) orelse continue;
        try accept.chosen_versions.map.put(call.arena, name, chosen);
    }
    return call.encode(accept);
}

fn implementedFunctions(comptime handlers: Handlers) []const []const u8 {
    var names: []const []const u8 = &.{};
    for (wire_functions) |function| {
        if (@field(handlers, function.name) != null) names = names ++ .{function.name};
    }
    return names;
}

/// The version both sides must choose; null when they share none.
fn newestShared(offered: []const u32, supported: []const u32) ?u32 {
    var newest: ?u32 = null;
    for (offered) |version| {
        if (std.mem.findScalar(u32, supported, version) != null) newest = @max(newest orelse 0, version);
    }
    return newest;
}

fn contains(names: []const []const u8, wanted: []const u8) bool {
    for (names) |name| if (std.mem.eql(u8, name, wanted)) return true;
    return false;
}

// ----------------------------------------------------------------------------------------------------
// Layer 3: self-check (section 6)
// ----------------------------------------------------------------------------------------------------

const SelfCheckRequest = struct { functions_to_test: []const []const u8, initiated_at: i64 };

const SelfCheckResponse = struct {
    status: enum { success, failure },
    failures: []const Failure,
    completed_at: i64,
};

pub const Failure = struct { stage: Stage, message: []const u8 };
pub const Stage = enum { request_preparation, wire_function_test, capability_verification, response_validation };

/// What a self-check has found wrong so far.
pub const Checks = struct {
    call: *Call,
    failures: std.ArrayList(Failure) = .empty,

    pub fn fail(checks: *Checks, stage: Stage, comptime format: []const u8, arguments: anytype) !void {
        const message = try std.fmt.allocPrint(checks.call.arena, format, arguments);
        try checks.failures.append(checks.call.arena, .{ .stage = stage, .message = message });
    }

    /// Fails when a message comes back changed, or not at all, from being encoded and decoded.
    pub fn roundTrip(checks: *Checks, what: []const u8, message: anytype) !void {
        const call = checks.call;
        const T = @TypeOf(message);
        const text = try call.encode(seal(message, 1));
        const envelope = call.decode(Envelope(T), what, text, .strict) catch {
            return checks.fail(.wire_function_test, "{s}", .{call.error_text orelse "out of memory"});
        };
        const again = try call.encode(envelope);
        if (!std.mem.eql(u8, text, again)) {
            return checks.fail(.wire_function_test, "{s} changes on the way: {s} became {s}", .{ what, text, again });
        }
    }
};

fn checkSelf(call: *Call, comptime spec: Spec, text: []const u8) ![]const u8 {
    const request = try call.decode(SelfCheckRequest, "self-check request", text, .strict);
    if (request.initiated_at <= 0) return call.fail("initiated_at {d} is not positive", .{request.initiated_at});
    var checks: Checks = .{ .call = call };
    inline for (wire_functions) |function| {
        // Being asked for a function that the plugin does not have is no failure.
        if (@field(spec.handlers, function.name) != null and contains(request.functions_to_test, function.name)) {
            try checks.roundTrip(function.name ++ " request", function.Request.dry_run);
            try checks.roundTrip(function.name ++ " response", function.Response.dry_run);
        }
    }
    if (spec.own_checks) |ownChecks| try ownChecks(&checks);
    call.error_text = null; // the failures are told in the response
    return call.encode(SelfCheckResponse{
        .status = if (checks.failures.items.len == 0) .success else .failure,
        .failures = checks.failures.items,
        .completed_at = request.initiated_at,
    });
}

// ----------------------------------------------------------------------------------------------------
// The Extism kernel: input, output, error, log
// ----------------------------------------------------------------------------------------------------

const kernel = struct {
    extern "extism:host/env" fn input_length() u64;
    extern "extism:host/env" fn input_load_u8(offset: u64) u8;
    extern "extism:host/env" fn input_load_u64(offset: u64) u64;
    extern "extism:host/env" fn alloc(size_bytes: u64) u64;
    extern "extism:host/env" fn length(block: u64) u64;
    extern "extism:host/env" fn load_u8(offset: u64) u8;
    extern "extism:host/env" fn load_u64(offset: u64) u64;
    extern "extism:host/env" fn store_u8(offset: u64, byte: u8) void;
    extern "extism:host/env" fn store_u64(offset: u64, word: u64) void;
    extern "extism:host/env" fn output_set(offset: u64, size_bytes: u64) void;
    extern "extism:host/env" fn error_set(block: u64) void;
    extern "extism:host/env" fn log_info(block: u64) void;
    extern "extism:host/env" fn config_get(key: u64) u64;
};

/// A hook as Extism calls it: no parameters, 0 is success, 1 a failure with an error text.
fn Export(comptime answer: fn (call: *Call, text: []const u8) anyerror![]const u8) type {
    return struct {
        fn entry() callconv(.c) i32 {
            var arena: std.heap.ArenaAllocator = .init(std.heap.wasm_allocator);
            defer arena.deinit();
            var call: Call = .{ .arena = arena.allocator() };
            const output = answerInput(&call) catch |err| {
                kernel.error_set(toBlock(call.error_text orelse @errorName(err)));
                return 1;
            };
            kernel.output_set(toBlock(output), output.len);
            return 0;
        }

        fn answerInput(call: *Call) ![]const u8 {
            return answer(call, try readInput(call.arena));
        }
    };
}

/// Eight bytes at a time: every host call costs fuel.
fn readInput(arena: Allocator) ![]u8 {
    const size_bytes: usize = @intCast(kernel.input_length());
    const words = try arena.alloc(u64, size_bytes / 8 + 1);
    for (words[0 .. size_bytes / 8], 0..) |*word, at| word.* = kernel.input_load_u64(at * 8);
    const input = std.mem.sliceAsBytes(words)[0..size_bytes];
    for (input[size_bytes / 8 * 8 ..], size_bytes / 8 * 8..) |*byte, at| byte.* = kernel.input_load_u8(at);
    return input;
}

/// A block of the kernel's memory: how bytes reach the host. The kernel frees all of them before the next call.
fn toBlock(bytes: []const u8) u64 {
    const block = kernel.alloc(bytes.len);
    const words: []align(1) const u64 = std.mem.bytesAsSlice(u64, bytes[0 .. bytes.len / 8 * 8]);
    for (words, 0..) |word, at| kernel.store_u64(block + at * 8, word);
    for (bytes[words.len * 8 ..], words.len * 8..) |byte, at| kernel.store_u8(block + at, byte);
    return block;
}

fn fromBlock(arena: Allocator, block: u64) ![]u8 {
    if (block == 0) return &.{}; // the kernel has no block of length 0
    const bytes = try arena.alloc(u8, @intCast(kernel.length(block)));
    for (bytes, 0..) |*byte, at| byte.* = kernel.load_u8(block + at);
    return bytes;
}

/// An entry of the configuration that the operator gives the plugin; null where there is none, as under the strict
/// budget. Must not be used before the first call: start code that asks for it never ends.
pub fn config(arena: Allocator, key: []const u8) !?[]const u8 {
    if (!is_wasm) return null; // `zig test` runs natively, where nobody configures
    const block = kernel.config_get(toBlock(key));
    return if (block == 0) null else try fromBlock(arena, block);
}

/// Writes a line to Extism's own log. Unlike `host.log` it is there under every budget.
pub fn logToEngine(message: []const u8) void {
    kernel.log_info(toBlock(message));
}

// ----------------------------------------------------------------------------------------------------
// The host functions of cc-lb (section 9). Using one makes it an import of the plugin, and the strict budget
// links none: such a plugin cannot be instantiated there.
// ----------------------------------------------------------------------------------------------------

pub const host = struct {
    const imports = struct {
        extern "extism:host/user" fn cc_lb_log(level: u64, message: u64) void;
        extern "extism:host/user" fn cc_lb_metric_incr(name: u64, value: u64) void;
        extern "extism:host/user" fn cc_lb_storage_get(key: u64) u64;
        extern "extism:host/user" fn cc_lb_storage_put(key: u64, value: u64) void;
        extern "extism:host/user" fn cc_lb_now_unix_ms() u64;
        extern "extism:host/user" fn cc_lb_random_bytes(size_bytes: u64) u64;
    };

    pub const Level = enum { trace, debug, info, warn, @"error" };

    pub fn log(level: Level, message: []const u8) void {
        imports.cc_lb_log(toBlock(@tagName(level)), toBlock(message));
    }

    /// Adds to a counter that the host labels with the plugin's name.
    pub fn incrementMetric(name: []const u8, value: u64) void {
        imports.cc_lb_metric_incr(toBlock(name), integerBlock(value));
    }

    /// The stored bytes; empty when nothing is stored under the key. The host keeps plugins apart.
    pub fn load(arena: Allocator, key: []const u8) ![]u8 {
        return fromBlock(arena, imports.cc_lb_storage_get(toBlock(key)));
    }

    /// Over quota the host ends the call.
    pub fn store(key: []const u8, value: []const u8) void {
        imports.cc_lb_storage_put(toBlock(key), toBlock(value));
    }

    pub fn nowUnixMs() i64 {
        return @bitCast(kernel.load_u64(imports.cc_lb_now_unix_ms()));
    }

    /// Secure random bytes, at most 65,536.
    pub fn randomBytes(arena: Allocator, size_bytes: u64) ![]u8 {
        return fromBlock(arena, imports.cc_lb_random_bytes(integerBlock(size_bytes)));
    }

    /// Integers travel as eight little-endian bytes in a block.
    fn integerBlock(integer: u64) u64 {
        var bytes: [8]u8 = undefined;
        std.mem.writeInt(u64, &bytes, integer, .little);
        return toBlock(&bytes);
    }
};

// ----------------------------------------------------------------------------------------------------
// Tests: they run natively, without a host
// ----------------------------------------------------------------------------------------------------

/// Makes a `Call` for a test; its arena is for what the test itself makes, too.
pub const TestCall = struct {
    memory: std.heap.ArenaAllocator = .init(std.testing.allocator),

    pub fn deinit(self: *TestCall) void {
        self.memory.deinit();
    }

    pub fn call(self: *TestCall) Call {
        return .{ .arena = self.memory.allocator() };
    }
};

const expectEqualStrings = std.testing.expectEqualStrings;

fn echo(_: *Call, request: ShapeRequest) !ShapeResponse {
    return .{
        .url = request.upstream_base_url orelse "https://example.test",
        .method = request.request.method,
        .headers = request.request.headers,
        .body_base64 = request.request.body_base64,
    };
}

fn failingCheck(checks: *Checks) !void {
    try checks.fail(.capability_verification, "{s} is missing", .{"a table"});
}

const test_spec: Spec = .{
    .name = "echo",
    .version = "1.2.3",
    .handlers = .{ .shape = echo },
    .required_capabilities = &.{"feature_a"},
};
const answerShape = Dispatch(wire_functions[5], echo).answer;

test "the identity is a section of four fields" {
    const section = comptime identitySection(test_spec);
    try std.testing.expect(std.mem.startsWith(u8, section, ".section .custom_section.cc_lb.plugin.v1,\"\",@\n"));
    try std.testing.expect(std.mem.find(u8, section, "\\\"plugin_name\\\":\\\"echo\\\"") != null);
}

test "the newest shared version is chosen, a function without one is left out" {
    try std.testing.expectEqual(3, newestShared(&.{ 1, 3, 2, 9 }, &.{ 3, 2 }));
    try std.testing.expectEqual(null, newestShared(&.{ 4, 5 }, &.{ 3, 2 }));
    var memory: TestCall = .{};
    defer memory.deinit();
    var call = memory.call();
    const accept = try Plugin(test_spec).handshake(&call,
        \\{"handshake_schema_version":1,"envelope_version":1,"function_versions":{"shape":[2]},
        \\"host_capabilities":["feature_a"]}
    );
    try expectEqualStrings(
        \\{"handshake_schema_version":1,"envelope_version":1,"chosen_versions":{},"plugin_supported":{"shape":[1]},
    ++
        \\"implemented_functions":["shape"],"required_capabilities":["feature_a"]}
    , accept);
}

test "a missing capability and a bad offer fail the handshake" {
    var memory: TestCall = .{};
    defer memory.deinit();
    const cases = [_]struct { offer: []const u8, error_text: []const u8 }{
        .{
            .offer =
            \\{"handshake_schema_version":1,"envelope_version":1,"function_versions":{},
            \\"host_capabilities":["feature_A"]}
            ,
            .error_text = "required capability 'feature_a' not available in host capabilities",
        },
        .{
            .offer =
            \\{"handshake_schema_version":2,"envelope_version":1,"function_versions":{},"host_capabilities":[]}
            ,
            .error_text = "handshake schema version 2 is not 1",
        },
        .{ .offer = "{}", .error_text = "offer does not decode: MissingField at byte 2" },
        .{ .offer = "{\"more\":1}", .error_text = "offer does not decode: UnknownField at byte 7" },
    };
    for (cases) |case| {
        var call = memory.call();
        try std.testing.expectError(error.Failed, Plugin(test_spec).handshake(&call, case.offer));
        try expectEqualStrings(case.error_text, call.error_text.?);
    }
}

test "the self-check tells its failures and answers with the time it was given" {
    var memory: TestCall = .{};
    defer memory.deinit();
    const request = "{\"functions_to_test\":[\"filter\",\"shape\"],\"initiated_at\":1700000000}";
    var call = memory.call();
    try expectEqualStrings(
        "{\"status\":\"success\",\"failures\":[],\"completed_at\":1700000000}",
        try Plugin(test_spec).selfCheck(&call, request),
    );
    comptime var failing_spec = test_spec;
    failing_spec.own_checks = failingCheck;
    try expectEqualStrings(
        \\{"status":"failure","failures":[{"stage":"capability_verification","message":"a table is missing"}],
    ++ "\"completed_at\":1700000000}", try Plugin(failing_spec).selfCheck(&call, request));
}

test "every dry-run message survives the round trip" {
    var memory: TestCall = .{};
    defer memory.deinit();
    var call = memory.call();
    var checks: Checks = .{ .call = &call };
    inline for (wire_functions) |function| {
        try checks.roundTrip(function.name, function.Request.dry_run);
        try checks.roundTrip(function.name, function.Response.dry_run);
    }
    try checks.roundTrip("candidate", Candidate.dry_run);
    for (checks.failures.items) |failure| std.debug.print("{s}\n", .{failure.message});
    try std.testing.expectEqual(0, checks.failures.items.len);
}

test "a request goes through its envelope with its version, its body untouched, new fields ignored" {
    var memory: TestCall = .{};
    defer memory.deinit();
    var call = memory.call();
    const response = try answerShape(&call,
        \\{"request":{"body_base64":"not \"base64\" \/ at all","headers":[],"method":"PUT","path":"/","request_id":"1"},
    ++
        \\"principal":{"claims":{"n":[1]},"id":"","kind":""},"upstream":{"kind":"anthropic_direct"},"later":{},"_v":1}
    );
    try expectEqualStrings(
        \\{"_v":1,"url":"https://example.test","method":"PUT","headers":[],"body_base64":"not \"base64\" \/ at all"}
    , response);
}

test "a bad envelope fails with its place" {
    var memory: TestCall = .{};
    defer memory.deinit();
    const cases = [_]struct { request: []const u8, error_text: []const u8 }{
        .{ .request = "", .error_text = "shape request does not decode: UnexpectedEndOfInput at byte 0" },
        .{ .request = "{\"_v\":1,", .error_text = "shape request does not decode: UnexpectedEndOfInput at byte 8" },
        .{ .request = "{\"_v\":-1}", .error_text = "shape request does not decode: Overflow at byte 8" },
    };
    for (cases) |case| {
        var call = memory.call();
        try std.testing.expectError(error.Failed, answerShape(&call, case.request));
        try expectEqualStrings(case.error_text, call.error_text.?);
    }
}

test "base64 goes both ways, escaped slashes included" {
    var memory: TestCall = .{};
    defer memory.deinit();
    const arena = memory.call().arena;
    try expectEqualStrings("//79", (try Base64.encode(arena, "\xff\xfe\xfd")).between_quotes);
    const escaped: Base64 = .{ .between_quotes = "\\/\\/79" };
    try expectEqualStrings("\xff\xfe\xfd", try escaped.decode(arena));
    const bad: Base64 = .{ .between_quotes = "e30" };
    try std.testing.expectError(error.InvalidBase64, bad.decode(arena));
}

test "an event of an unknown kind, or with other fields, does not fail the batch" {
    var memory: TestCall = .{};
    defer memory.deinit();
    var call = memory.call();
    const request = try call.decode(ObserveRequest, "observe request",
        \\{"events":[{"kind":"chunk","batch_index":1,"event_count":2,"total_bytes":18446744073709551615},
        \\{"kind":"new","x":1},{"kind":"chunk"},{"kind":7},{"status":200,"duration_ms":5,"kind":"request_finished"}]}
    , .lenient);
    try std.testing.expectEqual(std.math.maxInt(u64), request.events[0].chunk.total_bytes);
    for (request.events[1..4]) |event| try std.testing.expect(event == .unknown);
    try std.testing.expectEqual(200, request.events[4].request_finished.status);
}
