"""The few styles and signs that the whole screen is written in. Colours are theme variables, never values.

Every sign stands beside a word: nothing is said by colour alone.
"""

from __future__ import annotations

from textual.content import Content

from workbench.visible import duration, size, visible

PLAIN = ""
GREY = "$foreground-muted"
"""What is secondary: labels, limits, units."""
STRONG = "bold"
ACCENT = "$text-primary"
GOOD = "$text-success"
BAD = "$text-error"
WARN = "$text-warning"
NAME = "bold $text-warning"
"""What belongs to this protocol among other things."""

OK = "✓"
FAILED = "✕"
NOTHING = "–"
FULL = "●"
RUNNING = "◐"
EMPTY = "○"
HINT = "→"
CURSOR = "›"
"""Beside the row that the keys act on: a background alone says nothing on a terminal without colours."""

Part = str | tuple[str, str] | Content


def say(*parts: Part) -> Content:
    """Return the parts as one text. Strings are never markup; a pair is a text and its style."""
    return Content.assemble(*parts)


def alike(one: Content | None, other: Content | None) -> bool:
    """Say whether two texts are drawn alike, styles included."""
    if one is None or other is None:
        return one is other
    return one is other or (one.plain == other.plain and one.spans == other.spans)


def grey(text: str) -> Content:
    """Return a secondary text."""
    return Content.styled(text, GREY)


def untrusted(text: str, limit: int = 400) -> str:
    """Return a plugin's text on one line, with every control character made visible."""
    return visible(text, limit=limit)


def labelled(label: str, value: str, style: str = PLAIN) -> Content:
    """Return `label value`, the label grey."""
    return say((f"{label} ", GREY), (value, style))


def joined(parts: list[Content], gap: str = "   ") -> Content:
    """Return the non-empty parts side by side."""
    return Content(gap).join([part for part in parts if part])


def beside_limit(value: float, maximum: float, shown: str, shown_maximum: str) -> Content:
    """Return `58 B of 8.0 KiB`; a value above half of its limit is a warning in words, too."""
    if not maximum:
        return Content(shown)
    share = value / maximum
    if share > 1:
        return say((f"{FAILED} {shown}", BAD), (f" of {shown_maximum}", GREY))
    if share > 0.5:
        return say((shown, WARN), (f" of {shown_maximum}, {share:.0%}", GREY))
    return say(shown, (f" of {shown_maximum}", GREY))


def size_beside(size_bytes: int, max_bytes: int) -> Content:
    """Return a size beside its limit; a limit of 0 means that there is none."""
    return beside_limit(size_bytes, max_bytes, size(size_bytes), limit_text(max_bytes))


def wall_beside(wall_us: int, wall_max_ms: int) -> Content:
    """Return a time beside its limit; a limit of 0 means that there is none."""
    return beside_limit(wall_us, wall_max_ms * 1_000, duration(wall_us), f"{wall_max_ms:,} ms")


def share(value: float, maximum: float) -> str:
    """Return how much of a limit is used up: `<0.1%`, `2.4%`, `41%`; empty where there is no limit."""
    if not maximum:
        return ""
    part = value / maximum
    if 0 < part < 0.001:
        return "<0.1%"
    return f"{part:.1%}" if 0 < part < 0.0995 else f"{part:.0%}"


def pages_beside(pages: int, max_pages: int) -> Content:
    """Return pages of memory beside their limit; a limit of 0 means that only the engine sets one."""
    if not max_pages:
        return say(count(pages, "page"))
    return beside_limit(pages, max_pages, f"{pages:,}", count(max_pages, "page"))


def fuel_beside(fuel_used: int, fuel_max: int) -> Content:
    """Return fuel beside its limit: `55,569 of 1,000 M, <0.1%`."""
    beside = beside_limit(fuel_used, fuel_max, f"{fuel_used:,}", million(fuel_max))
    return beside if fuel_used * 2 > fuel_max else say(beside, (f", {share(fuel_used, fuel_max)}", GREY))


def limit_text(max_bytes: int) -> str:
    """Return a limit in the largest unit that divides it: `8 KiB`."""
    for unit, factor in (("MiB", 1024 * 1024), ("KiB", 1024)):
        if max_bytes >= factor and max_bytes % factor == 0:
            return f"{max_bytes // factor:,} {unit}"
    return f"{max_bytes:,} B"


def million(count: int) -> str:
    """Return a count of fuel for people: `10 M`, `1,000 M`, `4,120`."""
    return f"{count // 1_000_000:,} M" if count >= 1_000_000 else f"{count:,}"


def age(seconds: float) -> str:
    """Return how long ago something was: `4 s`, `3 min`, `2 h`, `5 d`. A clock that went back gives `0 s`."""
    seconds = max(0, int(seconds))
    for unit, factor in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= factor:
            return f"{seconds // factor} {unit}"
    return f"{seconds} s"


def count(number: int, one: str, many: str | None = None) -> str:
    """Return `1 section`, `9 sections`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
