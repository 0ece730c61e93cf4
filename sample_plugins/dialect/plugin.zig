//! A dialect: makes a downstream request fit for Anthropic's API, and upstream errors look like Anthropic's.
const std = @import("std");
const cc_lb = @import("cc_lb");

comptime {
    _ = cc_lb.Plugin(.{
        .name = "dialect",
        .version = "0.1.0",
        .handlers = .{ .shape = shape, .normalize_error = normalizeError },
    });
}

const default_base_url = "https://api.anthropic.com";

fn shape(call: *cc_lb.Call, shape_request: cc_lb.ShapeRequest) !cc_lb.ShapeResponse {
    const request = shape_request.request;
    return .{
        .url = try upstreamUrl(call.arena, shape_request.upstream_base_url, request.path, request.query),
        .method = request.method,
        .headers = try endToEnd(call.arena, request.headers),
        .body_base64 = request.body_base64, // whatever it holds: judging the body is the upstream's business
    };
}

/// An empty query counts as none.
fn upstreamUrl(
    arena: std.mem.Allocator,
    base_url: ?[]const u8,
    path: []const u8,
    query: ?[]const u8,
) ![]const u8 {
    const query_text = query orelse "";
    return std.mem.concat(arena, u8, &.{
        std.mem.trimEnd(u8, base_url orelse default_base_url, "/"),
        if (std.mem.startsWith(u8, path, "/")) "" else "/",
        path,
        if (query_text.len > 0) "?" else "",
        query_text,
    });
}

/// Headers that speak of the connection to the proxy, not of the message.
const hop_by_hop = [_][]const u8{
    "connection", "content-length", "host",     "keep-alive",        "proxy-authenticate", "proxy-authorization",
    "te",         "trailer",        "trailers", "transfer-encoding", "upgrade",
};

/// The headers that go on to the upstream: all but the hop-by-hop ones and those that a Connection header names.
fn endToEnd(arena: std.mem.Allocator, headers: []const cc_lb.Header) ![]const cc_lb.Header {
    var kept: std.ArrayList(cc_lb.Header) = try .initCapacity(arena, headers.len);
    for (headers) |header| {
        if (!isHopByHop(header) and !isNamedByConnection(arena, header, headers)) kept.appendAssumeCapacity(header);
    }
    return kept.items;
}

fn isHopByHop(header: cc_lb.Header) bool {
    for (hop_by_hop) |name| if (header.is(name)) return true;
    return false;
}

fn isNamedByConnection(arena: std.mem.Allocator, header: cc_lb.Header, headers: []const cc_lb.Header) bool {
    for (headers) |other| if (other.is("connection")) {
        const value = other.value_base64.decode(arena) catch continue; // not base64: it names nothing
        var names = std.mem.tokenizeAny(u8, value, ", \t");
        while (names.next()) |name| if (header.is(name)) return true;
    };
    return false;
}

/// Anthropic's clients expect a JSON error; gateways in between answer with HTML or plain text.
fn normalizeError(call: *cc_lb.Call, request: cc_lb.NormalizeErrorRequest) !cc_lb.NormalizeErrorResponse {
    const body = request.body_base64.decode(call.arena) catch |err| switch (err) {
        error.InvalidBase64 => return call.fail("body_base64 is not base64", .{}),
        else => return err,
    };
    if (try std.json.Scanner.validate(call.arena, body)) return .{ .body_base64 = null };
    const message = try errorMessage(call.arena, request.status, body);
    const rewritten = try std.json.Stringify.valueAlloc(call.arena, .{
        .type = "error",
        .@"error" = .{ .type = errorType(request.status), .message = message },
    }, .{});
    return .{ .body_base64 = try .encode(call.arena, rewritten) };
}

fn errorType(status: u16) []const u8 {
    return switch (status) {
        400 => "invalid_request_error",
        401 => "authentication_error",
        403 => "permission_error",
        404 => "not_found_error",
        413 => "request_too_large",
        429 => "rate_limit_error",
        504 => "timeout_error",
        529 => "overloaded_error",
        else => "api_error",
    };
}

const message_max_bytes = 500;

