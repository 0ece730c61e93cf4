pub const panic = @import("std").debug.FullPanic(panicked);

fn panicked(_: []const u8, _: ?usize) noreturn {
    @trap();
}

var places = [_]u32{ 1, 2 };
var index: usize = 1;

noinline fn at(place: usize) u32 {
    return places[place];
}

inline fn behind(place: usize) u32 {
    return at(place + 3) + 1;
}

export fn reach() u32 {
    return behind(index);
}
