"""What the reference's parser judges of one module's known sections (PROTOCOL.md section 2).

That is their order, the count at the head of each, the numbers of start and data count, the extent of each code body,
and whether the counts of one section fit another. Knows nothing of what else a section holds, nor of components.
"""

from __future__ import annotations

from itertools import repeat
from typing import Final

from workbench.errors.identity import WasmParseError
from workbench.protocol.wasm.reader import ByteReader, counted

CUSTOM, FUNCTION, START, CODE, DATA, DATA_COUNT = 0, 3, 8, 10, 11, 12

NAMES: Final = (
    "custom", "type", "import", "function", "table", "memory", "global", "export", "start", "element", "code", "data",
    "data_count", "tag",
)  # fmt: skip
"""By id."""

_IN_ORDER: Final = (1, 2, 3, 4, 5, 13, 6, 7, 8, 9, 12, 10, 11)
_RANKS: Final = {section_id: rank for rank, section_id in enumerate(_IN_ORDER)}

_STEP_BY_SECOND_BYTE: Final = tuple(range(-126, 128 * 128 - 126, 128))
"""What a size of two bytes adds to its first byte to lead behind the body; second bytes from 0x80 on are not in."""


def is_known(section_id: int) -> bool:
    """Say whether the walk judges a module's section of this id; custom ones are not meant."""
    return section_id in _RANKS


class CoreSections:
    """The known sections of one module, taken one by one in file order."""

    def __init__(self, cells: bytes | memoryview) -> None:
        self._cells = cells
        """The file in the form that is quickest to index."""
        self._last: int | None = None
        self._counts: dict[int, int] = {}
        """By id: function, code, data, data count."""

    @property
    def bodies(self) -> int:
        """Code bodies met so far."""
        return self._counts.get(CODE, 0)

    def judge_order(self, section_id: int, offset: int) -> None:
        """Judge whether this section may follow those before it; `offset` is where its contents start.

        Raises `WasmParseError` where it may not, which is so for a second one of its id, too.
        """
        if self._last is not None and _RANKS[section_id] <= _RANKS[self._last]:
            name, last = NAMES[section_id], NAMES[self._last]
            if section_id == self._last:
                expected, found = f"at most one {name} section", "a second one"
            else:
                expected, found = f"the {name} section before the {last} section", "it after"
            raise WasmParseError(offset, expected, found, name)
        self._last = section_id

    def judge_contents(self, section_id: int, contents: ByteReader) -> None:
        """Judge what stands at the head of a section other than code; `contents` spans it.

        Raises `WasmParseError`.
        """
        number = contents.unsigned("a single number" if section_id in (START, DATA_COUNT) else "the number of entries")
        if section_id in (START, DATA_COUNT) and contents.left:
            raise contents.error(
                contents.position, "the end of the section after one number", counted(contents.left, "more byte")
            )
        if section_id in (FUNCTION, DATA, DATA_COUNT):
            self._counts[section_id] = number
        if section_id == DATA:
            self._compare_data(contents.end, "data")

    def judge_code(self, reader: ByteReader, size: int) -> None:
        """Judge a code section of `size` bytes, which starts where `reader` stands, and move behind it.

        `reader` spans the whole module: like the reference's, it finds where the section ends too early, not before.
        Raises `WasmParseError`.
        """
        start = reader.position
        outside, reader.section = reader.section, "code"
        count = reader.unsigned("the number of code bodies")
        if reader.position > start + size:
            raise reader.error(start, "the number of code bodies", "the end of the section")
        self._counts[CODE] = count
        self._compare_functions(start, "code")
        _skip_bodies(reader, self._cells, count, start + size)
        reader.section = outside

    def judge_end(self, offset: int, where: str) -> None:
        """Judge, at the end of the module, whether a count is left without its section.

        Raises `WasmParseError`.
        """
        self._compare_functions(offset, where)
        self._compare_data(offset, where)

    def _compare_functions(self, offset: int, where: str) -> None:
        functions, bodies = self._counts.get(FUNCTION), self._counts.get(CODE)
        if (functions or 0) == (bodies or 0):
            return
        if bodies is None:
            found = "no code section"
        elif functions is None:
            found = f"{_bodies(bodies)} and no function section"
        else:
            found = f"{bodies:,}"
        raise WasmParseError(offset, f"{_bodies(functions or 0)}, one for each function", found, where)

    def _compare_data(self, offset: int, where: str) -> None:
        announced, segments = self._counts.get(DATA_COUNT), self._counts.get(DATA)
        if announced is None or announced == (segments or 0):
            return
        found = "no data section" if segments is None else f"{segments:,}"
        raise WasmParseError(
            offset, f"{counted(announced, 'data segment')}, as the data_count section says", found, where
        )


def _bodies(count: int) -> str:
    return f"{count:,} code bod{'y' if count == 1 else 'ies'}"


def _skip_bodies(reader: ByteReader, cells: bytes | memoryview, count: int, end: int) -> None:
    """Move over `count` code bodies, which must fill the section to its end.

    The loop runs once per function of a module that may have millions, so it looks at nothing but sizes of one and two
    bytes: a longer one, and the end of the file, come up as an index out of range. A body that leaves the section makes
    it end elsewhere than at the section's end; only then are the bodies walked again, to find which one it was.

    Raises `WasmParseError` at the first body that does not fit, and at bytes behind the last one.
    """
    position = first = reader.position
    turns = repeat(None, count)
    fits = end <= reader.end
    while fits:
        try:
            for _ in turns:
                size = cells[position]
                if size > 0x7F:
                    position += size + _STEP_BY_SECOND_BYTE[cells[position + 1]]
                else:
                    position += size + 1
            break
        except IndexError:
            fits = position < end
            if fits:
                reader.position = position
                size = reader.unsigned("the size of a code body")
                position = reader.position + size
    reader.position = position
    if not fits or position != end:
        reader.position = first
        raise _body_error(reader, count, end)


def _body_error(reader: ByteReader, count: int, end: int) -> WasmParseError:
    """Walk bodies that do not fill their section and return what is wrong with them."""
    for number in range(1, count + 1):
        start = reader.position
        if start == end:
            return reader.error(start, _bodies(count), f"the end of the section after {number - 1:,}")
        size = reader.unsigned("the size of a code body")
        what = f"code body {number:,} of {count:,}"
        reader.skip(size, what)
        if reader.position > end:
            left = max(end - reader.position + size, 0)
            return reader.error(start, f"{counted(size, 'byte')} of {what}", f"{left:,} until the end of the section")
    left = end - reader.position
    return reader.error(reader.position, f"the end of the section after {_bodies(count)}", counted(left, "more byte"))
