//! @@{name}: an observer.
//!
//! It counts what the proxy does, for as long as the host keeps the instance.
const std = @import("std");
const cc_lb = @import("cc_lb.zig");

comptime {
    // From this value come identity, handshake, self-check and exports. A wire function is implemented when it has a
    // handler here: see `Handlers` in cc_lb.zig for all seven.
    _ = cc_lb.Plugin(.{ .name = "@@{name}", .version = "0.1.0", .handlers = .{ .observe = observe } });
}

const Totals = struct {
    requests: u64 = 0,
    bytes: u64 = 0,
    output_tokens: u64 = 0,
    errors: u64 = 0,

    /// Counters stop at their maximum: an observer that fails loses a whole batch of events.
    fn add(self: *Totals, event: cc_lb.ObserveEvent) void {
        switch (event) {
            .request_started => self.requests +|= 1,
            .chunk => |chunk| totals.bytes +|= chunk.total_bytes,
            .request_finished => |finished| totals.output_tokens +|= finished.output_tokens orelse 0,
            .@"error" => self.errors +|= 1,
            .authn_complete, .upstream_chosen, .unknown => {},
        }
    }
};

/// Globals survive from call to call, and are lost with the instance: after a reload, or when the host drops it.
var totals: Totals = .{};

/// The response has no fields, so the totals go to the engine's log.
fn observe(call: *cc_lb.Call, request: cc_lb.ObserveRequest) !cc_lb.ObserveResponse {
    for (request.events) |event| totals.add(event);
    // Tests run natively, where there is no engine.
    if (cc_lb.is_wasm) cc_lb.logToEngine(try std.json.Stringify.valueAlloc(call.arena, totals, .{}));
    return .{};
}

// Tests run natively, without a host: `@@{test}`.

test "totals go on from batch to batch" {
    var memory: cc_lb.TestCall = .{};
    defer memory.deinit();
    var call = memory.call();
    totals = .{};
    _ = try observe(&call, .{ .events = &.{
        .{ .request_started = .{ .request_id = "req-1" } },
        .{ .chunk = .{ .batch_index = 0, .event_count = 1, .total_bytes = 10 } },
        .{ .chunk = .{ .batch_index = 1, .event_count = 1, .total_bytes = std.math.maxInt(u64) } },
    } });
    _ = try observe(&call, .{ .events = &.{
        .{ .request_finished = .{ .status = 200, .output_tokens = 34, .duration_ms = 5 } },
        .{ .@"error" = .{ .code = "c", .message = "m", .source = "s" } },
        .{ .unknown = .none },
    } });
    try std.testing.expectEqual(
        Totals{ .requests = 1, .bytes = std.math.maxInt(u64), .output_tokens = 34, .errors = 1 },
        totals,
    );
}
