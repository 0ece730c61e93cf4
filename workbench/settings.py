"""What can be set, by whom, and which value holds: option > environment > project file > user file > default.

Pure: files are read and the environment is given by the caller.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.errors import OperatorError
from workbench.errors.operator import InvalidSettings, SettingInvalid, SettingUnknown
from workbench.naming import nearest

ENVIRONMENT_PREFIX = "WORKBENCH_"
PROBLEMS_MAX = 20
"""Of more problems only the number is said: a stranger's file may have any number of them."""
GLOBS_MAX = 256
_DIGITS_MAX = 19
_TEXT_MAX = 8_192
_GLOB_MAX = 1_024
_SHOWN_MAX = 200


class _InvalidAtError(ValueError):
    """What is wrong stands inside of a value, or the value may be a secret: it is described, never quoted."""

    def __init__(self, inner: str, found: str = "") -> None:
        """Say where within the value, in dotted form (empty: all of it), and what is there (empty: a table)."""
        super().__init__(inner)
        self.inner = inner
        self.found = found


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing that can be set."""

    name: str
    default: Any
    expected: str
    """What a value must be, in words."""
    read: Callable[[Any], Any]
    """Returns the value of what a file or the environment holds; raises ValueError when it is not `expected`."""
    doc: str


@dataclass(frozen=True, slots=True)
class Resolved:
    """The value that holds, and where it came from."""

    value: Any
    source: str
    """`option`, `environment`, a file's path, or `default`."""


def _choice(*allowed: str) -> Callable[[Any], Any]:
    def read(raw: Any) -> str:
        if raw not in allowed:
            raise ValueError
        return str(raw)

    return read


def _text(raw: Any) -> str:
    if not isinstance(raw, str) or not raw or len(raw) > _TEXT_MAX or not _can_be_passed_on(raw):
        raise ValueError
    return raw


def _can_be_passed_on(text: str) -> bool:
    """Say whether the system takes a text as a path or an argument: it ends at NUL."""
    return "\0" not in text


def _texts(raw: Any) -> tuple[str, ...]:
    if isinstance(raw, str):
        raw = [part.strip() for part in raw.split(",") if part.strip()]
    if not isinstance(raw, (list, tuple)) or not all(isinstance(part, str) for part in raw):
        raise ValueError
    return tuple(raw)


def _globs(raw: Any) -> tuple[str, ...]:
    globs = _texts(raw)
    if len(globs) > GLOBS_MAX or not all(len(glob) <= _GLOB_MAX and _can_be_passed_on(glob) for glob in globs):
        raise ValueError
    return globs


def _json_of(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise _InvalidAtError("", f"a text that is no JSON: line {error.lineno}, column {error.colno}") from None
    except (ValueError, RecursionError):
        raise _InvalidAtError("", "JSON with a number or a depth that cannot be read") from None


def _text_map(raw: Any) -> dict[str, str]:
    if isinstance(raw, str):
        raw = _json_of(raw)
    if not isinstance(raw, Mapping):
        raise _InvalidAtError("", "a list" if isinstance(raw, (list, tuple)) else "a value that is no table")
    return {str(key): _text_of(str(key), value) for key, value in raw.items()}


def _text_of(key: str, value: Any) -> str:
    """Return a text as it is, and any other value that JSON has as its JSON text. Raises _InvalidAtError."""
    try:
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, allow_nan=False)
        text.encode()
    except (TypeError, ValueError):
        raise _InvalidAtError(key, _lacking_in_json(value)) from None
    return text


def _lacking_in_json(value: Any) -> str:
    """Return in words a value that no JSON text of UTF-8 can hold."""
    if isinstance(value, str):
        return "a text with half of a surrogate pair"
    if isinstance(value, float):
        return "a number that JSON does not have"
    holds_others = isinstance(value, (Mapping, list, tuple))
    return "a value with a part that JSON does not have" if holds_others else "a date or time"


def _switch(raw: Any) -> bool:
    words = {"true": True, "1": True, "false": False, "0": False}
    if isinstance(raw, bool):
        return raw
    if not isinstance(raw, str) or raw.lower() not in words:
        raise ValueError
    return words[raw.lower()]


