"""The six host functions and the state behind them (PROTOCOL.md section 9), without any engine.

Owns: what each function takes and gives, byte by byte; storage and its quota; counters; the settings of clock and
random source. Must not know: memory of a guest, processes, or where the time and the secure bytes come from: both
are handed in. The child process works on a copy of this state, ours holds the one that counts.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum

from workbench.protocol import limits
from workbench.protocol.calls import LogLine, LogOrigin

LOG_TAIL_LINES = 1_000
"""Log lines of all calls that the state keeps; older ones fall out."""
LOG_TAIL_CHARACTERS = 1_048_576
"""Characters of all those lines together."""
COUNTERS_MAX = 1_000
"""Distinct counters that are kept per plugin: the names come from guests."""
COUNTER_NAME_MAX_CHARACTERS = 256
QUOTA_EXCEEDED = "scoped storage quota exceeded"
UNSIGNED_SIZE_BYTES = 8
_LEVELS = frozenset({"trace", "debug", "warn", "error"})


class HostFunctionError(Exception):
    """A host function cannot do what the guest asked for: the guest's call fails with this text."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Argument(Enum):
    """How the bytes of a block are read."""

    TEXT = "text"
    BYTES = "bytes"
    UNSIGNED = "unsigned"
    """An u64: exactly 8 bytes, little endian."""


ArgumentValue = str | bytes | int
"""What `read_argument` gives: for text, bytes and unsigned."""


@dataclass(frozen=True, slots=True)
class HostFunction:
    """One importable function. Every parameter and every result is the i64 offset of a block."""

    name: str
    parameters: tuple[Argument, ...]
    gives_result: bool


HOST_FUNCTIONS = {
    function.name: function
    for function in (
        HostFunction("cc_lb_log", (Argument.TEXT, Argument.TEXT), gives_result=False),
        HostFunction("cc_lb_metric_incr", (Argument.TEXT, Argument.UNSIGNED), gives_result=False),
        HostFunction("cc_lb_storage_get", (Argument.TEXT,), gives_result=True),
        HostFunction("cc_lb_storage_put", (Argument.TEXT, Argument.BYTES), gives_result=False),
        HostFunction("cc_lb_now_unix_ms", (), gives_result=True),
        HostFunction("cc_lb_random_bytes", (Argument.UNSIGNED,), gives_result=True),
    )
}
"""By name, in the order of PROTOCOL.md section 9."""


def read_argument(argument: Argument, block: bytes) -> ArgumentValue:
    """Return what a block's bytes mean.

    Raises HostFunctionError, in the words of the Rust reference, when they are not UTF-8 or not 8 bytes.
    """
    if argument is Argument.BYTES:
        return block
    if argument is Argument.UNSIGNED:
        if len(block) != UNSIGNED_SIZE_BYTES:
            raise HostFunctionError("could not convert slice to array")
        return int.from_bytes(block, "little")
    try:
        return block.decode()
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":
            raise HostFunctionError(f"incomplete utf-8 byte sequence from index {error.start}") from None
        raise HostFunctionError(
            f"invalid utf-8 sequence of {error.end - error.start} bytes from index {error.start}"
        ) from None


@dataclass(frozen=True, slots=True)
class ClockSetting:
    """What `cc_lb_now_unix_ms` answers."""

    frozen_unix_ms: int | None = None
    """The next answer, in milliseconds since 1970; None: the real time."""
    step_ms: int = 0
    """Milliseconds that each reading adds to a frozen clock."""

    def after_reading(self) -> ClockSetting:
        """Return the setting as one reading leaves it."""
        if self.frozen_unix_ms is None or not self.step_ms:
            return self
        return replace(self, frozen_unix_ms=self.frozen_unix_ms + self.step_ms)


@dataclass(frozen=True, slots=True)
class RandomSetting:
    """Where `cc_lb_random_bytes` takes its bytes from."""

    seed: str | None = None
    """Equal seeds give equal bytes; None: secure random bytes."""
    position: int = 0
    """How many bytes of the seeded stream are used up."""

    def stream(self, size_bytes: int) -> bytes:
        """Return the next bytes of the seeded stream: SHA-256 of seed and block number, block after block."""
        width = hashlib.sha256().digest_size
        first, skip = divmod(self.position, width)
        last = (self.position + size_bytes + width - 1) // width
        blocks = (hashlib.sha256(f"{self.seed}/{number}".encode()).digest() for number in range(first, last))
        return b"".join(blocks)[skip : skip + size_bytes]

    def after_drawing(self, size_bytes: int) -> RandomSetting:
        """Return the setting as drawing so many bytes leaves it."""
        return self if self.seed is None else replace(self, position=self.position + size_bytes)


