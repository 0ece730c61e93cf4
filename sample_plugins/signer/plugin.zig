//! A signer: puts an API key into the `x-api-key` header, and tries once more after a 401.
const std = @import("std");
const cc_lb = @import("cc_lb");

comptime {
    _ = cc_lb.Plugin(.{
        .name = "signer",
        .version = "0.1.0",
        .handlers = .{ .build_signer = buildSigner, .sign = sign, .on_unauthorized = onUnauthorized },
    });
}

/// What the operator configures.
const FactoryState = struct { api_key: []const u8 };

/// What goes from call to call. Only this plugin reads it: to the host it is opaque.
const SignerState = struct {
    key: []const u8,
    /// How often the credentials were refreshed.
    generation: u32,
};

fn buildSigner(call: *cc_lb.Call, request: cc_lb.BuildSignerRequest) !cc_lb.BuildSignerResponse {
    const factory = call.fromJson(FactoryState, request.factory_state) orelse {
        return call.fail("factory_state must be an object with a string api_key", .{});
    };
    if (factory.api_key.len == 0) return call.fail("factory_state.api_key is empty", .{});
    return .{ .signer_state = try call.toJson(SignerState{ .key = factory.api_key, .generation = 0 }) };
}

fn sign(call: *cc_lb.Call, request: cc_lb.SignRequest) !cc_lb.SignResponse {
    const state = call.fromJson(SignerState, request.signer_state) orelse {
        return call.fail("signer_state was not made by build_signer", .{});
    };
    var headers: std.ArrayList(cc_lb.Header) = .empty;
    for (request.shaped.headers) |header| {
        if (!header.is("x-api-key")) try headers.append(call.arena, header); // a client's key stays behind
    }
    try headers.append(call.arena, try .init(call.arena, "x-api-key", state.key));
    return .{ .headers = headers.items };
}

/// A first 401 may mean that the key was rotated; a second one means that it is wrong.
fn onUnauthorized(call: *cc_lb.Call, request: cc_lb.OnUnauthorizedRequest) !cc_lb.OnUnauthorizedResponse {
    const gave_up: cc_lb.OnUnauthorizedResponse = .{ .decision = "fail", .signer_state = request.signer_state };
    const state = call.fromJson(SignerState, request.signer_state) orelse return gave_up;
    if (state.generation > 0) return gave_up;
    // A signer with a token endpoint would fetch a new key here.
    const refreshed: SignerState = .{ .key = state.key, .generation = state.generation + 1 };
    return .{ .decision = "refresh", .signer_state = try call.toJson(refreshed) };
}

const testing = std.testing;

test "the key goes from the factory state into the header, in place of a client's one" {
    var memory: cc_lb.TestCall = .{};
    defer memory.deinit();
    var call = memory.call();
    const built = try buildSigner(&call, .{
        .upstream = .dry_run,
        .factory_state = .{ .text = "{\"api_key\":\"sk-1\",\"region\":\"eu\"}" },
    });
    try testing.expectEqualStrings("{\"key\":\"sk-1\",\"generation\":0}", built.signer_state.text);

    var shaped: cc_lb.ShapeResponse = .dry_run;
    shaped.headers = &.{ try .init(call.arena, "X-Api-Key", "theirs"), try .init(call.arena, "accept", "*/*") };
    const signed = try sign(&call, .{ .shaped = shaped, .signer_state = built.signer_state });
    const headers = signed.headers.?;
    try testing.expectEqual(2, headers.len);
    try testing.expectEqualStrings("accept", headers[0].name);
    try testing.expectEqualStrings("x-api-key", headers[1].name);
    try testing.expectEqualStrings("sk-1", try headers[1].value_base64.decode(call.arena));
    try testing.expectEqual(null, signed.body_base64);
}

test "factory states without a key are refused" {
    var memory: cc_lb.TestCall = .{};
    defer memory.deinit();
    for ([_][]const u8{ "null", "{}", "{\"api_key\":\"\"}", "{\"api_key\":[]}" }) |factory_state| {
        var call = memory.call();
        const answer = buildSigner(&call, .{ .upstream = .dry_run, .factory_state = .{ .text = factory_state } });
        try testing.expectError(error.Failed, answer);
    }
}

test "the first 401 refreshes, later ones and foreign states give up" {
    var memory: cc_lb.TestCall = .{};
    defer memory.deinit();
    var call = memory.call();
    var request: cc_lb.OnUnauthorizedRequest = .dry_run;
    try testing.expectEqualStrings("fail", (try onUnauthorized(&call, request)).decision);
    request.signer_state = .{ .text = "{\"key\":\"sk-1\",\"generation\":0}" };
    const first = try onUnauthorized(&call, request);
    try testing.expectEqualStrings("refresh", first.decision);
    request.signer_state = first.signer_state;
    const second = try onUnauthorized(&call, request);
    try testing.expectEqualStrings("fail", second.decision);
    try testing.expectEqualStrings("{\"key\":\"sk-1\",\"generation\":1}", second.signer_state.text);
}
