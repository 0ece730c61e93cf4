"""Themes from TOML files: ours and the user's, one per file. A bad file is named, never fatal.

A file has `name`, `primary` and, if wanted, the other colours of a Textual theme, `dark`, and a table `variables`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from textual.color import Color, ColorParseError
from textual.theme import BUILTIN_THEMES, Theme

from workbench.ui.contrast import READABLE, WeakPair, weak_pairs

DEFAULT_THEME = "workbench-dark"
_COLOURS = frozenset(
    [
        "primary",
        "secondary",
        "warning",
        "error",
        "success",
        "accent",
        "foreground",
        "background",
        "surface",
        "panel",
        "boost",
    ]
)
_KNOWN = frozenset(field.name for field in fields(Theme))


@dataclass(frozen=True, slots=True)
class ThemeHardToRead:
    """A person's theme with texts that are hard to read. It is used as it is."""

    name: str
    pairs: tuple[WeakPair, ...]
    """The worst first; at least one."""

    def __str__(self) -> str:
        worst, *others = self.pairs
        more = f", and {len(others)} more" if others else ""
        return f"theme {self.name}: {worst}{more}. A text is read well from {READABLE} on."


@dataclass(frozen=True, slots=True)
class ThemeError:
    """A theme file that cannot be used."""

    path: str
    reason: str

    def __str__(self) -> str:
        return f"theme {self.path}: {self.reason}"


def load_themes(folders: Iterable[Path]) -> tuple[list[Theme], list[ThemeError]]:
    """Return the themes of all files `*.toml` in some folders, and what is wrong with the others.

    A later folder's theme replaces an earlier one of the same name. Folders that do not exist are left out.
    """
    themes: dict[str, Theme] = {}
    errors: list[ThemeError] = []
    for path in (path for folder in folders for path in sorted(folder.glob("*.toml"))):
        try:
            theme = theme_of(tomllib.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError) as error:
            errors.append(ThemeError(str(path), str(error)))
        else:
            themes[theme.name] = theme
    return list(themes.values()), errors


def theme_names(folders: Iterable[Path]) -> list[str]:
    """Return the names of all themes that can be chosen, Textual's own included."""
    return [*(theme.name for theme in load_themes(folders)[0]), *BUILTIN_THEMES]


def hard_to_read(themes: Iterable[Theme]) -> Iterator[ThemeHardToRead]:
    """Yield the themes of which some text is hard to read."""
    for theme in themes:
        weak = weak_pairs({**theme.to_color_system().generate(), **theme.variables})
        if weak:
            yield ThemeHardToRead(theme.name, tuple(weak))


def signature(folders: Iterable[Path]) -> tuple[object, ...]:
    """Return what changes when a theme file of some folders does."""
    found = []
    for path in (path for folder in folders for path in sorted(folder.glob("*.toml"))):
        try:
            status = path.stat()
        except OSError:
            continue
        found.append((path, status.st_mtime_ns, status.st_size))
    return tuple(found)


def theme_of(table: dict[str, Any]) -> Theme:
    """Return the theme that a file's table describes.

    Raises:
        ValueError: A key is unknown or missing, or a value is no colour.
    """
    unknown = sorted(table.keys() - _KNOWN)
    if unknown:
        raise ValueError(f"expected only {', '.join(sorted(_KNOWN))}; found {', '.join(unknown)}")
    for required in ("name", "primary"):
        if not isinstance(table.get(required), str):
            raise ValueError(f"expected a string {required!r}, found {table.get(required)!r}")
    for name in _COLOURS & table.keys():
        _check_colour(name, table[name])
    variables = table.get("variables", {})
    if not isinstance(variables, dict) or not all(isinstance(value, str) for value in variables.values()):
        raise ValueError("variables: expected a table of strings")
    return Theme(**table)


def _check_colour(name: str, value: object) -> None:
    try:
        Color.parse(value if isinstance(value, str) else "")
    except ColorParseError:
        raise ValueError(f"{name}: expected a colour, found {value!r}") from None
