"""Units of debug information: which code each has, and its functions with what was inlined into them (DWARF 2 to 5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from workbench.protocol.debug_info.abbreviations import (
    AT_LOW_PC,
    AT_RANGES,
    SKIP_BLOCK,
    SKIP_COUNTED,
    SKIP_FIXED,
    SKIP_LEB,
    TAG_INLINED,
    Abbreviation,
    read_abbreviations,
)
from workbench.protocol.debug_info.forms import (
    ADDRX_FORMS,
    FORM_ADDR,
    FORM_IMPLICIT_CONST,
    FORM_LINE_STRP,
    FORM_RNGLISTX,
    FORM_STRP,
    STRX_FORMS,
    UNIT_REFERENCES,
    DebugInfoError,
    ValueReader,
    string_at,
)

UNITS_MAX: Final = 20_000
ENTRIES_MAX: Final = 3_000_000
"""Of one unit. Reading them takes about a second; the largest unit of a debug build has a tenth of it."""
RANGES_MAX: Final = 100_000
READS_MAX: Final = 2_000_000
"""Attributes and ranges that are read for one place. Reading them takes about two seconds."""
_REFERENCES_MAX: Final = 8
"""How many times an entry may stand for another one."""

_AT_NAME: Final = 0x03
_AT_STATEMENTS: Final = 0x10
_AT_HIGH_PC: Final = 0x12
_AT_DIRECTORY: Final = 0x1B
_AT_ORIGIN: Final = 0x31
_AT_SPECIFICATION: Final = 0x47
_AT_CALL_COLUMN: Final = 0x57
_AT_CALL_FILE: Final = 0x58
_AT_CALL_LINE: Final = 0x59
_AT_LINKAGE_NAME: Final = 0x6E
_AT_STRINGS_BASE: Final = 0x72
_AT_ADDRESSES_BASE: Final = 0x73
_AT_RANGES_BASE: Final = 0x74
_AT_OLD_LINKAGE_NAME: Final = 0x2007

Range = tuple[int, int]
"""First address, and the one behind the last."""
Attributes = Mapping[int, tuple[int, int | str | None]]
"""Form and value by name."""


@dataclass(frozen=True, slots=True)
class CodeEntry:
    """A function, or a call of one that was inlined, which says where its code is."""

    at: int
    """Where the entry stands in `.debug_info`."""
    depth: int
    is_inlined: bool


@dataclass(frozen=True, slots=True)
class SourceCall:
    """One function of a chain, from the one that has the code to the one that was inlined last."""

    name: str
    """As the linker knows it, else as it is written; empty: not known. Untrusted."""
    short_name: str
    """As it is written; empty: not known. Untrusted."""
    file: int = 0
    """From where it was called: of an inlined one only."""
    line: int = 0
    column: int = 0


@dataclass(slots=True)
class ReadsLeft:
    """What may still be read for one place: a list or a layout that many entries share is read for each of them."""

    count: int = READS_MAX

    def take(self, count: int) -> None:
        """Count what is about to be read. Raises DebugInfoError when it is too much."""
        self.count -= count
        if self.count < 0:
            raise DebugInfoError("more attributes and ranges than are read for one place")


@dataclass(slots=True)
class Unit:
    """One compilation unit."""

    sections: Mapping[str, bytes]
    start: int
    first_entry: int
    end: int
    version: int
    abbreviations: dict[int, Abbreviation]
    reads: ReadsLeft = field(default_factory=ReadsLeft)
    """Shared by the units of a module."""
    root: Attributes = field(default_factory=dict)
    _entries: list[CodeEntry] | None = None
    _functions: list[tuple[Range, int]] | None = None
    """Where functions are, each with its number among the entries."""

    def read_root(self) -> None:
        """Read what is said of the unit as a whole. Raises DebugInfoError."""
        self.root = self.attributes(self.first_entry)

    @property
    def directory(self) -> str:
        """Where it was compiled. Untrusted."""
        return self.text(self.root, _AT_DIRECTORY)

    @property
    def statements(self) -> int | None:
        """Where its line table stands; None: it has none."""
        value = self.root.get(_AT_STATEMENTS, (0, None))[1]
        return value if isinstance(value, int) else None

    # ---- entries --------------------------------------------------------------------------------------------------

    def attributes(self, at: int) -> Attributes:
        """Return the attributes of the entry at a place. Raises DebugInfoError."""
        reader = ValueReader(self.sections[".debug_info"], at, self.end)
        abbreviation = self.abbreviations.get(reader.leb())
        if abbreviation is None:
            return {}
        self.reads.take(1 + len(abbreviation.attributes))
        return {
            name: (form, value if form == FORM_IMPLICIT_CONST else reader.value(form))
            for name, form, value in abbreviation.attributes
        }

    def text(self, attributes: Attributes, name: int) -> str:
        """Return an attribute that is a text; empty: there is none."""
        form, value = attributes.get(name, (0, None))
        if isinstance(value, str) or value is None:
            return value or ""
        if form in STRX_FORMS:
            base = self._base(_AT_STRINGS_BASE)
            offsets = ValueReader(self.sections.get(".debug_str_offsets", b""), base + 4 * value)
            form, value = FORM_STRP, offsets.number(4)
        section = {FORM_STRP: ".debug_str", FORM_LINE_STRP: ".debug_line_str"}.get(form)
        return "" if section is None else string_at(self.sections.get(section, b""), value)

    def _base(self, name: int) -> int:
        value = self.root.get(name, (0, 0))[1]
        return value if isinstance(value, int) else 0

    def ranges(self, attributes: Attributes) -> list[Range]:
        """Return where the code of an entry is; what the linker left out is nowhere. Raises DebugInfoError."""
        low = self._address(*attributes.get(AT_LOW_PC, (0, None)))
        form, listed = attributes.get(AT_RANGES, (0, None))
        if isinstance(listed, int):
            found = self._listed_ranges(form, listed, low or 0)
        else:
            form, high = attributes.get(_AT_HIGH_PC, (0, None))
            if low is None or not isinstance(high, int):
                return []
            is_address = form == FORM_ADDR or form in ADDRX_FORMS
            found = [(low, (self._address(form, high) or 0) if is_address else low + high)]
        return [(first, behind) for first, behind in found if 0 < first < behind]

    def _address(self, form: int, value: int | str | None) -> int | None:
        if not isinstance(value, int) or form not in ADDRX_FORMS:
            return value if isinstance(value, int) else None
        return ValueReader(self.sections.get(".debug_addr", b""), self._base(_AT_ADDRESSES_BASE) + 4 * value).number(4)

    def _listed_ranges(self, form: int, offset: int, base: int) -> list[Range]:
        # A unit's own base holds where an entry names none.
        base = base or self._address(*self.root.get(AT_LOW_PC, (0, None))) or 0
        if self.version < 5:
            return list(self._old_ranges(ValueReader(self.sections.get(".debug_ranges", b""), offset), base))
        section = self.sections.get(".debug_rnglists", b"")
        if form == FORM_RNGLISTX:
            first = self._base(_AT_RANGES_BASE)
            offset = first + ValueReader(section, first + 4 * offset).number(4)
        return list(self._new_ranges(ValueReader(section, offset), base))

    def _old_ranges(self, reader: ValueReader, base: int) -> Iterator[Range]:
        for _ in range(RANGES_MAX):
            self.reads.take(1)
            first, behind = reader.number(4), reader.number(4)
            if not first and not behind:
                return
            if first == 0xFFFF_FFFF:
                base = behind
            else:
                yield base + first, base + behind

    def _new_ranges(self, reader: ValueReader, base: int) -> Iterator[Range]:
        def indexed() -> int:
            return self._address(0x1B, reader.leb()) or 0

        for _ in range(RANGES_MAX):
            self.reads.take(1)
            match reader.number(1):
                case 0:
                    return
                case 1:
                    base = indexed()
                case 2:
                    yield indexed(), indexed()
                case 3:
                    first = indexed()
                    yield first, first + reader.leb()
                case 4:
                    yield base + reader.leb(), base + reader.leb()
                case 5:
                    base = reader.number(4)
                case 6:
                    yield reader.number(4), reader.number(4)
                case 7:
                    first = reader.number(4)
                    yield first, first + reader.leb()
                case kind:
                    raise DebugInfoError(f"a range of kind {kind}")

    # ---- functions ------------------------------------------------------------------------------------------------

    def chain(self, address: int) -> list[SourceCall]:
        """Return the function that has the code at an address, and what was inlined there; empty: not known.

        Raises DebugInfoError.
        """
        entries = self._code_entries()
        if self._functions is None:
            self._functions = [
                (one, number)
                for number, entry in enumerate(entries)
                if not entry.is_inlined
                for one in self.ranges(self.attributes(entry.at))
            ]
        number = next((at for (first, behind), at in self._functions if first <= address < behind), None)
        if number is None:
            return []
        calls = [self._call(self.attributes(entries[number].at))]
        for entry in entries[number + 1 :]:
            if entry.depth <= entries[number].depth:
                break
            if entry.is_inlined:
                attributes = self.attributes(entry.at)
                if any(first <= address < behind for first, behind in self.ranges(attributes)):
                    calls.append(self._call(attributes))
        return calls

    def _call(self, attributes: Attributes) -> SourceCall:
        name, short_name = self._names(attributes)
        file, line, column = (
            value if isinstance(value := attributes.get(name, (0, 0))[1], int) else 0
            for name in (_AT_CALL_FILE, _AT_CALL_LINE, _AT_CALL_COLUMN)
        )
        return SourceCall(name or short_name, short_name, file, line, column)

    def _names(self, attributes: Attributes) -> tuple[str, str]:
        """Return the name for the linker, and the one that is written, from the entry or those that it stands for."""
        linkage = written = ""
        for _ in range(_REFERENCES_MAX):
            for name in (_AT_LINKAGE_NAME, _AT_OLD_LINKAGE_NAME):
                linkage = linkage or self.text(attributes, name)
            written = written or self.text(attributes, _AT_NAME)
            reference = attributes.get(_AT_ORIGIN) or attributes.get(_AT_SPECIFICATION)
            if (linkage and written) or reference is None or not isinstance(reference[1], int):
                break
            target = reference[1] + (self.start if reference[0] in UNIT_REFERENCES else 0)
            if not self.start < target < self.end:
                # In another unit: only what link-time optimisation has merged refers there.
                break
            attributes = self.attributes(target)
        return linkage, written

    def _code_entries(self) -> Sequence[CodeEntry]:
        if self._entries is None:
            self._entries = list(_code_entries(self))
        return self._entries


def _code_entries(unit: Unit) -> Iterator[CodeEntry]:
    """Give all functions and inlined calls with code. Written out: a unit may have a hundred thousand entries."""
    content, at, end, abbreviations = unit.sections[".debug_info"], unit.first_entry, unit.end, unit.abbreviations
    depth = 0
    reader = ValueReader(content, at, end)
    for _ in range(ENTRIES_MAX):
        if at >= end:
            return
        start, code = at, content[at]
        at += 1
        if code > 0x7F:
            reader.at = start
            code = reader.leb()
            at = reader.at
        if not code:
            depth -= 1
            if depth <= 0:
                return
            continue
        abbreviation = abbreviations.get(code)
        if abbreviation is None:
            raise DebugInfoError(f"an entry of unknown layout {code}")
        if abbreviation.has_code:
            yield CodeEntry(start, depth, abbreviation.tag == TAG_INLINED)
        for kind, size in abbreviation.steps:
            if kind == SKIP_FIXED:
                at += size
            else:
                at = _behind(reader, at, kind, size)
        if abbreviation.has_children:
            depth += 1
        elif not depth:
            return
    raise DebugInfoError(f"more than {ENTRIES_MAX:,} entries")


def _behind(reader: ValueReader, at: int, kind: int, size: int) -> int:
    """Return the place behind a value whose size stands in it."""
    reader.at = at
    if kind == SKIP_LEB:
        reader.leb()
    elif kind == SKIP_BLOCK:
        reader.skip(reader.leb())
    elif kind == SKIP_COUNTED:
        reader.skip(reader.number(size))
    else:
        reader.string()
    return reader.at


def read_units(sections: Mapping[str, bytes], reads: ReadsLeft) -> Iterator[Unit]:
    """Give all units that describe code, with their roots. Raises DebugInfoError where one cannot be read."""
    content = sections.get(".debug_info", b"")
    known: dict[int, dict[int, Abbreviation]] = {}
    at = 0
    for _ in range(UNITS_MAX):
        if at >= len(content):
            return
        header = ValueReader(content, at)
        length = header.number(4)
        if length >= 0xFFFF_FFF0:
            raise DebugInfoError("units of 64-bit offsets")
        end = min(header.at + length, len(content))
        version = header.number(2)
        start, at = at, end
        if not 2 <= version <= 5:
            continue
        kind = header.number(1) if version >= 5 else 1
        if version >= 5:
            address_size, table = header.number(1), header.number(4)
        else:
            table, address_size = header.number(4), header.number(1)
        if kind != 1 or address_size != 4:
            continue
        if table not in known:
            known[table] = read_abbreviations(sections.get(".debug_abbrev", b""), table)
        unit = Unit(sections, start, header.at, end, version, known[table], reads)
        unit.read_root()
        yield unit
