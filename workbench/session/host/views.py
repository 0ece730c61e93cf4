"""The host's state around a dispatch, as one plugin sees it: what a dispatch needs to be repeated.

Values, and their form in JSON. Keys, names and values come from guests and are untrusted.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from typing import Any, Final

from workbench.protocol.calls import LogLine
from workbench.protocol.host_functions import ClockSetting, HostSnapshot, RandomSetting
from workbench.session.values.host_view import EMPTY_STORAGE_SHA256, HostView, storage_sha256

STORAGE_KEPT_MAX_BYTES: Final = 64 * 1024
"""Of a larger storage only the hash is kept."""
LOG_KEPT_MAX_BYTES: Final = 64 * 1024
"""Of a call that logs more nothing of the log is kept."""


def host_view(snapshot: HostSnapshot, plugin_name: str, *, kept_max_bytes: int = STORAGE_KEPT_MAX_BYTES) -> HostView:
    """Return what one plugin sees of the host's state."""
    storage = dict(snapshot.storage.get(plugin_name, {}))
    size_bytes = sum(len(key.encode("utf-8", "replace")) + len(value) for key, value in storage.items())
    return HostView(
        storage=storage if size_bytes <= kept_max_bytes else None,
        storage_sha256=storage_sha256(storage) if storage else EMPTY_STORAGE_SHA256,
        counters=dict(snapshot.counters.get(plugin_name, {})),
        clock=snapshot.clock,
        random=snapshot.random,
    )


def log_texts(lines: Iterable[LogLine]) -> tuple[str, ...]:
    """Return lines of a log as they are kept and compared: each with its level in front."""
    return tuple(f"{line.level} {line.message}" for line in lines)


def kept_log(lines: Iterable[LogLine]) -> tuple[str, ...] | None:
    """Return what is kept of the lines that one call wrote; None: they are too large."""
    texts = log_texts(lines)
    size_bytes = sum(len(text.encode("utf-8", "replace")) for text in texts)
    return texts if size_bytes <= LOG_KEPT_MAX_BYTES else None


# ---- as JSON ---------------------------------------------------------------------------------------------------------


def view_value(view: HostView) -> dict[str, Any]:
    """Return a host's state as a JSON value; what is as in a new host is left out."""
    value: dict[str, Any] = {}
    if view.storage is None:
        value["storage"] = None
    elif view.storage:
        value["storage"] = storage_value(view.storage)
    if view.storage_sha256 != EMPTY_STORAGE_SHA256:
        value["storage_sha256"] = view.storage_sha256
    if view.counters:
        value["counters"] = dict(view.counters)
    if view.clock != ClockSetting():
        value["clock"] = clock_value(view.clock)
    if view.random != RandomSetting():
        value["random"] = random_value(view.random)
    return value


def read_view(value: Any) -> HostView:
    """Return the host's state of a JSON value. Raises ValueError, TypeError or AttributeError for what is none."""
    storage = value.get("storage", {})
    return HostView(
        storage=None if storage is None else read_storage(storage),
        storage_sha256=str(value.get("storage_sha256", EMPTY_STORAGE_SHA256)),
        counters=read_counters(value.get("counters", {})),
        clock=read_clock(value.get("clock", (None, 0))),
        random=read_random(value.get("random", (None, 0))),
    )


def storage_value(storage: Mapping[str, bytes]) -> dict[str, str]:
    """Return one plugin's entries as a JSON value: key to base64, in the order of the keys."""
    return {key: base64.b64encode(storage[key]).decode() for key in sorted(storage)}


def read_storage(value: Any) -> dict[str, bytes]:
    """Return one plugin's entries. Raises ValueError, TypeError or AttributeError."""
    return {str(key): base64.b64decode(entry, validate=True) for key, entry in value.items()}


def read_counters(value: Any) -> dict[str, int]:
    """Return counters by name. Raises ValueError, TypeError or AttributeError."""
    return {str(name): _integer(count) for name, count in value.items()}


def clock_value(clock: ClockSetting) -> list[int | None]:
    """Return the setting of the clock as a JSON value: milliseconds of a frozen one or null, and its step."""
    return [clock.frozen_unix_ms, clock.step_ms]


def read_clock(value: Any) -> ClockSetting:
    """Return the setting of a clock. Raises ValueError or TypeError."""
    frozen_unix_ms, step_ms = value
    return ClockSetting(None if frozen_unix_ms is None else _integer(frozen_unix_ms), _integer(step_ms))


def random_value(random: RandomSetting) -> list[str | int | None]:
    """Return the setting of the random source as a JSON value: its seed or null, and the bytes used up."""
    return [random.seed, random.position]


def read_random(value: Any) -> RandomSetting:
    """Return the setting of a random source. Raises ValueError or TypeError."""
    seed, position = value
    if not isinstance(seed, (str, type(None))):
        raise TypeError(f"expected a seed as text, found {type(seed).__name__}")
    return RandomSetting(seed, _integer(position))


def read_log(value: Any) -> tuple[str, ...]:
    """Return the lines of a log. Raises TypeError."""
    if not isinstance(value, list) or not all(isinstance(line, str) for line in value):
        raise TypeError(f"expected an array of strings, found {type(value).__name__}")
    return tuple(value)


def _integer(value: Any) -> int:
    if type(value) is not int:
        raise TypeError(f"expected an integer, found {type(value).__name__}")
    return value