def _whole(least: int, most: int) -> Callable[[Any], Any]:
    def read(raw: Any) -> int:
        text = raw if isinstance(raw, str) else str(raw) if type(raw) is int else ""
        if not text.isdecimal() or len(text) > _DIGITS_MAX or not least <= int(text) <= most:
            raise ValueError
        return int(text)

    return read


def _seconds(raw: Any) -> float:
    try:
        seconds = float(raw)
    except (TypeError, OverflowError):
        raise ValueError from None
    if isinstance(raw, bool) or not 0 <= seconds < 1e6:
        raise ValueError
    return seconds


_BUDGETS = ("strict", "serving")
_LIMITS = {
    "wall_ms": (2, 600_000),
    "fuel": (0, 2**63 - 1),
    "max_pages": (1, 65_536),
    "storage_quota_bytes": (0, 2**40),
}
"""As `workbench.protocol.budgets.ADJUSTABLE`, which this module does without."""


def _budgets(raw: Any) -> dict[str, dict[str, int]]:
    """Return limits by budget."""
    if isinstance(raw, str):
        raw = _json_of(raw)
    if not isinstance(raw, Mapping):
        raise ValueError
    found: dict[str, dict[str, int]] = {}
    for budget, changes in raw.items():
        if budget not in _BUDGETS or not isinstance(changes, Mapping):
            raise _InvalidAtError(str(budget))
        for name, value in changes.items():
            least, most = _LIMITS.get(name, (1, 0))
            if type(value) is not int or not least <= value <= most:
                raise _InvalidAtError(f"{budget}.{name}")
        found[str(budget)] = dict(changes)
    return found


_TABLE = "a table of values that JSON has, in the environment a JSON object"
SETTINGS = {
    setting.name: setting
    for setting in (
        Setting("plugin", None, "the path of a .wasm file", _text, "The plugin that opens when none is named."),
        Setting("profile", "0.1", "0.1 or 0.3", _choice("0.1", "0.3"), "The protocol line."),
        Setting("capabilities", (), "a list of names", _texts, "What the host offers beside the wire functions."),
        Setting("budget", "serving", "strict or serving", _choice("strict", "serving"), "The budget of dispatches."),
        Setting(
            "imports",
            "reference",
            "reference or trap",
            _choice("reference", "trap"),
            "Whether the strict budget links host functions that trap when called.",
        ),
        Setting("config", {}, _TABLE, _text_map, "The plugin's configuration."),
        Setting(
            "config_file",
            None,
            "the path of a file",
            _text,
            "Entries of the configuration: a JSON object or NAME=VALUE lines; relative to the file that sets it.",
        ),
        Setting(
            "config_env",
            {},
            "a table of names of variables, in the environment a JSON object",
            _text_map,
            "Entries of the configuration, by the environment variable that holds each; not in a project file.",
        ),
        Setting("redispatch", True, "true or false", _switch, "Send the last payload again after a reload."),
        Setting(
            "conformance", True, "true or false", _switch, "Run the conformance cases after a reload, on the screen."
        ),
        Setting("fuel", True, "true or false", _switch, "Measure the fuel of calls in the background, on the screen."),
        Setting(
            "budgets",
            {},
            "tables strict and serving, with whole numbers of wall_ms (from 2), fuel (0: not metered), max_pages and "
            "storage_quota_bytes; in the environment a JSON object",
            _budgets,
            "Limits other than the protocol's.",
        ),
        Setting(
            "compile_limit_ms",
            20_000,
            "a whole number from 100 to 600,000",
            _whole(100, 600_000),
            "Milliseconds of processor time that a module may take to compile, all threads together.",
        ),
        Setting(
            "resident_limit_mb",
            1_024,
            "a whole number from 128 to 65,536",
            _whole(128, 65_536),
            "MiB of memory that the process which runs plugins may use.",
        ),
        Setting(
            "confinement",
            "available",
            "available, required or off",
            _choice("available", "required", "off"),
            "How the process that runs plugins is confined: as this system can, fully or no plugin is run, not at all.",
        ),
        Setting(
            "build",
            None,
            f"a shell command of at most {_TEXT_MAX:,} characters",
            _text,
            "Builds the plugin; run in the project's folder on change.",
        ),
        Setting(
            "watch",
            (),
            f"a list of at most {GLOBS_MAX} globs, each of at most {_GLOB_MAX:,} characters",
            _globs,
            "The sources that start a build; none: every file that looks like a source.",
        ),
        Setting("build_limit_s", 600.0, "seconds, 0 for none", _seconds, "How long one build may take."),
        Setting("history", True, "true or false", _switch, "Keep every dispatch in the history."),
        Setting(
            "payloads",
            "payloads",
            "the path of a folder",
            _text,
            "The folder of saved payloads; relative to the file that sets it, else to the project.",
        ),
        Setting(
            "source_paths",
            {},
            _TABLE,
            _text_map,
            "Beginnings of source paths as the module names them, and what takes their place here.",
        ),
        Setting(
            "variables",
            {},
            _TABLE,
            _text_map,
            "Values of ${NAME} in saved payloads.",
        ),
        Setting(
            "expand_environment",
            False,
            "true or false",
            _switch,
            "Let ${NAME} in saved payloads take values of the process environment; not in a project file.",
        ),
        Setting("poll", False, "true or false", _switch, "Watch by polling, for network file systems."),
    )
}
"""By name: the keys of the project file and of the user's file; in the environment upper case, with the prefix."""


