"""The walk of layer L1: every section in file order, and the first problem ends it (PROTOCOL.md section 2).

It is the walk of the reference's parser: preambles, each section's id and size, names of custom sections, and what
`core_sections` and `component_sections` judge. Knows nothing of what else a section holds, and nothing of identities,
except that their sections are listed and counted.
"""

from __future__ import annotations

from array import array
from typing import Final

from workbench.errors.identity import WasmParseError
from workbench.protocol.limits import IDENTITY_SECTION
from workbench.protocol.wasm import component_sections as component
from workbench.protocol.wasm.contents import Contents
from workbench.protocol.wasm.core_sections import CODE, CUSTOM, NAMES, CoreSections, is_known
from workbench.protocol.wasm.module_map import Encoding, ModuleMap, Section
from workbench.protocol.wasm.reader import ByteReader, ModuleBytes, byte_view, counted
from workbench.protocol.wasm.skipping import repeated

SECTIONS_LISTED_MAX: Final = 10_000
"""Above it, only the first section of each id and the identity sections are listed."""

IDENTITY_SECTIONS_LISTED_MAX: Final = 16

_MAGIC: Final = b"\0asm"
_ENCODINGS: Final = {b"\x01\0\0\0": Encoding.MODULE, b"\x0d\0\x01\0": Encoding.COMPONENT}
_NO_LIMIT: Final = 1 << 62
_ALL_IDS: Final = range(0x80)
_FREE_IN_MODULE: Final = frozenset(one for one in _ALL_IDS if one != CUSTOM and not is_known(one))
_FREE_IN_COMPONENT: Final = frozenset(range(len(component.NAMES), 0x80))
"""Ids of sections of which nothing but the size is judged."""
_NAMES: Final = {Encoding.MODULE: NAMES, Encoding.COMPONENT: component.NAMES}


def walk(module: ModuleBytes) -> ModuleMap:
    """Walk the whole module.

    A component is walked too, with what is nested in it: it is a well-formed sequence of sections, and the engine
    rejects it later.

    Raises `WasmParseError` at the first problem in file order.
    """
    module_map, error = walk_leniently(module)
    if error is not None:
        raise error
    return module_map


def walk_leniently(module: ModuleBytes, *, listed_max: int | None = None) -> tuple[ModuleMap, WasmParseError | None]:
    """Walk up to the first problem; return what stands before it, and the problem.

    None in place of the error means that the whole module is well-formed. `listed_max` takes the place of
    the usual caps on what is listed. Never raises for what the bytes hold.
    """
    with byte_view(module) as view:
        path = _Walk(view, module if isinstance(module, bytes) else view, listed_max)
        error: WasmParseError | None = None
        try:
            path.run()
        except WasmParseError as raised:
            # The traceback would keep the view, and with it a mapped file, alive.
            error = raised.with_traceback(None)
        return path.found(), error


