//! A tour of the six host functions. The response of `shape` shows what they returned.
const std = @import("std");
const cc_lb = @import("cc_lb");
const host = cc_lb.host;

comptime {
    if (cc_lb.is_wasm) { // the tests run where there are no host functions to link
        _ = cc_lb.Plugin(.{ .name = "host_tour", .version = "0.1.0", .handlers = .{ .shape = shape } });
    }
}

const random_size_bytes = 16;

fn shape(call: *cc_lb.Call, request: cc_lb.ShapeRequest) !cc_lb.ShapeResponse {
    const arena = call.arena;
    const visit = nextVisit(try host.load(arena, "visits"));
    host.store("visits", try std.fmt.allocPrint(arena, "{d}", .{visit}));
    host.incrementMetric("host_tour_visits_total", 1);
    for (std.enums.values(host.Level)) |level| {
        host.log(level, try std.fmt.allocPrint(arena, "visit {d}, logged as {t}", .{ visit, level }));
    }
    return .{
        .url = "https://api.anthropic.com/v1/messages",
        .method = request.request.method,
        .headers = try souvenirs(arena, visit, host.nowUnixMs(), try host.randomBytes(arena, random_size_bytes)),
        .body_base64 = request.request.body_base64,
    };
}

/// One more than the number in storage. Nothing, or no number, counts as zero.
fn nextVisit(stored: []const u8) u64 {
    const visits = std.fmt.parseInt(u64, stored, 10) catch 0;
    return visits +| 1;
}

/// What the host functions returned, as headers.
fn souvenirs(arena: std.mem.Allocator, visit: u64, now_unix_ms: i64, random: []const u8) ![]const cc_lb.Header {
    return arena.dupe(cc_lb.Header, &.{
        try .init(arena, "x-tour-visit", try std.fmt.allocPrint(arena, "{d}", .{visit})),
        try .init(arena, "x-tour-now-unix-ms", try std.fmt.allocPrint(arena, "{d}", .{now_unix_ms})),
        try .init(arena, "x-tour-random", try std.fmt.allocPrint(arena, "{x}", .{random})),
    });
}

test "visits are counted from whatever is stored" {
    try std.testing.expectEqual(1, nextVisit(""));
    try std.testing.expectEqual(42, nextVisit("41"));
    try std.testing.expectEqual(1, nextVisit("many"));
}

test "the souvenirs are readable" {
    var memory: cc_lb.TestCall = .{};
    defer memory.deinit();
    const arena = memory.call().arena;
    const headers = try souvenirs(arena, 7, 1_700_000_000_123, "\x00\xff");
    for (headers, [_][]const u8{ "7", "1700000000123", "00ff" }) |header, expected| {
        try std.testing.expectEqualStrings(expected, try header.value_base64.decode(arena));
    }
}