class ScopedStorage:
    """Key-value storage of all plugins; each sees its own entries only."""

    def __init__(self) -> None:
        self._entries: dict[str, dict[str, bytes]] = {}
        self._used_bytes: dict[str, int] = {}

    def get(self, plugin_name: str, key: str) -> bytes | None:
        """Return a value, or None when the key is unknown."""
        return self._entries.get(plugin_name, {}).get(key)

    def used_bytes(self, plugin_name: str) -> int:
        """Return what counts against the quota: bytes of all stored keys and values of one plugin."""
        return self._used_bytes.get(plugin_name, 0)

    def put(self, plugin_name: str, key: str, value: bytes, *, quota_bytes: int | None) -> None:
        """Store a value.

        `quota_bytes` None means that no quota is applied. Raises HostFunctionError, and changes nothing, when the
        plugin's entries would hold more bytes than the quota.
        """
        old = self.get(plugin_name, key)
        freed = 0 if old is None else _entry_size_bytes(plugin_name, key, old)
        used = self.used_bytes(plugin_name) - freed + _entry_size_bytes(plugin_name, key, value)
        if quota_bytes is not None and used > quota_bytes:
            raise HostFunctionError(QUOTA_EXCEEDED)
        self._entries.setdefault(plugin_name, {})[key] = value
        self._used_bytes[plugin_name] = used

    def delete(self, plugin_name: str, key: str) -> None:
        """Drop an entry. An unknown one is ignored."""
        old = self._entries.get(plugin_name, {}).pop(key, None)
        if old is not None:
            self._used_bytes[plugin_name] -= _entry_size_bytes(plugin_name, key, old)

    def clear(self, plugin_name: str | None = None) -> None:
        """Drop all entries of one plugin, or of all for None."""
        for name in list(self._entries) if plugin_name is None else [plugin_name]:
            self._entries.pop(name, None)
            self._used_bytes.pop(name, None)

    def entries(self) -> dict[str, dict[str, bytes]]:
        """Return a copy of all entries: key to value, by plugin name."""
        return {name: dict(entries) for name, entries in self._entries.items() if entries}


def stored_size_bytes(plugin_name: str, entries: Mapping[str, bytes]) -> int:
    """Return what so many entries of a plugin count against its quota."""
    return sum(_entry_size_bytes(plugin_name, key, value) for key, value in entries.items())


def _entry_size_bytes(plugin_name: str, key: str, value: bytes) -> int:
    return len(f"{plugin_name}:{key}".encode()) + len(value)


@dataclass(frozen=True, slots=True)
class HostSnapshot:
    """The whole state at one moment. Keys, names, values and messages come from guests: untrusted."""

    storage: Mapping[str, Mapping[str, bytes]] = field(default_factory=dict)
    """Key to value, by plugin name."""
    used_bytes: Mapping[str, int] = field(default_factory=dict)
    """What counts against the quota, by plugin name."""
    counters: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Name to sum, by plugin name."""
    logs: tuple[LogLine, ...] = ()
    """The last lines of all calls, oldest first."""
    logs_before: int = 0
    """How many lines have fallen out before them."""
    clock: ClockSetting = ClockSetting()
    random: RandomSetting = RandomSetting()


@dataclass(frozen=True, slots=True)
class HostAction:
    """What one call of a host function did. At most one of `logged`, `counted`, `stored` is set."""

    result: bytes | None = None
    """The bytes of the result's block, empty for a null block; None: the function gives nothing."""
    logged: LogLine | None = None
    counted: tuple[str, int] | None = None
    """Name and addend."""
    stored: tuple[str, bytes] | None = None
    """Key as the guest named it, and value."""


