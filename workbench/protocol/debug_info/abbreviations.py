"""How entries of debug information are laid out: the table that each unit refers to (DWARF 2 to 5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from workbench.protocol.debug_info.forms import (
    COUNT_SIZES,
    FIXED_SIZES,
    FORM_IMPLICIT_CONST,
    FORM_STRING,
    LEB_BLOCKS,
    LEB_FORMS,
    DebugInfoError,
    ValueReader,
)

ABBREVIATIONS_MAX: Final = 100_000
ATTRIBUTES_MAX: Final = 1_000

TAG_SUBPROGRAM: Final = 0x2E
TAG_INLINED: Final = 0x1D
AT_LOW_PC: Final = 0x11
AT_RANGES: Final = 0x55

SKIP_FIXED: Final = 0
SKIP_LEB: Final = 1
SKIP_BLOCK: Final = 2
SKIP_STRING: Final = 3
SKIP_COUNTED: Final = 4


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """The layout of one kind of entry."""

    tag: int
    has_children: bool
    attributes: tuple[tuple[int, int, int], ...]
    """Name, form, and the value where it stands here."""
    steps: tuple[tuple[int, int], ...]
    """How to move over the values: what is there, and its bytes, neighbours of fixed size together."""
    has_code: bool
    """Whether it is a function, or a call of one that was inlined, and says where its code is."""


def read_abbreviations(section: bytes, offset: int) -> dict[int, Abbreviation]:
    """Return the layouts at a place of `.debug_abbrev`, by their codes. Raises DebugInfoError."""
    reader, found = ValueReader(section, offset), dict[int, Abbreviation]()
    while code := reader.leb():
        tag, has_children = reader.leb(), bool(reader.number(1))
        attributes: list[tuple[int, int, int]] = []
        while True:
            name, form = reader.leb(), reader.leb()
            value = reader.signed_leb() if form == FORM_IMPLICIT_CONST else 0
            if not name and not form:
                break
            attributes.append((name, form, value))
            if len(attributes) > ATTRIBUTES_MAX:
                raise DebugInfoError(f"more than {ATTRIBUTES_MAX:,} attributes")
        names = {name for name, _, _ in attributes}
        has_code = tag in (TAG_SUBPROGRAM, TAG_INLINED) and bool(names & {AT_LOW_PC, AT_RANGES})
        forms = [form for _, form, _ in attributes]
        found[code] = Abbreviation(tag, has_children, tuple(attributes), _steps(forms), has_code)
        if len(found) > ABBREVIATIONS_MAX:
            raise DebugInfoError(f"more than {ABBREVIATIONS_MAX:,} layouts")
    return found


def _steps(forms: list[int]) -> tuple[tuple[int, int], ...]:
    steps: list[tuple[int, int]] = []
    for form in forms:
        step = _step(form)
        if step[0] == SKIP_FIXED and steps and steps[-1][0] == SKIP_FIXED:
            steps[-1] = (SKIP_FIXED, steps[-1][1] + step[1])
        elif step != (SKIP_FIXED, 0):
            steps.append(step)
    return tuple(steps)


def _step(form: int) -> tuple[int, int]:
    if form in FIXED_SIZES:
        return SKIP_FIXED, FIXED_SIZES[form]
    if form in LEB_FORMS:
        return SKIP_LEB, 0
    if form in LEB_BLOCKS:
        return SKIP_BLOCK, 0
    if form == FORM_STRING:
        return SKIP_STRING, 0
    if form in COUNT_SIZES:
        return SKIP_COUNTED, COUNT_SIZES[form]
    raise DebugInfoError(f"a value of form {form:#x}")
