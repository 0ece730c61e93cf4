"""All loads of a run as rows: bounded in number and in bytes, each with what changed against the one before. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from workbench.session.compare.build_diff import MODULE_LINE, fuel_changes, generation_changes
from workbench.session.values.generation import Generation, Rows

ROWS_MAX: Final = 50
FILE: Final = 0
"""The number of a build that is no load of this run: it was read from a file, to be compared with."""
MODULES_MAX_BYTES: Final = 128 * 1024 * 1024
"""Of all modules together; above it the oldest rows stay, but their modules go."""


def with_changes(generation: Generation, rows: Rows) -> Generation:
    """Return a complete load with what changed against the last good one before it."""
    before = compared_row(rows, generation.number)
    return generation if before is None else replace(generation, changes=generation_changes(before, generation))


def all_changes(generation: Generation, rows: Rows) -> tuple[str, ...]:
    """Return what changed against the last good load before, with the fuel: that is measured long after both."""
    before, changes = compared_row(rows, generation.number), generation.changes
    fuel = fuel_changes(before, generation) if before is not None else ()
    # Before what only the bytes tell.
    at = next((at for at, line in enumerate(changes) if line.startswith(MODULE_LINE)), len(changes))
    return (*changes[:at], *fuel, *changes[at:])


def with_generation(rows: Rows, generation: Generation, *, kept: frozenset[int] = frozenset()) -> Rows:
    """Return the rows with one more, or with what is newly known of one.

    Args:
        rows: In the order of their numbers.
        generation: A complete load.
        kept: Numbers of rows that stay whole, because they answer or are the baseline.
    """
    for place, row in enumerate(rows):
        if row.number == generation.number:
            return (*rows[:place], generation, *rows[place + 1 :])
    return _bounded((*rows, generation), kept | {generation.number})


def compared_row(rows: Rows, number: int) -> Generation | None:
    """Return the last good load before a number, which answered; the last one when none was good; None: there is none.

    A broken build between two good ones says nothing of what a person has changed from the one to the other.
    """
    before = [row for row in rows if row.number < number]
    return next((row for row in reversed(before) if row.is_good), before[-1] if before else None)


def _bounded(rows: Rows, kept: frozenset[int]) -> Rows:
    surplus = len(rows) - ROWS_MAX
    listed: list[Generation] = []
    for row in rows:
        if surplus > 0 and row.number not in kept:
            surplus -= 1
        else:
            listed.append(row)
    # Equal bytes, which reloads by hand give, are held once.
    sizes = {row.artifact.sha256: len(row.artifact.module) for row in listed}
    held_bytes = sum(sizes.values())
    if held_bytes <= MODULES_MAX_BYTES:
        return tuple(listed)
    whole = {row.artifact.sha256 for row in listed if row.number in kept}
    for row in list(listed):
        sha256 = row.artifact.sha256
        if held_bytes > MODULES_MAX_BYTES and sha256 not in whole:
            held_bytes -= sizes.pop(sha256, 0)
            listed = [_without_module(one) if one.artifact.sha256 == sha256 else one for one in listed]
    return tuple(listed)


def _without_module(row: Generation) -> Generation:
    if not row.artifact.module:
        return row
    return replace(row, artifact=replace(row.artifact, module=b"", dropped_bytes=len(row.artifact.module)))
