//! @@{name}: a dialect.
//!
//! It says what a request becomes upstream, and what a client sees of an upstream's error.
const std = @import("std");
const cc_lb = @import("cc_lb.zig");

comptime {
    // From this value come identity, handshake, self-check and exports. A wire function is implemented when it has a
    // handler here: see `Handlers` in cc_lb.zig for all seven.
    _ = cc_lb.Plugin(.{
        .name = "@@{name}",
        .version = "0.1.0",
        .handlers = .{ .shape = shape, .normalize_error = normalizeError },
    });
}

const default_base_url = "https://api.anthropic.com";

/// The host sends what this returns. When it fails, the host fails the client's request.
fn shape(call: *cc_lb.Call, shape_request: cc_lb.ShapeRequest) !cc_lb.ShapeResponse {
    const request = shape_request.request;
    if (!std.mem.startsWith(u8, request.path, "/")) {
        // The text goes into the host's log: no headers and no bodies, which hold secrets.
        return call.fail("expected a path that begins with /", .{});
    }
    const base_url = std.mem.trimEnd(u8, shape_request.upstream_base_url orelse default_base_url, "/");
    const query = request.query orelse "";
    const question_mark = if (query.len > 0) "?" else "";

    var headers: std.ArrayList(cc_lb.Header) = .empty;
    for (request.headers) |header| {
        if (!isOfConnection(header)) try headers.append(call.arena, header);
    }
    return .{
        // The arena is given back when the call returns: nothing needs to be freed.
        .url = try std.mem.concat(call.arena, u8, &.{ base_url, request.path, question_mark, query }),
        .method = request.method,
        .headers = headers.items,
        .body_base64 = request.body_base64, // as it came; `decode` gives its bytes
    };
}

/// Headers that speak of the connection to the proxy, not of the message.
fn isOfConnection(header: cc_lb.Header) bool {
    for ([_][]const u8{ "connection", "content-length", "host", "keep-alive", "te", "transfer-encoding" }) |name| {
        if (header.is(name)) return true;
    }
    return false;
}

/// A client expects JSON: an error without a body gets one. Null leaves the upstream's body as it is.
fn normalizeError(call: *cc_lb.Call, request: cc_lb.NormalizeErrorRequest) !cc_lb.NormalizeErrorResponse {
    if (request.body_base64.between_quotes.len > 0) return .{ .body_base64 = null };
    const format =
        \\{{"type":"error","error":{{"type":"api_error","message":"The upstream answered {d} without a body."}}}}
    ;
    const body = try std.fmt.allocPrint(call.arena, format, .{request.status});
    return .{ .body_base64 = try .encode(call.arena, body) };
}

// Tests run natively, without a host: `@@{test}`.

test "the URL is base URL, path and query; headers of the connection stay behind" {
    var memory: cc_lb.TestCall = .{};
    defer memory.deinit();
    var call = memory.call();
    var request: cc_lb.ShapeRequest = .dry_run; // the smallest request that a host may send
    request.upstream_base_url = "https://gateway.test/";
    request.request.query = "beta=true";
    request.request.headers = &.{
        try .init(call.arena, "Transfer-Encoding", "chunked"),
        try .init(call.arena, "anthropic-version", "2023-06-01"),
    };
    const response = try shape(&call, request);
    try std.testing.expectEqualStrings("https://gateway.test/v1/messages?beta=true", response.url);
    try std.testing.expectEqual(1, response.headers.len);
    try std.testing.expectEqualStrings("anthropic-version", response.headers[0].name);
}

test "a path without a slash fails, and says so" {
    var memory: cc_lb.TestCall = .{};
    defer memory.deinit();
    var call = memory.call();
    var request: cc_lb.ShapeRequest = .dry_run;
    request.request.path = "v1/messages";
    try std.testing.expectError(error.Failed, shape(&call, request));
    try std.testing.expectEqualStrings("expected a path that begins with /", call.error_text.?);
}

test "an error without a body gets one, any other is left alone" {
    var memory: cc_lb.TestCall = .{};
    defer memory.deinit();
    var call = memory.call();
    const rewritten = try normalizeError(&call, .{ .status = 502, .body_base64 = .empty });
    try std.testing.expectEqualStrings(
        \\{"type":"error","error":{"type":"api_error","message":"The upstream answered 502 without a body."}}
    , try rewritten.body_base64.?.decode(call.arena));
    const body: cc_lb.Base64 = try .encode(call.arena, "<h1>Busy</h1>");
    const kept = try normalizeError(&call, .{ .status = 502, .body_base64 = body });
    try std.testing.expectEqual(null, kept.body_base64);
}