class HostState:
    """Storage, counters, log tail, clock and random source of one host, shared by all its instances."""

    def __init__(self, *, unix_ms: Callable[[], int], secure_bytes: Callable[[int], bytes]) -> None:
        self.storage = ScopedStorage()
        self.clock = ClockSetting()
        self.random = RandomSetting()
        self._counters: dict[str, dict[str, int]] = {}
        self._logs: deque[LogLine] = deque()
        self._log_characters = 0
        self._logs_before = 0
        self._unix_ms = unix_ms
        self._secure_bytes = secure_bytes

    def perform(
        self, function: HostFunction, arguments: Sequence[ArgumentValue], *, plugin_name: str, quota_bytes: int
    ) -> HostAction:
        """Do what a guest asks for. `arguments` are as `read_argument` gave them.

        Raises HostFunctionError when the quota or the limit of random bytes is exceeded; nothing is changed then.
        """
        match function.name, *arguments:
            case "cc_lb_log", str(level), str(message):
                line = LogLine(level if level in _LEVELS else "info", message)
                self.log(line)
                return HostAction(logged=line)
            case "cc_lb_metric_incr", str(name), int(addend):
                self.count(plugin_name, name, addend)
                return HostAction(counted=(name, addend))
            case "cc_lb_storage_get", str(key):
                return HostAction(result=self.storage.get(plugin_name, key) or b"")
            case "cc_lb_storage_put", str(key), bytes(value):
                self.storage.put(plugin_name, key, value, quota_bytes=quota_bytes)
                return HostAction(stored=(key, value))
            case ("cc_lb_now_unix_ms",):
                return HostAction(result=self._now().to_bytes(UNSIGNED_SIZE_BYTES, "little", signed=True))
            case "cc_lb_random_bytes", int(size_bytes):
                return HostAction(result=self._draw(size_bytes))
        raise TypeError(f"{function.name}: arguments do not fit its parameters")

    def log(self, line: LogLine) -> None:
        """Append a line to the tail."""
        self._logs.append(line)
        self._log_characters += len(line.message)
        while len(self._logs) > LOG_TAIL_LINES or self._log_characters > LOG_TAIL_CHARACTERS:
            self._log_characters -= len(self._logs.popleft().message)
            self._logs_before += 1

    def sign_logs(self, origin: LogOrigin) -> None:
        """Say in which call the last lines were written: all behind the last one of which it is known."""
        for place in range(len(self._logs) - 1, -1, -1):
            if self._logs[place].origin is not None:
                break
            self._logs[place] = replace(self._logs[place], origin=origin)

    def count(self, plugin_name: str, name: str, addend: int) -> None:
        """Add to a counter. New names above `COUNTERS_MAX` are not kept, long names are cut."""
        counters = self._counters.setdefault(plugin_name, {})
        name = name[:COUNTER_NAME_MAX_CHARACTERS]
        if name in counters or len(counters) < COUNTERS_MAX:
            counters[name] = counters.get(name, 0) + addend

    def snapshot(self) -> HostSnapshot:
        """Return a copy of everything."""
        storage = self.storage.entries()
        return HostSnapshot(
            storage=storage,
            used_bytes={name: self.storage.used_bytes(name) for name in storage},
            counters={name: dict(counters) for name, counters in self._counters.items()},
            logs=tuple(self._logs),
            logs_before=self._logs_before,
            clock=self.clock,
            random=self.random,
        )

    def restore(self, snapshot: HostSnapshot) -> None:
        """Become what a snapshot says. No quota is applied."""
        self.storage.clear()
        for plugin_name, entries in snapshot.storage.items():
            for key, value in entries.items():
                self.storage.put(plugin_name, key, value, quota_bytes=None)
        self._counters = {name: dict(counters) for name, counters in snapshot.counters.items()}
        self.clear_logs()
        for line in snapshot.logs:
            self.log(line)
        self._logs_before = snapshot.logs_before
        self.clock = snapshot.clock
        self.random = snapshot.random

    def clear_counters(self) -> None:
        """Forget all counters."""
        self._counters.clear()

    def clear_logs(self) -> None:
        """Forget the log tail."""
        self._logs.clear()
        self._log_characters = 0

    def _now(self) -> int:
        frozen = self.clock.frozen_unix_ms
        self.clock = self.clock.after_reading()
        return self._unix_ms() if frozen is None else frozen

    def _draw(self, size_bytes: int) -> bytes:
        if size_bytes > limits.RANDOM_BYTES_MAX:
            found = f"{size_bytes:,} of {limits.RANDOM_BYTES_MAX:,} bytes"
            raise HostFunctionError(f"random byte request exceeds host cap: {found}")
        if self.random.seed is None:
            return self._secure_bytes(size_bytes)
        drawn = self.random.stream(size_bytes)
        self.random = self.random.after_drawing(size_bytes)
        return drawn
