"""Which value of a setting holds, and what is wrong with what was given. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from workbench.errors import OperatorError
from workbench.errors.operator import InvalidSettings, SettingInvalid, SettingUnknown
from workbench.naming import nearest
from workbench.quoting import quoted
from workbench.settings.kinds import InvalidAtError, ValueKind, in_words
from workbench.settings.layers import Position, SettingsLayer, key_at, value_at
from workbench.settings.table import ENVIRONMENT_PREFIX, SETTINGS, Setting

OPTION: Final = "option"
ENVIRONMENT: Final = "environment"
PROBLEMS_MAX: Final = 20
"""Of more problems only the number is said: a stranger's file may have any number of them."""
_SHOWN_MAX: Final = 200
_NEARLY: Final = 0.8
"""How much alike the names of two variables must be for one to be a slip of the other."""
_NOT_SETTINGS: Final = ("TRUST", "PORTABLE")
"""Variables of ours that are no settings, without the prefix."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """The value that holds, and where it came from."""

    value: Any
    source: str
    """`option`, `environment`, a file's path, or `default`."""
    profile: str = ""
    """The named profile of that file that gives it; empty: none."""
    position: Position | None = None
    """Where in that file; None: in no file, or this is not known."""

    @property
    def key_at(self) -> tuple[int | None, int | None]:
        """Line and column of its key; None for both: not known."""
        return (None, None) if self.position is None else (self.position.line, self.position.column)

    @property
    def value_at(self) -> tuple[int | None, int | None]:
        """Line and column of its value; None for both: not known."""
        return (None, None) if self.position is None else (self.position.value_line, self.position.value_column)


class Problems:
    """Collects what is wrong, so that all of it is said at once, as far as a person would read it."""

    def __init__(self) -> None:
        self._found: list[OperatorError] = []
        self._left_out = 0

    def add(self, error: OperatorError) -> None:
        """Keep an error, or count it."""
        self.add_made(lambda: error)

    def add_made(self, make: Callable[[], OperatorError]) -> None:
        """Make an error and keep it, or only count it: to make it takes time, and a stranger's file may have many."""
        if len(self._found) < PROBLEMS_MAX:
            self._found.append(make())
        else:
            self._left_out += 1

    def check(self) -> None:
        """Raise InvalidSettings if there are any."""
        if self._found:
            raise InvalidSettings(tuple(sorted(self._found, key=self._place)), self._left_out)

    def _place(self, error: OperatorError) -> tuple[int, int, int]:
        """Return what sorts errors as a person goes through them: source by source, each from its first line on."""
        sources = [getattr(one, "source", "") for one in self._found]
        line, column = getattr(error, "line", None), getattr(error, "column", None)
        return sources.index(getattr(error, "source", "")), line or 0, column or 0


def resolve(layers: Sequence[SettingsLayer]) -> dict[str, Resolved]:
    """Return the value that holds for each setting; `layers` are the strongest first.

    Raises:
        InvalidSettings: Names that are not known, or values that cannot be; all of them.
    """
    problems = Problems()
    found: dict[str, Resolved] = {}
    for layer in layers:
        for name, value in _values(layer, problems):
            found.setdefault(name, resolved_from(layer, (name,), value))
    problems.check()
    defaults = {name: Resolved(setting.default, "default") for name, setting in SETTINGS.items()}
    return defaults | found


def resolved_from(layer: SettingsLayer, path: tuple[str, ...], value: Any) -> Resolved:
    """Return a value of a layer, a setting or an entry of a table, with where it came from."""
    profile = layer.profile if path in layer.of_profile else ""
    return Resolved(value, layer.source, profile, layer.positions.get(path))


