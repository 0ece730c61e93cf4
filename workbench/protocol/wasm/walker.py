"""The walk of layer L1: every section in file order, and the first problem ends it (PROTOCOL.md section 2).

Judges the preamble, each section's id and size, the names of custom sections, the extent of each code body, and
the single number of start and data count sections. Knows nothing of what else a section holds, and nothing of
identities, except that their sections are always listed. More sections than `SECTIONS_WALKED_MAX` are a problem too.
"""

from __future__ import annotations

from array import array
from itertools import repeat
from typing import Final

from workbench.errors.identity import WasmParseError
from workbench.protocol.limits import IDENTITY_SECTION
from workbench.protocol.wasm.contents import read_contents
from workbench.protocol.wasm.module_map import Encoding, ModuleMap, Section
from workbench.protocol.wasm.reader import ModuleBytes, Reader, byte_view

SECTIONS_LISTED_MAX: Final = 10_000
"""Above it, only the first section of each id and the identity sections are listed."""

SECTIONS_WALKED_MAX: Final = 200_000
"""A limit of our own, so that a walk ends in a moment: a file of nothing but empty sections holds 100 million."""

IDENTITY_SECTIONS_LISTED_MAX: Final = 16

_PREAMBLE_MAGIC: Final = b"\0asm"
_ENCODINGS: Final = {b"\x01\0\0\0": Encoding.MODULE, b"\x0d\0\x01\0": Encoding.COMPONENT}

_CUSTOM, _START, _CODE, _DATA_COUNT = 0, 8, 10, 12
_NESTED_MODULE, _NESTED_COMPONENT = 1, 4
_LOOKED_INTO: Final = frozenset({_CUSTOM, _START, _CODE, _DATA_COUNT, _NESTED_MODULE, _NESTED_COMPONENT})
"""Ids whose contents the walk looks at, in one encoding or the other."""

_NAMES: Final = {
    Encoding.MODULE: (
        "custom", "type", "import", "function", "table", "memory", "global", "export", "start", "element", "code",
        "data", "data_count", "tag",
    ),
    Encoding.COMPONENT: (
        "custom", "core_module", "core_instance", "core_type", "component", "instance", "alias", "type",
        "canonical", "start", "import", "export",
    ),
}  # fmt: skip

_STEP_BY_SECOND_BYTE: Final = tuple(range(-126, 128 * 128 - 126, 128))
"""What a size of two bytes adds to its first byte to lead behind the body; second bytes from 0x80 on are not in."""


def walk(module: ModuleBytes) -> ModuleMap:
    """Walk the whole module.

    A component is walked too, with what is nested in it: it is a well-formed sequence of sections, and the engine
    refuses it later.

    Raises `WasmParseError` at the first problem in file order.
    """
    module_map, error = walk_leniently(module)
    if error is not None:
        raise error
    return module_map


def walk_leniently(module: ModuleBytes) -> tuple[ModuleMap, WasmParseError | None]:
    """Walk up to the first problem; return what stands before it, and the problem.

    None in place of the error means that the whole module is well-formed. Never raises for what the bytes hold.
    """
    with byte_view(module) as view:
        path = _Walk(view, module if isinstance(module, bytes) else view)
        error: WasmParseError | None = None
        try:
            path.run()
        except WasmParseError as fault:
            # The traceback would keep the view, and with it a mapped file, alive.
            error = fault.with_traceback(None)
        return path.found(), error


