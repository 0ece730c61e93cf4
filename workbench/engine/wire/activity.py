"""What a guest does to its host during one call, kept within bounds: both halves of the engine count with it.

Owns: the caps. Must not know: where the facts come from and where they go.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from workbench.protocol.calls import HostActivity, HostCall, LogLine

LOG_LINES_MAX: Final = 1_000
LOG_MAX_BYTES: Final = 262_144
LINE_MAX_CHARACTERS: Final = 65_536
"""Longer messages are cut."""
CALLS_MAX: Final = 1_000
COUNTERS_MAX: Final = 1_000
"""Distinct names per call; what is added to further ones is not reported."""
COUNT_MAX: Final = (1 << 64) - 1
"""What one part may add to a counter: as much as one call of the host function."""
PORTION_LINES: Final = 200
PORTION_MAX_CHARACTERS: Final = 65_536
"""Of the lines in one message, unless a single one is longer."""
PORTION_CALLS: Final = 100
PORTION_COUNTERS: Final = 250
LEVEL_MAX_CHARACTERS: Final = 10
ARGUMENTS_MAX: Final = 8
REMARK_MAX_CHARACTERS: Final = 64
"""Room for the remark that says how long a text was before it was cut."""
SHOWN_MAX_CHARACTERS: Final = 200
"""How much of an argument or a result of a host function is reported."""


NO_ACTIVITY: Final = HostActivity()


class ActivityLedger:
    """Takes facts in, up to the caps of one call, and hands them out in one or more parts."""

    def __init__(self) -> None:
        self.start_call()

    def start_call(self) -> None:
        """Begin with the caps of another call."""
        self._kept_lines = 0
        self._kept_log_bytes = 0
        self._kept_calls = 0
        self._names: set[str] = set()
        self._start_part()

    def _start_part(self) -> None:
        self._logs: list[LogLine] = []
        self._logs_dropped = 0
        self._counters: dict[str, int] = {}
        self._calls: list[HostCall] = []
        self._calls_dropped = 0
        self.is_empty = True
        """Nothing came in since the last part."""

    @property
    def is_fresh(self) -> bool:
        """Nothing came in since the call began."""
        return self.is_empty and not (self._kept_lines or self._kept_calls or self._names)

    def add_line(self, line: LogLine) -> bool:
        """Keep a line, cut to a readable length, or count it as dropped; return whether it is kept."""
        self.is_empty = False
        message = _cut(line.message, LINE_MAX_CHARACTERS)
        line = LogLine(line.level[:LEVEL_MAX_CHARACTERS], message)
        size_bytes = len(message.encode(errors="replace"))
        if self._kept_lines >= LOG_LINES_MAX or self._kept_log_bytes + size_bytes > LOG_MAX_BYTES:
            self._logs_dropped += 1
            return False
        self._kept_lines += 1
        self._kept_log_bytes += size_bytes
        self._logs.append(line)
        return True

    def drop_lines(self, count: int) -> None:
        """Count lines as dropped that nobody has read."""
        if count:
            self.is_empty = False
            self._logs_dropped += count

    def add_count(self, name: str, addend: int) -> None:
        """Add to a counter."""
        self.is_empty = False
        name = shown(name)
        if name not in self._names:
            if len(self._names) >= COUNTERS_MAX:
                return
            self._names.add(name)
        self._counters[name] = min(self._counters.get(name, 0) + addend, COUNT_MAX)

    def add_call(self, call: HostCall) -> None:
        """Keep a call of a host function, or count it as dropped."""
        self.is_empty = False
        if self._kept_calls >= CALLS_MAX:
            self._calls_dropped += 1
            return
        self._kept_calls += 1
        self._calls.append(call)

    @property
    def keeps_calls(self) -> bool:
        """False once further calls are only counted, so that nobody needs to describe them."""
        return self._kept_calls < CALLS_MAX

    def add(self, part: HostActivity) -> tuple[LogLine, ...]:
        """Take in what another ledger handed out; return the lines that are kept."""
        self.is_empty = False
        kept = tuple(line for line in part.logs if self.add_line(line))
        for name, addend in part.counters.items():
            self.add_count(name, addend)
        for call in part.calls:
            # Cut again: what another process says is not trusted to be short.
            arguments = tuple(shown(argument) for argument in call.arguments[:ARGUMENTS_MAX])
            result = None if call.result is None else shown(call.result)
            error = None if call.error is None else _cut(call.error, LINE_MAX_CHARACTERS)
            injected = None if call.injected is None else shown(call.injected)
            self.add_call(HostCall(shown(call.function), arguments, result, error, injected, call.wall_us))
        self._logs_dropped += part.logs_dropped
        self._calls_dropped += part.calls_dropped
        return kept

    def take(self) -> HostActivity:
        """Hand out what came in since the last time. The caps go on counting."""
        if self.is_empty:
            return NO_ACTIVITY
        part = HostActivity(
            logs=tuple(self._logs),
            logs_dropped=self._logs_dropped,
            counters=self._counters,
            calls=tuple(self._calls),
            calls_dropped=self._calls_dropped,
        )
        self._start_part()
        return part


def portions(activity: HostActivity) -> Iterator[HostActivity]:
    """Cut a part so that no message is large: what a message may hold is bounded before it is read."""
    logs, calls, counters = activity.logs, activity.calls, list(activity.counters.items())
    rest = activity
    while len(logs) > _lines_of_portion(logs) or len(calls) > PORTION_CALLS or len(counters) > PORTION_COUNTERS:
        lines = _lines_of_portion(logs)
        yield HostActivity(logs[:lines], 0, dict(counters[:PORTION_COUNTERS]), calls[:PORTION_CALLS], 0)
        logs, calls, counters = logs[lines:], calls[PORTION_CALLS:], counters[PORTION_COUNTERS:]
        rest = HostActivity(logs, activity.logs_dropped, dict(counters), calls, activity.calls_dropped)
    yield rest


def _lines_of_portion(logs: tuple[LogLine, ...]) -> int:
    """Return how many of these lines go into one message."""
    characters = 0
    for count, line in enumerate(logs[:PORTION_LINES]):
        characters += len(line.message)
        if count and characters > PORTION_MAX_CHARACTERS:
            return count
    return min(len(logs), PORTION_LINES)


def shown(value: str | bytes | int) -> str:
    """Return a value of a host function as text of a readable length."""
    if isinstance(value, bytes):
        text = value[:SHOWN_MAX_CHARACTERS].decode(errors="replace")
        return text if len(value) <= SHOWN_MAX_CHARACTERS else f"{text}… ({len(value):,} bytes in all)"
    return _cut(str(value), SHOWN_MAX_CHARACTERS)


def _cut(text: str, max_characters: int) -> str:
    """Cut a text; one that is cut already stays as it is."""
    if len(text) <= max_characters + REMARK_MAX_CHARACTERS:
        return text
    return f"{text[:max_characters]}… ({len(text):,} characters in all)"
