"""Floods: outputs, error texts, log lines, and answers that are costly to read."""

from __future__ import annotations

from tests.hostile.plugins import (
    FILL,
    HANDSHAKE,
    OUT_OF_FUEL_OR_TIME,
    OUT_OF_TIME,
    SELF_CHECK,
    SHAPE,
    Bound,
    Hostile,
    answering,
    doing,
    eight,
    giving,
    plugin,
    raising,
)

RAISED = {"fuel": 10**12, "max_pages": 4_096, "wall_ms": 1_000}
"""What a project may set: enough for floods of many megabytes."""
PATIENT = RAISED | {"wall_ms": 60_000}
"""The same for those that a busy machine needs seconds for: only one that hangs runs into it."""
MIB = 1 << 20
NOTHING_OF_64_MIB = f"(call $output_set (call $alloc (i64.const {64 * MIB})) (i64.const {64 * MIB}))"
LOG, LOG_MUCH = (
    "(call $number (i64.const 0x2121212121212121))",
    f"(call $filled (i64.const 60000) (i64.const {eight('!' * 8)}))",
)


def text_flood(size: int = 400_000) -> bytes:
    """Return a plugin whose handshake sets an error text of so many bytes, full of control characters."""
    return doing(HANDSHAKE, raising(size, 0x1B1B1B1B1B1B1B1B), FILL)()


def logging(block: str) -> str:
    """Return a body that logs this for ever."""
    return f"(loop $next (call $log_info {block}) (br $next))"


def repeating(start: str, again: str, size: int) -> bytes:
    """Return a plugin whose dispatch gives a text that begins so, and goes on with eight characters again and again."""
    padded = start.ljust(-(-len(start) // 8) * 8)
    stores = "".join(
        f"(call $store_u64 (i64.add (local.get $p) (i64.const {at})) (i64.const {eight(padded[at : at + 8])}))"
        for at in range(0, len(padded), 8)
    )
    body = f"(local $p i64) (local.set $p (call $filled (i64.const {size}) (i64.const {eight(again)}))) {stores}"
    return plugin(FILL, bodies={SHAPE: f"{body} (call $give (local.get $p))"})


def dispatched(title: str, kind: str, said: str | tuple[str, ...], body: str, **limits: int) -> Hostile:
    """Return a plugin that floods in a dispatch."""
    return Hostile(title, doing(SHAPE, body, FILL), "dispatch", kind, said, Bound.SERVING, {"serving": limits})


def answer(title: str, start: str, again: str, size: int = 400_000, **limits: int) -> Hostile:
    """Return a plugin whose dispatch gives JSON that is costly to read."""
    return Hostile(
        title,
        lambda: repeating(start, again, size),
        "dispatch",
        "deserialize_response",
        "",
        Bound.SERVING,
        {"serving": limits},
    )


FLOODS = (
    Hostile("output-of-64-mib", doing(HANDSHAKE, NOTHING_OF_64_MIB), "handshake", "OutputTooLarge", "67,108,864"),
    Hostile(
        "output-of-64-mib-in-the-self-check",
        doing(SELF_CHECK, NOTHING_OF_64_MIB),
        "self_check",
        "OutputTooLarge",
        "67,108,864",
    ),
    Hostile("error-text-of-control-characters", text_flood, "handshake", "Call", "400,000 bytes in all"),
    Hostile("logs-for-ever", doing(HANDSHAKE, logging(LOG)), "handshake", "Timeout", OUT_OF_FUEL_OR_TIME),
    Hostile(
        "logs-for-ever-unmetered",
        doing(HANDSHAKE, logging(LOG)),
        "handshake",
        ("Timeout", "Call"),
        OUT_OF_TIME,
        budgets={"strict": {"fuel": 0, "wall_ms": 400}},
    ),
    Hostile(
        "logs-much-for-ever",
        doing(HANDSHAKE, logging(LOG_MUCH), FILL),
        "handshake",
        ("Timeout", "Call"),
        (*OUT_OF_TIME, "MiB of memory"),
        budgets={"strict": {"fuel": 0}},
    ),
    dispatched("logs-for-ever-in-a-dispatch", "plugin_call", OUT_OF_TIME, logging(LOG)),
    dispatched("output-of-64-mib-in-a-dispatch", "plugin_call", "67,108,864", NOTHING_OF_64_MIB, **RAISED),
    dispatched("output-of-30-mb", "deserialize_response", "a JSON value", answering(30_000_000), **PATIENT),
    dispatched("error-text-of-30-mb", "plugin_call", "30,000,000 bytes in all", raising(30_000_000), **PATIENT),
    answer("answer-of-empty-arrays", '{"_v":1,"a":[', "[],[],[]"),
    answer("answer-of-empty-arrays-8-mib", '{"_v":1,"a":[', "[],[],{}", 8 * MIB, **RAISED),
    answer("answer-of-floats", '{"_v":1,"a":[', "1e1,1E0,"),
    answer("answer-of-floats-8-mib", '{"_v":1,"a":[', "1e1,1E0,", 8 * MIB, **RAISED),
    answer("answer-of-one-long-number", '{"_v":1,"a":1', "11111111"),
    answer("answer-of-one-long-text", '{"_v":1,"a":"', "\\u001b\\n"),
    Hostile("answer-of-nothing", giving(SHAPE, b""), "dispatch", "deserialize_response", "", Bound.SERVING),
)