class _Walk:
    """One walk: the place in the file and what was found so far."""

    def __init__(self, view: memoryview, cells: bytes | memoryview, listed_max: int | None) -> None:
        self.reader = ByteReader(view, 0, len(view), "the file")
        self.cells = cells
        """The same bytes in the form that is quickest to index."""
        self.sections_listed_max = SECTIONS_LISTED_MAX if listed_max is None else listed_max
        self.file_encoding: Encoding | None = None
        self.sections: list[Section] = []
        self.sections_unlisted = 0
        self.identities = 0
        self.function_bodies = 0
        self.ids_met: set[int] = set()
        """Of the file's own sections."""
        self.contents = Contents(view, listed_max)
        self.core: CoreSections | None = None
        """The module at the present place; None: it is a component."""
        self.firsts: dict[int, Section] = {}
        """That module's first section of each id."""
        self.limit = _NO_LIMIT
        """Where the present module or component ends by its size, be that behind the end of the file."""
        self.outer = array("Q")
        """The components that are open around the present place, outermost first: twice their limit, and one more where
        the start section was met."""
        self.has_start = False
        """Whether the present component's start section was met."""

    def found(self) -> ModuleMap:
        """Return what was found, with the contents of the complete sections."""
        if self.core is not None:
            self.contents.read(self.firsts, nested=bool(self.outer))
        return self.contents.added_to(
            ModuleMap(
                size_bytes=len(self.reader.view),
                encoding=self.file_encoding,
                sections=tuple(self.sections),
                sections_unlisted=self.sections_unlisted,
                identity_sections=self.identities,
                function_bodies=self.function_bodies,
            )
        )

    def run(self) -> None:
        """Walk the file, and what is nested in a component, to the end."""
        self.file_encoding = self._enter(None)
        reader = self.reader
        while True:
            if reader.position < reader.end:
                self._step()
            elif self.outer:
                self._judge_end()
                self._leave()
            else:
                self._judge_end()
                return

    def _judge_end(self) -> None:
        if self.core is not None:
            self.core.judge_end(self.reader.position, self.reader.section)

    def _enter(self, wanted: Encoding | None) -> Encoding:
        """Read a preamble; None takes either."""
        reader = self.reader
        start = reader.position
        title = "a preamble" if wanted is None else f"the preamble of a {wanted.value}"
        magic = bytes(reader.view[start : min(start + 4, reader.end)])
        if magic != _MAGIC:
            raise reader.error(start, f"{title}, 00 61 73 6d", self._instead_of_magic(magic))
        version = bytes(reader.view[start + 4 : min(start + 8, reader.end)])
        encoding = _ENCODINGS.get(version)
        if encoding is None:
            raise reader.error(start + 4, "the version of a core module, 01 00 00 00", self._shown(version))
        if wanted is not None and encoding is not wanted:
            raise reader.error(start, title, f"that of a {encoding.value}")
        reader.position = start + 8
        self.core = CoreSections(self.cells) if encoding is Encoding.MODULE else None
        self.firsts = {}
        self.has_start = False
        return encoding

    def _shown(self, found: bytes) -> str:
        return f"the bytes {found.hex(' ')}" if found else f"the end of {self.reader.within}"

    def _instead_of_magic(self, magic: bytes) -> str:
        reader = self.reader
        if reader.position:
            return self._shown(magic)
        # Only what is no module needs it, and inspect is counted in milliseconds.
        from workbench.protocol.wasm.formats import LOOKED_AT_BYTES, format_of  # noqa: PLC0415

        known = format_of(bytes(reader.view[: min(LOOKED_AT_BYTES, reader.end)]))
        return f"{self._shown(magic)}, {known}" if magic and known else known or self._shown(magic)

    def _leave(self) -> None:
        """Go on in the component around a nested module or component that has ended."""
        if self.core is not None:
            self.contents.read(self.firsts, nested=True)
        reader = self.reader
        limit_and_start = self.outer.pop()
        self.limit, self.has_start = limit_and_start >> 1, bool(limit_and_start & 1)
        reader.end = min(self.limit, len(reader.view))
        reader.within, reader.section = ("the section", "component") if self.outer else ("the file", "")
        self.core = None

    def _step(self) -> None:
        """Walk one section, or many short ones above the cap, or enter a nested module or component."""
        if len(self.sections) >= self.sections_listed_max and self._skip_unlisted():
            return
        reader = self.reader
        header_offset = reader.position
        section_id, size = self._header()
        offset = payload_offset = reader.position
        encoding = Encoding.COMPONENT if self.core is None else Encoding.MODULE
        names = _NAMES[encoding]
        name = names[section_id] if section_id < len(names) else "unknown"
        depth = len(self.outer)
        if self.core is None and section_id in (component.NESTED_MODULE, component.NESTED_COMPONENT):
            # What is nested may end where the file does: that is all right for the reference's parser.
            size = self._open(name, header_offset + 1, size)
        elif self.core is not None and section_id == CODE:
            self.core.judge_order(CODE, offset)
            self.core.judge_code(reader, size)
            self.function_bodies += 0 if depth else self.core.bodies
        else:
            contents = self._contents(section_id, name, size)
            if section_id == CUSTOM:
                name = contents.name("a custom section's name")
                payload_offset = contents.position
            else:
                self._judge_contents(section_id, contents)
        self._list(Section(section_id, name, offset, size, header_offset, payload_offset, depth))
        if depth < len(self.outer):
            self._enter(Encoding.MODULE if section_id == component.NESTED_MODULE else Encoding.COMPONENT)

    def _contents(self, section_id: int, name: str, size: int) -> ByteReader:
        """Move over the contents of a section, and return a reader of them."""
        reader = self.reader
        offset = reader.position
        if self.core is not None and is_known(section_id):
            self.core.judge_order(section_id, offset)
        outside, reader.section = reader.section, name
        reader.skip(size, f"section {section_id}")
        reader.section = outside
        return ByteReader(reader.view, offset, offset + size, "the section", name)

    def _judge_contents(self, section_id: int, contents: ByteReader) -> None:
        if self.core is not None:
            if is_known(section_id):
                self.core.judge_contents(section_id, contents)
        elif section_id == component.START:
            if self.has_start:
                raise contents.error(contents.position, "at most one section start", "a second one")
            self.has_start = True
            component.judge_start(contents)
        elif section_id in component.COUNTED:
            contents.unsigned("the number of entries")

    def _header(self) -> tuple[int, int]:
        """Read a section's id and size."""
        reader = self.reader
        start = reader.position
        if bytes(reader.view[start : min(start + 4, reader.end)]) == _MAGIC:
            raise reader.error(start, "a section", "the preamble of another module")
        section_id = reader.byte("the id of a section")
        if section_id & 0x80:
            raise reader.error(start, "the id of a section, 0x00 to 0x7f", f"0x{section_id:02x}")
        size_offset = reader.position
        size = reader.unsigned(f"the size of section {section_id}")
        if reader.position + size > self.limit:
            found = f"{self.limit - reader.position:,} until the end of {reader.within}"
            raise reader.error(size_offset, f"{counted(size, 'byte')} of section {section_id}", found)
        return section_id, size

    def _open(self, name: str, size_offset: int, size: int) -> int:
        """Begin with what is nested in a component; return how many bytes of it there are."""
        reader = self.reader
        if size > component.NESTED_MAX_BYTES:
            expected = f"at most {component.NESTED_MAX_BYTES:,} bytes of section {name}"
            raise reader.error(size_offset, expected, f"{size:,}")
        self.outer.append(self.limit << 1 | self.has_start)
        self.limit = reader.position + size
        reader.end = min(self.limit, reader.end)
        reader.within, reader.section = "the section", name
        return reader.left

    def _skip_unlisted(self) -> bool:
        """Move over short sections above the cap, of which only size and head count. False: the next one is none."""
        position, end = self.reader.position, self.reader.end
        start, cells, unlisted = position, self.cells, 0
        free, counted_ids = (_FREE_IN_MODULE, ()) if self.core is not None else (_FREE_IN_COMPONENT, component.COUNTED)
        ids_met = _ALL_IDS if self.outer else self.ids_met
        while position + 2 < end:
            section_id, size, head = cells[position], cells[position + 1], cells[position + 2]
            if size > 0x7F or size > end - position - 2 or section_id not in ids_met:
                break
            if section_id == CUSTOM:
                if head >= size or head == len(IDENTITY_SECTION):
                    break
                try:
                    str(cells[position + 3 : position + 3 + head], "utf-8")
                except UnicodeDecodeError:
                    break
            elif section_id in counted_ids:
                if head > 0x7F or not size:
                    break
            elif section_id not in free:
                break
            following = position + 2 + size
            if cells[following : following + 2 + size] == cells[position:following]:
                times = repeated(cells, position, 2 + size, end)
                following = position + times * (2 + size)
                unlisted += times - 1
            position = following
            unlisted += 1
        self.reader.position = position
        self.sections_unlisted += unlisted
        return position > start

    def _list(self, section: Section) -> None:
        listed = not section.depth and section.id not in self.ids_met
        if section.is_custom and section.name == IDENTITY_SECTION:
            self.identities += 1
            listed = listed or self.identities <= IDENTITY_SECTIONS_LISTED_MAX
        if listed or len(self.sections) < self.sections_listed_max:
            self.sections.append(section)
        else:
            self.sections_unlisted += 1
        if not section.depth:
            self.ids_met.add(section.id)
        if self.core is not None:
            self.firsts.setdefault(section.id, section)