fn errorMessage(arena: std.mem.Allocator, status: u16, body: []const u8) ![]const u8 {
    const trimmed = std.mem.trim(u8, body, " \t\r\n");
    const text = trimmed[0..wholeCharacters(trimmed, message_max_bytes)];
    if (text.len == 0) return std.fmt.allocPrint(arena, "The upstream answered {d} without a body.", .{status});
    if (!std.unicode.utf8ValidateSlice(text)) {
        const format = "The upstream answered {d} with {d} bytes that are no text.";
        return std.fmt.allocPrint(arena, format, .{ status, body.len });
    }
    return std.mem.concat(arena, u8, &.{ text, if (text.len < trimmed.len) "…" else "" });
}

/// The most bytes, up to `max_bytes`, that do not end inside a UTF-8 character.
fn wholeCharacters(text: []const u8, max_bytes: usize) usize {
    if (text.len <= max_bytes) return text.len;
    var end = max_bytes;
    while (end > 0 and text[end] & 0xC0 == 0x80) end -= 1;
    return end;
}

const testing = std.testing;

test "the URL comes from the base URL, the path and the query" {
    var memory: cc_lb.TestCall = .{};
    defer memory.deinit();
    const arena = memory.call().arena;
    const official = "https://api.anthropic.com/v1/messages";
    const gateway = "https://gw.test/a/";
    const cases = [_]struct { base_url: ?[]const u8, path: []const u8, query: ?[]const u8, url: []const u8 }{
        .{ .base_url = null, .path = "/v1/messages", .query = null, .url = official },
        .{ .base_url = null, .path = "/v1/messages", .query = "", .url = official },
        .{ .base_url = gateway, .path = "v1", .query = "beta=true", .url = "https://gw.test/a/v1?beta=true" },
    };
    for (cases) |case| {
        try testing.expectEqualStrings(case.url, try upstreamUrl(arena, case.base_url, case.path, case.query));
    }
}

test "headers of the connection stay behind" {
    var memory: cc_lb.TestCall = .{};
    defer memory.deinit();
    const arena = memory.call().arena;
    const kept = try endToEnd(arena, &.{
        try .init(arena, "anthropic-version", "2023-06-01"),
        try .init(arena, "Transfer-Encoding", "chunked"),
        try .init(arena, "Connection", "close, X-Trace"),
        try .init(arena, "x-trace", "1"),
        .{ .name = "x-odd", .value_base64 = .{ .between_quotes = "not base64" } },
    });
    try testing.expectEqual(2, kept.len);
    try testing.expectEqualStrings("anthropic-version", kept[0].name);
    try testing.expectEqualStrings("not base64", kept[1].value_base64.between_quotes);
}

fn normalized(memory: *cc_lb.TestCall, status: u16, body: []const u8) !?[]const u8 {
    var call = memory.call();
    const response = try normalizeError(&call, .{ .status = status, .body_base64 = try .encode(call.arena, body) });
    return if (response.body_base64) |rewritten| try rewritten.decode(call.arena) else null;
}

test "an error body that is JSON is left alone, any other becomes an Anthropic error" {
    var memory: cc_lb.TestCall = .{};
    defer memory.deinit();
    try testing.expectEqual(null, try normalized(&memory, 500, " {\"type\":\"error\"} "));
    try testing.expectEqualStrings(
        \\{"type":"error","error":{"type":"overloaded_error","message":"<h1>Busy</h1>"}}
    , (try normalized(&memory, 529, "<h1>Busy</h1>\n")).?);
    try testing.expectEqualStrings(
        \\{"type":"error","error":{"type":"api_error","message":"The upstream answered 502 without a body."}}
    , (try normalized(&memory, 502, "")).?);
    const unreadable = (try normalized(&memory, 429, "\xff\xfe")).?;
    try testing.expect(std.mem.endsWith(u8, unreadable, "429 with 2 bytes that are no text.\"}}"));
}

test "a long error body is cut between two characters" {
    var memory: cc_lb.TestCall = .{};
    defer memory.deinit();
    const arena = memory.call().arena;
    const letters: [400][2]u8 = @splat("é".*);
    const body = try std.mem.concat(arena, u8, &.{ "x", std.mem.sliceAsBytes(&letters) });
    const message = try errorMessage(arena, 502, body);
    try testing.expectEqual(1 + 249 * 2 + "…".len, message.len);
    try testing.expect(std.unicode.utf8ValidateSlice(message));
}
