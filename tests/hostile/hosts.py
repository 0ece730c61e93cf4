"""Bites through the host's own functions, in a dispatch: calls without end, blocks that are none, floods of state."""

from __future__ import annotations

from tests.hostile.plugins import FILL, KERNEL, OUT_OF_FUEL_OR_TIME, OUT_OF_MEMORY, SHAPE, Bound, Hostile, eight, plugin

ENDED = (*OUT_OF_FUEL_OR_TIME, *OUT_OF_MEMORY)
"""What ends a loop of calls. Every call makes blocks, so that time, fuel or memory runs out first."""
QUOTA = "scoped storage quota exceeded"
NO_BLOCK, NO_LENGTH, TOO_MANY = (
    "invalid memory offset",
    "invalid length of the block",
    "random byte request exceeds host cap",
)

NUMBERED = "(global $n (mut i64) (i64.const 0))"
NEXT = (
    "(global.set $n (i64.and (i64.const 0x0f0f0f0f0f0f0f0f)"
    " (i64.add (i64.const 1) (i64.or (i64.const 0xf0f0f0f0f0f0f0f0) (global.get $n)))))"
)
"""Counts on in the lower half of each byte, so that the number makes eight characters of text."""
ONE, NEW = "(call $number (i64.const 1))", f"(call $number (i64.add (i64.const {eight('AAAAAAAA')}) (global.get $n)))"
"""Blocks of eight bytes: always the same, and other ones after each `NEXT`."""
MEGABYTE = f"(call $filled (i64.const 1000000) (i64.const {eight('aaaaaaaa')}))"
FORGED = (
    "(local $p i64) (local.set $p (call $alloc (i64.const 8)))"
    "(call $store_u8 (i64.sub (local.get $p) (i64.const {})) (i32.const 127)) (call $log (local.get $p) (local.get $p))"
)


def hosting(
    name: str, body: str, said: str | tuple[str, ...] = "", *, harmless: bool = False, **limits: int
) -> Hostile:
    """Return a plugin whose dispatch does this, with all functions of host and kernel at hand."""
    return Hostile(
        name,
        lambda: plugin(FILL, NUMBERED, host=True, imports_too=KERNEL, bodies={SHAPE: body}),
        "" if harmless else "dispatch",
        "" if harmless else "plugin_call",
        said,
        Bound.SERVING,
        {"serving": limits},
        trapping=True,
    )


def for_ever(body: str, before: str = "") -> str:
    """Return a body that does this again and again."""
    return f"{before} (loop $next {NEXT} {body} (br $next))"


HOLDING = f"(local $p i64) (local.set $p {MEGABYTE})"
HELD = "(local.get $p)"

HOSTS = (
    # Calls without end.
    hosting("asks-the-time-for-ever", for_ever("(drop (call $now_unix_ms))"), ENDED),
    hosting("draws-for-ever", for_ever("(drop (call $random_bytes (call $number (i64.const 65536))))"), ENDED),
    hosting("logs-for-ever-by-the-host", for_ever(f"(call $log {ONE} {NEW})"), ENDED),
    hosting("logs-a-megabyte-for-ever", for_ever(f"(call $log {HELD} {HELD})", HOLDING), ENDED),
    hosting("counts-ever-new-names", for_ever(f"(call $metric_incr {NEW} {ONE})"), ENDED),
    hosting("stores-ever-new-keys", for_ever(f"(call $storage_put {NEW} {NEW})"), (*ENDED, QUOTA)),
    hosting("stores-a-megabyte-for-ever", for_ever(f"(call $storage_put {ONE} {HELD})", HOLDING), ENDED),
    hosting("sets-ever-new-variables", for_ever(f"(call $var_set {NEW} {NEW})"), (*ENDED, "variable")),
    hosting("goes-on-after-a-refusal", for_ever("(drop (call $random_bytes (call $number (i64.const -1))))"), TOO_MANY),
    # Too much at once.
    hosting("counts-by-a-name-of-a-megabyte", f"(call $metric_incr {MEGABYTE} {ONE}) (call $answer)", harmless=True),
    hosting("stores-above-the-quota", f"(call $storage_put {ONE} {MEGABYTE})", QUOTA, storage_quota_bytes=999_999),
    hosting("draws-too-many-bytes", "(drop (call $random_bytes (call $number (i64.const 65537))))", TOO_MANY),
    # Blocks that are none.
    hosting("names-no-block", f"(call $log {ONE} (i64.const 1))", NO_BLOCK),
    hosting("names-a-negative-block", f"(call $log {ONE} (i64.const -1))", NO_BLOCK),
    hosting("names-a-block-far-away", f"(call $storage_put {ONE} (i64.const 0x7fffffffffffff00))", NO_BLOCK),
    hosting("names-a-block-behind-the-end", "(drop (call $storage_get (i64.const 0xfffffff0)))", NO_BLOCK),
    hosting("names-a-block-of-2-gib", FORGED.format(1), NO_LENGTH),
    hosting("names-a-block-of-8-mib", FORGED.format(2), NO_LENGTH),
    hosting("counts-by-three-bytes", f"(call $metric_incr {ONE} (call $block (i32.const 0) (i32.const 3)))"),
    hosting(
        "logs-what-is-no-text", f"(local $p i64) (local.set $p (call $number (i64.const -1)))(call $log {HELD} {HELD})"
    ),
    hosting(
        "frees-what-it-names",
        f"(local $p i64) (local.set $p {ONE}) (call $free {HELD}) (call $free {HELD})(call $log {HELD} {HELD})",
    ),
    hosting(
        "writes-over-the-kernel",
        "(call $fill (i64.const 0) (i64.const 2000000) (i64.const -1)) (drop (call $now_unix_ms))",
    ),
)
