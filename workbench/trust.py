"""What a project file asks for that holds only once a person has trusted it, and what has been trusted. Pure.

A project file may be a stranger's. Facts hold at once: which plugin below its folder, which profile, smaller limits.
What runs a command, raises a limit or leads out of its folder must have been seen by a person before. What they have
seen is what is remembered, not the file: another command asks again, another profile does not.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, Final

from workbench.errors.projects import LimitNotRaised, ProjectPathOutside, is_unlimited_at_zero, shown_limit
from workbench.settings import Positions, value_at
from workbench.visible import visible

LIMITS: Final = ("compile_limit_ms", "resident_limit_mb", "build_limit_s")
"""The settings that are limits, beside those in `budgets`."""
PATHS: Final = ("plugin", "payloads", "config_file")
"""The settings that are paths, relative to the file."""
NOT_TRUSTED: Final = (
    "The scripts, makefiles and compilers that the command calls are not part of what is remembered: "
    "who changes them changes what runs."
)
"""To be said wherever a person is asked."""


RUNS_AS_YOU: Final = "The command runs as you whenever a watched file has changed. Another command asks again."
EVERY_SOURCE: Final = "every file that looks like a source"
_BLANKS: Final = re.compile("[ \u00a0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000]{4,}")
_SELECTORS: Final = re.compile("[\ufe00-\ufe0f]")
"""Signs that nobody sees. Elsewhere they belong to pictures; here two names would look alike."""
_BLANK_ROWS_MAX: Final = 3
_SHOWN_MAX: Final = 10_000


@dataclass(frozen=True, slots=True)
class Requests:
    """What a project file asks for beyond what holds at once. Texts are the file's: untrusted."""

    project: str
    """The real path of the project file's folder, and its name."""
    command: str | None = None
    """What the shell would run in the folder; None: nothing."""
    watch: tuple[str, ...] = ()
    """Which sources would start it, as the file has it; none: every file that looks like a source."""
    limits: tuple[LimitNotRaised, ...] = ()
    paths: tuple[ProjectPathOutside, ...] = ()

    @property
    def folder(self) -> str:
        """Where the command would run."""
        return self.project.rpartition("/")[0] or "/"

    def __bool__(self) -> bool:
        """Say whether anything is asked for."""
        return self.command is not None or bool(self.limits or self.paths)


@dataclass(frozen=True, slots=True)
class Grant:
    """What a person has seen of one project file, and trusted."""

    project: str
    command: str | None
    watch: tuple[str, ...]
    limits: Mapping[str, float]
    """By dotted name."""
    paths: Mapping[str, str]
    """Where they lead, by the setting's name."""
    at: float = 0.0
    """When, in unix seconds."""

    def covers_command(self, requests: Requests) -> bool:
        """Say whether the command that is asked for is the one that was seen."""
        return (self.project, self.command, self.watch) == (requests.project, requests.command, requests.watch)


def granted(requests: Requests, at: float) -> Grant:
    """Return the trust in everything that is asked for."""
    return Grant(
        requests.project,
        requests.command,
        requests.watch if requests.command is not None else (),
        {one.name: one.wanted for one in requests.limits},
        {one.name: one.leads_to for one in requests.paths},
        at,
    )


def not_granted(requests: Requests, grants: Iterable[Grant]) -> Requests:
    """Return what of the requests nobody has trusted."""
    own = [grant for grant in grants if grant.project == requests.project]
    return replace(
        requests,
        command=None if any(grant.covers_command(requests) for grant in own) else requests.command,
        limits=tuple(one for one in requests.limits if not any(_covers_limit(grant, one) for grant in own)),
        paths=tuple(one for one in requests.paths if all(grant.paths.get(one.name) != one.leads_to for grant in own)),
    )


def _covers_limit(grant: Grant, limit: LimitNotRaised) -> bool:
    seen = grant.limits.get(limit.name)
    return seen is not None and _amount(limit.name, seen) >= _amount(limit.name, limit.wanted)


