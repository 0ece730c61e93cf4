//! A router: keeps the upstreams that have quota left.
const std = @import("std");
const cc_lb = @import("cc_lb");

comptime {
    _ = cc_lb.Plugin(.{ .name = "filter", .version = "0.1.0", .handlers = .{ .filter = filter } });
}

/// One decision for each candidate, in their order.
fn filter(call: *cc_lb.Call, request: cc_lb.FilterRequest) !cc_lb.FilterResponse {
    const results = try call.arena.alloc(cc_lb.FilterResponse.Result, request.candidates.len);
    for (request.candidates, results) |candidate, *result| {
        const objection = try objectionTo(call.arena, candidate);
        result.* = .{
            .upstream_id = candidate.upstream_id,
            .decision = if (objection == null) .accept else .reject,
            .reason = objection orelse "quota left",
        };
    }
    return .{ .results = results };
}

/// Why a candidate cannot take the request; null when it can. What was not observed is no objection.
fn objectionTo(arena: std.mem.Allocator, candidate: cc_lb.Candidate) !?[]const u8 {
    for (candidate.subscription_quotas) |quota| {
        if (quota.surpassed_threshold orelse false) {
            return try std.fmt.allocPrint(arena, "the {s} quota has surpassed its threshold", .{quota.window});
        }
    }
    for (candidate.observed_rate_limits) |limit| {
        if (limit.remaining == 0) {
            return try std.fmt.allocPrint(arena, "no {s} remaining in window {s}", .{ limit.kind, limit.window });
        }
    }
    return null;
}

const testing = std.testing;

test "each candidate gets a decision with its reason" {
    var memory: cc_lb.TestCall = .{};
    defer memory.deinit();
    var call = memory.call();
    var idle: cc_lb.Candidate = .dry_run;
    idle.observed_rate_limits = &.{ .dry_run, .{ .kind = "tokens", .window = "1m", .remaining = 1 } };
    var exhausted: cc_lb.Candidate = .dry_run;
    exhausted.observed_rate_limits = &.{.{ .kind = "requests", .window = "1m", .limit = 50, .remaining = 0 }};
    var surpassed: cc_lb.Candidate = .dry_run;
    surpassed.subscription_quotas = &.{ .dry_run, .{
        .window = "7d",
        .source = "headers",
        .data_state = "fresh",
        .surpassed_threshold = true,
    } };
    var request: cc_lb.FilterRequest = .dry_run;
    request.candidates = &.{ idle, exhausted, surpassed };
    const results = (try filter(&call, request)).results;
    const expected = [_]cc_lb.FilterResponse.Result{
        .{ .upstream_id = idle.upstream_id, .decision = .accept, .reason = "quota left" },
        .{ .upstream_id = idle.upstream_id, .decision = .reject, .reason = "no requests remaining in window 1m" },
        .{ .upstream_id = idle.upstream_id, .decision = .reject, .reason = "the 7d quota has surpassed its threshold" },
    };
    try testing.expectEqualDeep(&expected, results);
}

test "no candidates, no decisions" {
    var memory: cc_lb.TestCall = .{};
    defer memory.deinit();
    var call = memory.call();
    try testing.expectEqual(0, (try filter(&call, .dry_run)).results.len);
}
