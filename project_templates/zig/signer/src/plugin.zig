//! @@{name}: a signer.
//!
//! It puts an API key into each request, and tries once more when the upstream answers 401.
const std = @import("std");
const cc_lb = @import("cc_lb.zig");

comptime {
    // From this value come identity, handshake, self-check and exports. A wire function is implemented when it has a
    // handler here: see `Handlers` in cc_lb.zig for all seven.
    _ = cc_lb.Plugin(.{
        .name = "@@{name}",
        .version = "0.1.0",
        .handlers = .{ .build_signer = buildSigner, .sign = sign, .on_unauthorized = onUnauthorized },
    });
}

/// What goes from call to call. Only this plugin reads it: to the host it is opaque.
const State = struct { api_key: []const u8, refreshed: bool = false };

/// The key is configured by the operator. Hosts of today send null as `factory_state`.
fn buildSigner(call: *cc_lb.Call, request: cc_lb.BuildSignerRequest) !cc_lb.BuildSignerResponse {
    if (try cc_lb.config(call.arena, "api_key")) |api_key| {
        return .{ .signer_state = try call.toJson(State{ .api_key = api_key }) };
    }
    const given = call.fromJson(struct { api_key: []const u8 }, request.factory_state) orelse {
        // The text goes into the host's log: no keys, no headers, no bodies.
        return call.fail("expected api_key in the plugin's configuration, found none", .{});
    };
    return .{ .signer_state = try call.toJson(State{ .api_key = given.api_key }) };
}

/// A null field of the response means unchanged; headers replace the whole list.
fn sign(call: *cc_lb.Call, request: cc_lb.SignRequest) !cc_lb.SignResponse {
    const state = call.fromJson(State, request.signer_state) orelse {
        return call.fail("expected a signer_state that build_signer made", .{});
    };
    // The arena is given back when the call returns: nothing needs to be freed.
    var headers: std.ArrayList(cc_lb.Header) = .empty;
    for (request.shaped.headers) |header| {
        if (!header.is("x-api-key")) try headers.append(call.arena, header); // a client's own key stays behind
    }
    try headers.append(call.arena, try .init(call.arena, "x-api-key", state.api_key));
    return .{ .headers = headers.items };
}

/// `refresh` makes the host sign again with the new state; any other decision fails the request.
fn onUnauthorized(call: *cc_lb.Call, request: cc_lb.OnUnauthorizedRequest) !cc_lb.OnUnauthorizedResponse {
    const gave_up: cc_lb.OnUnauthorizedResponse = .{ .decision = "fail", .signer_state = request.signer_state };
    const state = call.fromJson(State, request.signer_state) orelse return gave_up;
    if (state.refreshed) return gave_up;
    // A signer with tokens that expire would make a new one here.
    const refreshed: State = .{ .api_key = state.api_key, .refreshed = true };
    return .{ .decision = "refresh", .signer_state = try call.toJson(refreshed) };
}

// Tests run natively, without a host: `@@{test}`.

test "the key goes from the state into the header, in place of a client's own" {
    var memory: cc_lb.TestCall = .{};
    defer memory.deinit();
    var call = memory.call();
    const built = try buildSigner(&call, .{
        .upstream = .dry_run,
        .factory_state = .{ .text = "{\"api_key\":\"sk-1\"}" },
    });
    var request: cc_lb.SignRequest = .dry_run; // the smallest request that a host may send
    request.signer_state = built.signer_state;
    request.shaped.headers = &.{
        try .init(call.arena, "X-Api-Key", "theirs"),
        try .init(call.arena, "accept", "*/*"),
    };
    const headers = (try sign(&call, request)).headers.?;
    try std.testing.expectEqual(2, headers.len);
    try std.testing.expectEqualStrings("accept", headers[0].name);
    try std.testing.expectEqualStrings("sk-1", try headers[1].value_base64.decode(call.arena));
}

test "without a key nothing is built, and without a state nothing is signed" {
    var memory: cc_lb.TestCall = .{};
    defer memory.deinit();
    var call = memory.call();
    try std.testing.expectError(error.Failed, buildSigner(&call, .dry_run));
    try std.testing.expectError(error.Failed, sign(&call, .dry_run));
}

test "the first 401 refreshes, the second one gives up" {
    var memory: cc_lb.TestCall = .{};
    defer memory.deinit();
    var call = memory.call();
    var request: cc_lb.OnUnauthorizedRequest = .dry_run;
    request.signer_state = .{ .text = "{\"api_key\":\"sk-1\"}" };
    const first = try onUnauthorized(&call, request);
    try std.testing.expectEqualStrings("refresh", first.decision);
    request.signer_state = first.signer_state;
    try std.testing.expectEqualStrings("fail", (try onUnauthorized(&call, request)).decision);
}
