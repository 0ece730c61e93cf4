"""Which plugins paths, folders and patterns mean. Reads folders, no plugin."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from workbench.errors.artifact import PluginUnreadable
from workbench.errors.remedies import NO_MATCH, NONE_BELOW, words_of

_SUFFIX: Final = ".wasm"
_PATTERN_SIGNS: Final = frozenset("*?[")
_ANY_FOLDERS: Final = "**"


@dataclass(frozen=True, slots=True)
class PluginFound:
    """A plugin that is to be checked."""

    path: str
    error: PluginUnreadable | None = None
    """Why it is known already that it cannot be read; None: it may be."""


@dataclass(frozen=True, slots=True)
class PluginsFound:
    """What the paths mean."""

    plugins: tuple[PluginFound, ...]
    """Each once, by path."""
    links_left_out: int = 0
    """Links in folders that lead out of them."""


def means_one(given: Sequence[str]) -> bool:
    """Say whether what was typed names one file, there or not, rather than a folder or a pattern."""
    return len(given) == 1 and not _is_pattern(given[0]) and not _is_folder(given[0])


def find_plugins(given: Sequence[str]) -> PluginsFound:
    """Return the plugins that paths, folders and patterns name.

    A folder means every file below it whose name ends in `.wasm`, whatever it is: what cannot be read is a failure and
    not nothing. Links to folders are not followed, and links to files only within the folder.
    """
    search = _Search()
    for one in given:
        if _is_folder(one):
            search.below(one)
        elif _is_pattern(one):
            search.matching(one)
        else:
            search.found.setdefault(one, PluginFound(one))
    return PluginsFound(tuple(search.found[path] for path in sorted(search.found)), search.links_left_out)


def _is_pattern(given: str) -> bool:
    return bool(_PATTERN_SIGNS & set(given)) and "\0" not in given and not os.path.lexists(given)


def _is_folder(given: str) -> bool:
    try:
        return stat.S_ISDIR(os.stat(given).st_mode)  # noqa: PTH116 - a path may hold a NUL, which pathlib hides
    except (OSError, ValueError):
        return False


class _Search:
    """Collects plugins; each counts once, under the path by which it was found first."""

    def __init__(self) -> None:
        self.found: dict[str, PluginFound] = {}
        self.links_left_out = 0

    def matching(self, pattern: str) -> None:
        """Add what a pattern matches; a folder that it matches means all below it."""
        matches = list(_matches(pattern))
        for match in matches:
            if _is_folder(match):
                self.below(match)
            else:
                self.found.setdefault(match, PluginFound(match))
        if not matches:
            self._unreadable(pattern, NO_MATCH)

    def below(self, folder: str) -> None:
        """Add every plugin below a folder."""
        base, is_empty = os.path.realpath(folder), True
        for place, inner, names in os.walk(folder, onerror=self._unlistable):
            inner.sort()
            for name in sorted(names):
                # The working folder is not worth a word.
                path = os.path.join(place, name).removeprefix("./")  # noqa: PTH118 - one for each of thousands
                if name.casefold().endswith(_SUFFIX):
                    is_empty = False
                    self._add_from(base, path)
        if is_empty:
            self._unreadable(folder, NONE_BELOW)

    def _add_from(self, base: str, path: str) -> None:
        if os.path.islink(path):  # noqa: PTH114 - as above
            target = os.path.realpath(path)
            if not PurePath(target).is_relative_to(base):
                self.links_left_out += 1
                return
            if target.casefold().endswith(_SUFFIX) and os.path.exists(target):  # noqa: PTH110 - as above
                # It is found under its own name.
                return
        self.found.setdefault(path, PluginFound(path))

    def _unlistable(self, error: OSError) -> None:
        self._unreadable(str(error.filename), f"a folder that cannot be listed: {words_of(error)}")

    def _unreadable(self, path: str, reason: str) -> None:
        self.found.setdefault(path, PluginFound(path, PluginUnreadable(path, reason)))


def _matches(pattern: str) -> Iterator[str]:
    """Give what a pattern matches. Below `**` no link is followed: two that lead upwards would have no end."""
    import glob  # noqa: PLC0415 - one plugin does without

    from workbench.loop.glob_pattern import GlobPattern  # noqa: PLC0415 - as above

    if _ANY_FOLDERS not in pattern:
        yield from glob.iglob(pattern)  # noqa: PTH207 - a pattern may be absolute
        return
    parts = pattern.split("/")
    fixed = next(place for place, part in enumerate(parts) if _PATTERN_SIGNS & set(part))
    base, wanted = "/".join(parts[:fixed]), GlobPattern("/".join(parts[fixed:]))
    # A pattern from the root on has an empty first part.
    top = base or ("/" if pattern.startswith("/") else ".")
    for place, inner, names in os.walk(top):
        inner.sort()
        for name in sorted(names):
            path = os.path.join(place, name)  # noqa: PTH118 - as above
            relative = os.path.relpath(path, top)
            if wanted.matches(relative):
                yield relative if top == "." else path
