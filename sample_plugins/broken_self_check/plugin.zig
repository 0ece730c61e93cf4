//! A dialect with three faults, and three checks of its own that find them. Mend a fault, build, and its
//! failure goes away.
const std = @import("std");
const cc_lb = @import("cc_lb");

const spec: cc_lb.Spec = .{
    .name = "broken_self_check",
    .version = "0.1.0",
    .handlers = .{ .shape = shape },
    .required_capabilities = &.{}, // first fault: `used_capability` is missing
    .own_checks = checkOwnPromises,
};

comptime {
    _ = cc_lb.Plugin(spec);
}

const used_capability = "observability:emit";
const base_url = "api.anthropic.com"; // second fault: no https://
const version_header: cc_lb.Header = .{
    .name = "x-dialect-version",
    .value_base64 = .{ .between_quotes = "v1" }, // third fault: plain text where base64 belongs
};

fn shape(call: *cc_lb.Call, request: cc_lb.ShapeRequest) !cc_lb.ShapeResponse {
    return .{
        .url = try std.mem.concat(call.arena, u8, &.{ base_url, request.request.path }),
        .method = request.request.method,
        .headers = try std.mem.concat(call.arena, cc_lb.Header, &.{ request.request.headers, &.{version_header} }),
        .body_base64 = request.request.body_base64,
    };
}

/// Round trips cannot see these faults: the messages are well-formed, only wrong.
fn checkOwnPromises(checks: *cc_lb.Checks) !void {
    const arena = checks.call.arena;
    const response = try shape(checks.call, .dry_run);
    if (!std.mem.startsWith(u8, response.url, "https://")) {
        try checks.fail(.wire_function_test, "shape: the url {s} does not start with https://", .{response.url});
    }
    const required = for (spec.required_capabilities) |capability| {
        if (std.mem.eql(u8, capability, used_capability)) break true;
    } else false;
    if (!required) {
        try checks.fail(.capability_verification, "{s} is used but not required", .{used_capability});
    }
    for (response.headers) |header| {
        _ = header.value_base64.decode(arena) catch {
            try checks.fail(.response_validation, "shape: the value of header {s} is not base64", .{header.name});
        };
    }
}

test "each fault is found, at its stage" {
    var memory: cc_lb.TestCall = .{};
    defer memory.deinit();
    var call = memory.call();
    var checks: cc_lb.Checks = .{ .call = &call };
    try checkOwnPromises(&checks);
    const stages = [_]cc_lb.Stage{ .wire_function_test, .capability_verification, .response_validation };
    try std.testing.expectEqual(stages.len, checks.failures.items.len);
    for (stages, checks.failures.items) |stage, failure| try std.testing.expectEqual(stage, failure.stage);
}