def resolve(
    layers: Sequence[tuple[str, Mapping[str, Any]]], lines: Mapping[str, Mapping[tuple[str, ...], int]] | None = None
) -> dict[str, Resolved]:
    """Return the value that holds for each setting.

    Args:
        layers: Source and values, the strongest first; None as a value means: not given there.
        lines: By source, in which line each key stands, by its parts; None: nobody knows.

    Raises:
        InvalidSettings: Names that are not known, or values that cannot be; all of them.
    """
    problems: list[OperatorError] = []
    left_out = 0
    found: dict[str, Resolved] = {}
    for source, values in layers:
        for name, raw in values.items():
            if raw is None:
                continue
            if len(problems) == PROBLEMS_MAX and name not in SETTINGS:
                left_out += 1
                continue
            try:
                found.setdefault(name, Resolved(_read(name, raw, source, (lines or {}).get(source, {})), source))
            except OperatorError as error:
                problems.append(error)
    if problems:
        raise InvalidSettings(tuple(problems), left_out)
    defaults = {name: Resolved(setting.default, "default") for name, setting in SETTINGS.items()}
    return defaults | found


def _read(name: str, raw: Any, source: str, lines: Mapping[tuple[str, ...], int]) -> Any:
    """Return the value of a setting. Raises SettingUnknown, SettingInvalid."""
    setting = SETTINGS.get(name)
    if setting is None:
        raise SettingUnknown(name[:_SHOWN_MAX], source, _meant(name), lines.get((name,), None))
    try:
        return setting.read(raw)
    except ValueError as error:
        inner, found = (error.inner, error.found) if isinstance(error, _InvalidAtError) else ("", "")
        place = f"{name}.{inner}"[:_SHOWN_MAX] if inner else name
        line = line_of(f"{name}.{inner}" if inner else name, lines)
        raise SettingInvalid(place, found or _shown(raw), setting.expected, source, line) from None


def line_of(name: str, lines: Mapping[tuple[str, ...], int]) -> int | None:
    """Return the line of a setting, given in dotted form, or of what it stands in; None: it is not known."""
    parts = tuple(name.split("."))
    return next((lines[parts[:end]] for end in range(len(parts), 0, -1) if parts[:end] in lines), None)


def _meant(name: str) -> str | None:
    return nearest(name, SETTINGS) if len(name) <= 2 * max(map(len, SETTINGS)) else None


def _shown(raw: Any) -> str:
    """Return a value for people; of what is no text its type is said."""
    if isinstance(raw, Mapping):
        return "a table"
    if isinstance(raw, (list, tuple)):
        return f"a list of {len(raw):,}"
    if isinstance(raw, bool):
        return str(raw).lower()
    text = str(raw)[:_SHOWN_MAX]
    if isinstance(raw, (str, int)):
        return text
    return f"{text}, a number without quotes" if isinstance(raw, float) else f"{text}, a date or time without quotes"


def from_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the settings that an environment holds, by name; other variables of ours are left alone."""
    return {
        name: environment[ENVIRONMENT_PREFIX + name.upper()]
        for name in SETTINGS
        if environment.get(ENVIRONMENT_PREFIX + name.upper())
    }