# ---- limits ---------------------------------------------------------------------------------------------------------


def raised_limits(
    values: Mapping[str, Any], standing: Mapping[str, Any], path: str, positions: Positions
) -> tuple[LimitNotRaised, ...]:
    """Return the limits that a project file raises.

    Args:
        values: What the file says, as `workbench.settings` reads it.
        standing: What holds without the file, `budgets` with all their limits.
        path: The file.
        positions: Where each key stands.
    """
    return tuple(
        LimitNotRaised(path, name, wanted, held, *value_at(name.split("."), positions))
        for name, wanted, held in _limits(values, standing)
        if _amount(name, wanted) > _amount(name, held)
    )


def _limits(values: Mapping[str, Any], standing: Mapping[str, Any]) -> Iterator[tuple[str, float, float | None]]:
    """Give each limit of a file with its dotted name, and what holds without the file."""
    for name in LIMITS:
        if name in values:
            yield name, values[name], standing[name]
    for budget, changes in values.get("budgets", {}).items():
        for name, wanted in changes.items():
            yield f"budgets.{budget}.{name}", wanted, standing["budgets"][budget][name]


def _amount(name: str, limit: float | None) -> float:
    """Return how much a limit lets through."""
    return math.inf if limit is None or (not limit and is_unlimited_at_zero(name)) else limit


def without_limits(values: Mapping[str, Any], dropped: Iterable[LimitNotRaised]) -> dict[str, Any]:
    """Return what a file says without some limits."""
    kept = dict(values)
    for one in dropped:
        if one.name in kept:
            del kept[one.name]
            continue
        _, budget, name = one.name.split(".")
        changes = {key: limit for key, limit in kept["budgets"][budget].items() if key != name}
        kept["budgets"] = {**kept["budgets"], budget: changes}
    return kept


# ---- for people -----------------------------------------------------------------------------------------------------


def request_facts(requests: Requests) -> Iterator[tuple[str, str]]:
    """Give what is asked for as names and texts that drive no terminal; a name is empty where the one before goes on.

    All of it may be a stranger's, made to look harmless: blanks that push something out of sight are counted.
    """
    yield "file", shown_text(requests.project)
    if requests.command is not None:
        yield "folder", shown_text(requests.folder)
        rows = requests.command.split("\n")
        yield from (("" if place else "command", row) for place, row in enumerate(_shown_rows(rows)))
        if len(requests.command) > 200 or len(rows) > 1:
            yield "", f"({len(requests.command):,} characters in {len(rows):,} lines)"
        watched = requests.watch or (EVERY_SOURCE,)
        yield from (("" if place else "watch", shown_text(glob)) for place, glob in enumerate(watched))
    for limit in requests.limits:
        standing = "the engine's limit" if limit.standing is None else shown_limit(limit.name, limit.standing)
        yield "limit", f"{limit.name}: {shown_limit(limit.name, limit.wanted)} instead of {standing}"
    for path in requests.paths:
        yield "path", f"{path.name} leads to {shown_text(path.leads_to)}"


def shown_text(text: str) -> str:
    """Return a text of a project file for people: nothing in it is hidden, or pushes the rest out of sight."""
    counted = _BLANKS.sub(lambda blanks: f"⟨{len(blanks.group()):,} blanks⟩", text)
    named = _SELECTORS.sub(lambda sign: f"⟨U+{ord(sign.group()):04X}⟩", counted)
    return visible(named, limit=_SHOWN_MAX)


def _shown_rows(rows: Iterable[str]) -> Iterator[str]:
    """Give the rows of a command for people; of many blank ones only how many there are."""
    for is_blank, group in groupby(rows, key=lambda row: not row.replace("\u2800", "").strip()):
        found = list(group)
        if is_blank and len(found) > _BLANK_ROWS_MAX:
            yield f"⟨{len(found):,} blank lines⟩"
        else:
            yield from map(shown_text, found)
