"""One glob of `watch`: `**` any folders, `*` and `?` within a name. No glob makes it take long. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_ANY_FOLDERS: Final = "**"


class GlobPattern:
    """A glob, and which paths it matches; a project file may be a stranger's, and a glob with it.

    The path is matched name by name against all places that are still possible, and each name by a pattern that never
    goes back over a star: a regular expression for the whole would try every split of the path.
    """

    def __init__(self, glob: str) -> None:
        """Take a glob that stands from the project's folder on, with slashes."""
        parts: list[str] = []
        for part in glob.removeprefix("./").split("/"):
            # Any folders twice are any folders.
            if part != _ANY_FOLDERS or parts[-1:] != [_ANY_FOLDERS]:
                parts.append(part)
        self._parts = parts
        self._names = {part: _name_pattern(part) for part in parts if _ANY_FOLDERS not in part}
        self._bridges = {
            part: tuple(map(_name_pattern, (part, f"{before}*", f"*{behind}")))
            for part in parts
            if _ANY_FOLDERS in part and part != _ANY_FOLDERS
            for before, _, behind in (part.partition(_ANY_FOLDERS),)
        }

    def matches(self, path: str) -> bool:
        """Say whether it matches a path from the project's folder on."""
        names = path.split("/")
        reached = {0}
        for place, part in enumerate(self._parts):
            if part == _ANY_FOLDERS:
                # At the end a name must be left, which is the file's.
                first = min(reached) + (place == len(self._parts) - 1)
                reached = set(range(first, len(names) + 1))
            elif part in self._bridges:
                reached = self._across(part, names, reached)
            else:
                pattern = self._names[part]
                reached = {at + 1 for at in reached if at < len(names) and pattern.fullmatch(names[at])}
            if not reached:
                return False
        return len(names) in reached

    def _across(self, part: str, names: Sequence[str], reached: set[int]) -> set[int]:
        """Return where `a**b` may end: within one name, or from one name to a later one."""
        whole, before, behind = self._bridges[part]
        ends = {at + 1 for at in reached if at < len(names) and whole.fullmatch(names[at])}
        first = min((at for at in reached if at < len(names) and before.fullmatch(names[at])), default=len(names))
        return ends | {at + 1 for at in range(first + 1, len(names)) if behind.fullmatch(names[at])}


def _name_pattern(part: str) -> re.Pattern[str]:
    """Return the pattern of a name. What stands between two stars is taken where it comes first, never elsewhere."""
    pieces = re.split(r"\*+", part)
    first, *rest = ("".join("." if sign == "?" else re.escape(sign) for sign in one) for one in pieces)
    if not rest:
        return re.compile(first, re.DOTALL)
    *middle, last = rest
    return re.compile(f"{first}{''.join(f'(?>.*?{one})' for one in middle)}.*{last}", re.DOTALL)
