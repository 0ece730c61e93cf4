//! An observer: keeps running totals over the lifecycle events, for as long as the host keeps the instance.
const std = @import("std");
const cc_lb = @import("cc_lb");

comptime {
    _ = cc_lb.Plugin(.{
        .name = "observer",
        .version = "0.1.0",
        .handlers = .{ .observe = observe },
        .required_capabilities = &.{"observability:emit"},
    });
}

const Totals = struct {
    batches: u64 = 0,
    requests_started: u64 = 0,
    requests_finished: u64 = 0,
    chunks: u64 = 0,
    bytes: u64 = 0,
    input_tokens: u64 = 0,
    output_tokens: u64 = 0,
    errors: u64 = 0,
    unknown_events: u64 = 0,

    /// Counters stop at their maximum: an observer that fails would lose the events around it.
    fn add(self: *Totals, event: cc_lb.ObserveEvent) void {
        switch (event) {
            .request_started => self.requests_started +|= 1,
            .authn_complete, .upstream_chosen => {},
            .chunk => |chunk| {
                self.chunks +|= 1;
                self.bytes +|= chunk.total_bytes;
            },
            .request_finished => |finished| {
                self.requests_finished +|= 1;
                self.input_tokens +|= finished.input_tokens orelse 0;
                self.output_tokens +|= finished.output_tokens orelse 0;
            },
            .@"error" => self.errors +|= 1,
            .unknown => self.unknown_events +|= 1,
        }
    }
};

/// Instance state: it survives from call to call and is lost with the instance.
var totals: Totals = .{};

/// The response has no fields, so the totals go to the engine's log.
fn observe(call: *cc_lb.Call, request: cc_lb.ObserveRequest) !cc_lb.ObserveResponse {
    totals.batches +|= 1;
    for (request.events) |event| totals.add(event);
    if (cc_lb.is_wasm) cc_lb.logToEngine(try std.json.Stringify.valueAlloc(call.arena, totals, .{}));
    return .{};
}

test "totals run on from batch to batch" {
    var memory: cc_lb.TestCall = .{};
    defer memory.deinit();
    var call = memory.call();
    totals = .{};
    _ = try observe(&call, .{ .events = &.{
        .{ .request_started = .{ .request_id = "r-1" } },
        .{ .authn_complete = .{ .principal_id = "u-1", .principal_kind = "api_key" } },
        .{ .upstream_chosen = .{ .upstream = .dry_run } },
        .{ .chunk = .{ .batch_index = 0, .event_count = 2, .total_bytes = std.math.maxInt(u64) } },
        .{ .chunk = .{ .batch_index = 1, .event_count = 1, .total_bytes = 10 } },
    } });
    _ = try observe(&call, .{ .events = &.{
        .{ .request_finished = .{ .status = 200, .input_tokens = 12, .output_tokens = 34, .duration_ms = 5 } },
        .{ .request_finished = .{ .status = 499, .duration_ms = 1 } },
        .{ .@"error" = .{ .code = "c", .message = "m", .source = "s" } },
        .{ .unknown = .none },
    } });
    _ = try observe(&call, .{ .events = &.{} });
    try std.testing.expectEqual(Totals{
        .batches = 3,
        .requests_started = 1,
        .requests_finished = 2,
        .chunks = 2,
        .bytes = std.math.maxInt(u64),
        .input_tokens = 12,
        .output_tokens = 34,
        .errors = 1,
        .unknown_events = 1,
    }, totals);
}