class _Walk:
    """One walk: the place in the file and what was found so far."""

    def __init__(self, view: memoryview, cells: bytes | memoryview) -> None:
        self.reader = Reader(view, 0, len(view), "the file")
        self.cells = cells
        """The same bytes in the form that is quickest to index."""
        self.encoding: Encoding | None = None
        self.sections: list[Section] = []
        self.sections_unlisted = 0
        self.identities_listed = 0
        self.function_bodies = 0
        self.firsts: dict[int, Section] = {}
        """The first section of each id, for reading a module's contents."""
        self.outer_ends = array("Q")
        """Where the components end that are open around the present place, outermost first."""

    def found(self) -> ModuleMap:
        """Return what was found, with the contents of a module's complete sections."""
        seen = ModuleMap(
            size_bytes=len(self.reader.view),
            encoding=self.encoding,
            sections=tuple(self.sections),
            sections_unlisted=self.sections_unlisted,
            function_bodies=self.function_bodies,
        )
        return read_contents(self.reader.view, self.firsts, seen) if self.encoding is Encoding.MODULE else seen

    def run(self) -> None:
        """Walk the file, and what is nested in a component, to the end."""
        reader = self.reader
        encoding = self.encoding = self._preamble("a preamble", None)
        end = reader.end
        while True:
            if reader.position == end:
                if not self.outer_ends:
                    return
                reader.end = end = self.outer_ends.pop()
                reader.within = "the component" if self.outer_ends else "the file"
                encoding = Encoding.COMPONENT
                continue
            if len(self.sections) + self.sections_unlisted >= SECTIONS_WALKED_MAX:
                raise WasmParseError(reader.position, f"at most {SECTIONS_WALKED_MAX:,} sections", "one more")
            section = self._section(encoding, len(self.outer_ends))
            if section is None:
                continue
            self._list(section)
            if encoding is Encoding.COMPONENT and section.id in (_NESTED_MODULE, _NESTED_COMPONENT):
                self.outer_ends.append(end)
                reader.position, reader.end, reader.within = section.offset, section.end, "the section"
                end = section.end
                wanted = Encoding.MODULE if section.id == _NESTED_MODULE else Encoding.COMPONENT
                encoding = self._preamble(f"a preamble of a {wanted.value}", wanted)

    def _preamble(self, expected: str, wanted: Encoding | None) -> Encoding:
        reader = self.reader
        start = reader.position
        magic = bytes(reader.view[start : min(start + 4, reader.end)])
        if magic != _PREAMBLE_MAGIC:
            found = f"the bytes {magic.hex(' ')}" if magic else f"the end of {reader.within}"
            raise WasmParseError(start, f"{expected}, 00 61 73 6d", found)
        version = bytes(reader.view[start + 4 : min(start + 8, reader.end)])
        encoding = _ENCODINGS.get(version)
        if encoding is None or (wanted is not None and encoding is not wanted):
            found = f"the bytes {version.hex(' ')}" if version else f"the end of {reader.within}"
            raise WasmParseError(start + 4, "the version of a core module, 01 00 00 00", found)
        reader.position = start + 8
        return encoding

    def _section(self, encoding: Encoding, depth: int) -> Section | None:
        """Read and judge one section and move behind it; a nested one is only opened.

        None: it is above the cap, and nothing is judged in it but its size.
        """
        reader = self.reader
        if len(self.sections) >= SECTIONS_LISTED_MAX and self._skip_unlisted():
            return None
        header_offset = reader.position
        section_id, offset, size = _header(reader)
        names = _NAMES[encoding]
        name = names[section_id] if section_id < len(names) else "unknown"
        payload_offset = offset
        contents = Reader(reader.view, offset, offset + size, "the section")
        if section_id == _CUSTOM:
            name = contents.name("a custom section's name")
            payload_offset = contents.position
        elif encoding is Encoding.MODULE:
            if section_id in (_START, _DATA_COUNT):
                _judge_single_number(contents, name)
            elif section_id == _CODE:
                count = contents.unsigned("the number of code bodies")
                _skip_bodies(contents, self.cells, count)
                self.function_bodies += 0 if depth else count
        return Section(section_id, name, offset, size, header_offset, payload_offset, depth)

    def _skip_unlisted(self) -> bool:
        """Move over short sections above the cap, of which only size and name count. False: the next one is none."""
        view, position, end = self.reader.view, self.reader.position, self.reader.end
        start = position
        unlisted_max = SECTIONS_WALKED_MAX - len(self.sections)
        while position + 2 < end and self.sections_unlisted < unlisted_max:
            section_id, size, name_size = view[position], view[position + 1], view[position + 2]
            if section_id not in self.firsts or size > 0x7F or size > end - position - 2:
                break
            if section_id in _LOOKED_INTO:
                if section_id != _CUSTOM or name_size >= size or name_size == len(IDENTITY_SECTION):
                    break
                try:
                    str(view[position + 3 : position + 3 + name_size], "utf-8")
                except UnicodeDecodeError:
                    break
            position += 2 + size
            self.sections_unlisted += 1
        self.reader.position = position
        return position > start

    def _list(self, section: Section) -> None:
        listed = not section.depth and section.id not in self.firsts
        if section.is_custom and section.name == IDENTITY_SECTION:
            self.identities_listed += 1
            listed = listed or self.identities_listed <= IDENTITY_SECTIONS_LISTED_MAX
        if listed or len(self.sections) < SECTIONS_LISTED_MAX:
            self.sections.append(section)
        else:
            self.sections_unlisted += 1
        if not section.depth:
            self.firsts.setdefault(section.id, section)


def _header(reader: Reader) -> tuple[int, int, int]:
    """Move over a whole section; return its id, and where its contents start and how many bytes they are."""
    start = reader.position
    section_id = reader.byte("the id of a section")
    if section_id & 0x80:
        raise WasmParseError(start, "the id of a section, 0x00 to 0x7f", f"0x{section_id:02x}")
    if not section_id and bytes(reader.view[start : start + 4]) == _PREAMBLE_MAGIC:
        raise WasmParseError(start, "a section", "the preamble of another module")
    size = reader.unsigned("the size of a section")
    if size > reader.left:
        raise WasmParseError(
            reader.position,
            f"{size:,} bytes of section {section_id}",
            f"{reader.left:,} until the end of {reader.within}",
        )
    offset = reader.position
    reader.position = offset + size
    return section_id, offset, size


def _judge_single_number(contents: Reader, name: str) -> None:
    contents.unsigned(f"one number in the section {name}")
    if contents.left:
        raise WasmParseError(
            contents.position, f"the end of the section {name} behind one number", f"{contents.left:,} more bytes"
        )


def _skip_bodies(contents: Reader, cells: bytes | memoryview, count: int) -> None:
    """Move over `count` code bodies, which must fill the section to its end.

    The loop runs once per function of a module that may have millions, so it looks at nothing but sizes of one and two
    bytes: a longer one, and the end of the file, come up as an index out of range. A body that leaves the section makes
    it end elsewhere than at the section's end; only then are the bodies walked again, to find which one it was.

    Raises `WasmParseError` at the first body that does not fit, and at bytes behind the last one.
    """
    position, end = contents.position, contents.end
    first = position
    turns = repeat(None, count)
    fits = True
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
                contents.position = position
                size = contents.unsigned("the size of a code body")
                position = contents.position + size
    if not fits or position != end:
        contents.position = first
        raise _body_fault(contents, count)


def _body_fault(contents: Reader, count: int) -> WasmParseError:
    """Walk bodies that do not fill their section and return what is wrong with them."""
    end = contents.end
    for _ in repeat(None, count):
        start = contents.position
        if start == end:
            return WasmParseError(start, f"{count:,} code bodies", "the end of the section before the last one")
        size = contents.unsigned("the size of a code body")
        if size > contents.left:
            return WasmParseError(
                start, f"a code body of {size:,} bytes", f"{contents.left:,} until the end of the section"
            )
        contents.position += size
    return WasmParseError(
        contents.position, f"the end of the section code behind {count:,} bodies", f"{contents.left:,} more bytes"
    )
