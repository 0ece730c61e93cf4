//! @@{name}: a router.
//!
//! It says which upstreams may take a request.
const std = @import("std");
const cc_lb = @import("cc_lb.zig");

comptime {
    // From this value come identity, handshake, self-check and exports. A wire function is implemented when it has a
    // handler here: see `Handlers` in cc_lb.zig for all seven.
    _ = cc_lb.Plugin(.{ .name = "@@{name}", .version = "0.1.0", .handlers = .{ .filter = filter } });
}

/// One result for each candidate: the host drops a candidate that no result names. When this fails, it keeps all.
fn filter(call: *cc_lb.Call, request: cc_lb.FilterRequest) !cc_lb.FilterResponse {
    // The arena is given back when the call returns: nothing needs to be freed.
    const results = try call.arena.alloc(cc_lb.FilterResponse.Result, request.candidates.len);
    for (request.candidates, results) |candidate, *result| {
        const exhausted = try exhaustedLimit(call.arena, candidate);
        result.* = .{
            .upstream_id = candidate.upstream_id,
            .decision = if (exhausted == null) .accept else .reject,
            .reason = exhausted orelse "capacity left",
        };
    }
    return .{ .results = results };
}

/// The first limit that has nothing remaining, in words; null when there is none. What was not observed has no limit.
fn exhaustedLimit(arena: std.mem.Allocator, candidate: cc_lb.Candidate) !?[]const u8 {
    for (candidate.observed_rate_limits) |limit| {
        if (limit.remaining != 0) continue;
        return try std.fmt.allocPrint(arena, "no {s} left in {s}", .{ limit.kind, limit.window });
    }
    return null;
}

// Tests run natively, without a host: `@@{test}`.

test "an upstream with an exhausted limit is rejected, with the reason" {
    var memory: cc_lb.TestCall = .{};
    defer memory.deinit();
    var call = memory.call();
    var idle: cc_lb.Candidate = .dry_run; // the smallest candidate that a host may send
    idle.observed_rate_limits = &.{.{ .kind = "tokens", .window = "1m", .remaining = 1 }};
    var exhausted: cc_lb.Candidate = .dry_run;
    exhausted.observed_rate_limits = &.{.{ .kind = "requests", .window = "1m", .remaining = 0 }};
    var request: cc_lb.FilterRequest = .dry_run;
    request.candidates = &.{ idle, exhausted, .dry_run };
    const results = (try filter(&call, request)).results;
    try std.testing.expectEqual(3, results.len);
    try std.testing.expectEqual(.accept, results[0].decision);
    try std.testing.expectEqual(.reject, results[1].decision);
    try std.testing.expectEqualStrings("no requests left in 1m", results[1].reason);
    try std.testing.expectEqual(.accept, results[2].decision);
}