def entries_of(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Give each entry of a table, and of tables within, by its keys; of anything else the value itself."""
    if not isinstance(value, Mapping):
        yield path, value
        return
    for key, inner in value.items():
        yield from entries_of(inner, (*path, str(key)))


def check(layer: SettingsLayer, problems: Problems, within: Sequence[str] = ()) -> None:
    """Add what is wrong with a layer; `within` are the keys of the table that it stands in, as in `profiles.prod`."""
    for _ in _values(layer, problems, within):
        pass


def _values(layer: SettingsLayer, problems: Problems, within: Sequence[str] = ()) -> Iterator[tuple[str, Any]]:
    """Give the values of a layer that can be, by name; the others are added to the problems."""
    for name, raw in layer.values.items():
        if raw is None:
            continue
        setting = SETTINGS.get(name)
        if setting is None:
            problems.add_made(partial(_unknown, name, layer, within))
            continue
        try:
            yield name, _read(setting, raw, layer.source)
        except ValueError as error:
            problems.add_made(partial(_invalid, setting, raw, layer, error, within))


def _read(setting: Setting, raw: Any, source: str) -> Any:
    """Return the value of a setting. Raises ValueError."""
    if source in (OPTION, ENVIRONMENT) and setting.kind.from_text is not None and isinstance(raw, str):
        raw = setting.kind.from_text(raw)
    return setting.kind.read(raw)


def _unknown(name: str, layer: SettingsLayer, within: Sequence[str]) -> SettingUnknown:
    """Return the error of a name that is not known."""
    at = key_at((*within, name), layer.positions)
    return SettingUnknown(_shown_path(*within, name), layer.source, _meant(name, tuple(SETTINGS)), *at)


def _invalid(
    setting: Setting, raw: Any, layer: SettingsLayer, error: ValueError, within: Sequence[str]
) -> SettingInvalid | SettingUnknown:
    """Return the error of a value that cannot be: quoted where it is a text of the person's, described otherwise."""
    inner = error.inner if isinstance(error, InvalidAtError) else ()
    path = (*within, setting.name, *inner)
    line, column = value_at(path, layer.positions)
    kind, is_variable = setting.kind, layer.source == ENVIRONMENT
    name = ".".join([setting.variable, *inner])[:_SHOWN_MAX] if is_variable else _shown_path(*path)
    expected = (kind.expected_text if is_variable else "") or kind.expected
    if isinstance(error, InvalidAtError) and error.known:
        return SettingUnknown(name, layer.source, _meant(inner[-1], error.known), *key_at(path, layer.positions))
    if isinstance(error, InvalidAtError):
        said = error.expected or expected
        return SettingInvalid(name, None, said, layer.source, line, column, found=error.found)
    if isinstance(raw, str) and layer.source not in (OPTION, ENVIRONMENT) and _is_quoted_value(kind, raw):
        found = f"{quoted(raw[:_SHOWN_MAX])}, which stands in quotes"
        return SettingInvalid(name, None, expected, layer.source, line, column, found=found)
    if isinstance(raw, str):
        shown = raw if len(raw) <= _SHOWN_MAX else raw[:_SHOWN_MAX] + "…"
        return SettingInvalid(name, shown, expected, layer.source, line, column, nearest=_meant(raw, kind.choices))
    return SettingInvalid(name, None, expected, layer.source, line, column, found=in_words(raw))


def _is_quoted_value(kind: ValueKind, raw: str) -> bool:
    """Say whether a text would be a value without its quotes."""
    if kind.from_text is None:
        return False
    try:
        kind.read(kind.from_text(raw))
    except ValueError:
        return False
    return True


def _shown_path(*names: str) -> str:
    return ".".join(names)[:_SHOWN_MAX]


def _meant(name: str, known: Sequence[str]) -> str | None:
    return nearest(name, known) if known and len(name) <= 2 * max(map(len, known)) else None


# ---- the environment ------------------------------------------------------------------------------------------------


def from_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the settings that an environment holds, by name; other variables of ours are left alone."""
    return {
        name: environment[setting.variable]
        for name, setting in SETTINGS.items()
        if setting.variable and environment.get(setting.variable)
    }


def unknown_variables(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that are nearly named as one of a setting, with what was meant.

    Others that begin alike are left alone: they may be another program's.
    """
    known = {*(name.upper() for name, setting in SETTINGS.items() if setting.variable), *_NOT_SETTINGS}
    found: dict[str, str] = {}
    for variable in environment:
        name = variable.removeprefix(ENVIRONMENT_PREFIX)
        if name != variable and name not in known and len(name) <= 2 * max(map(len, known)):
            import difflib  # noqa: PLC0415 - hardly any environment has one

            meant = difflib.get_close_matches(name, known, n=1, cutoff=_NEARLY)
            found |= {variable: ENVIRONMENT_PREFIX + meant[0]} if meant else {}
    return found
