"""What a walk over a module found: values that outlive the bytes. Knows nothing of how they are read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Encoding(Enum):
    """What the preamble says the file is."""

    MODULE = "module"
    COMPONENT = "component"
    """A component: it can be walked, but no host of this protocol can run it."""


class ExternalKind(Enum):
    """What an import or export is."""

    FUNCTION = "function"
    TABLE = "table"
    MEMORY = "memory"
    GLOBAL = "global"
    TAG = "tag"

    # A member equals itself alone. The hash of an enumeration is written in Python, and asked for each export.
    __hash__ = object.__hash__


@dataclass(frozen=True, slots=True)
class Section:
    """One section of the file. Every offset counts bytes from the start of the file."""

    id: int
    """0 to 127. 0 is a custom section."""

    name: str
    """A custom section's own name (untrusted text); else the standard one (`type`, `data_count`), or `unknown`."""

    offset: int
    """Where the contents start, as `wasm-objdump -h` counts: `size` bytes stand from here on."""

    size: int
    """Bytes of contents that there are. A custom section's name belongs to them."""

    header_offset: int
    """Where the section's id stands."""

    payload_offset: int
    """Where the payload starts: behind a custom section's name, else equal to `offset`."""

    depth: int = 0
    """0: a section of the file itself. More: of a module or component nested in a component."""

    @property
    def end(self) -> int:
        """The first byte behind the section."""
        return self.offset + self.size

    @property
    def payload_size(self) -> int:
        """Bytes of payload."""
        return self.end - self.payload_offset

    @property
    def is_custom(self) -> bool:
        """Whether the name is the author's."""
        return self.id == 0


@dataclass(frozen=True, slots=True)
class FunctionType:
    """The parameters and results of a function, as the text format names them."""

    params: tuple[str, ...] = ()
    results: tuple[str, ...] = ()

    def __str__(self) -> str:
        results = self.results[0] if len(self.results) == 1 else f"({', '.join(self.results)})"
        return f"({', '.join(self.params)}) -> {results}"


@dataclass(frozen=True, slots=True)
class Import:
    """One import. Both names are untrusted text."""

    module: str
    name: str
    kind: ExternalKind
    type: FunctionType | None = None
    """None: no function, or its type could not be read."""


@dataclass(frozen=True, slots=True)
class Export:
    """One export. The name is untrusted text."""

    name: str
    kind: ExternalKind
    index: int = 0
    """In the index space of its kind, where imports come first."""

    type: FunctionType | None = None
    """None: no function, or its type could not be read."""

    @property
    def is_callable(self) -> bool:
        """Whether Extism can call it: no parameters, one i32 result or none (PROTOCOL.md section 4)."""
        return self.type is not None and not self.type.params and self.type.results in ((), ("i32",))


@dataclass(frozen=True, slots=True)
class Memory:
    """One linear memory."""

    minimum_pages: int
    """Pages of 64 KiB, unless the module sets another size."""

    maximum_pages: int | None
    """None: the module sets no limit."""

    imported: bool = False
    is_shared: bool = False
    """Whether threads are to share it."""


@dataclass(frozen=True, slots=True)
class Start:
    """The function that runs when an instance is built."""

    function: int
    """In the index space of functions, where imports come first."""

    imported: bool


@dataclass(frozen=True, slots=True)
class Unread:
    """A section whose contents could not be read to their end. That is for the engine to judge, not for L1."""

    section: str
    section_offset: int
    """Where the section's contents start."""

    offset: int
    """Where reading stopped: bytes from the start of the file."""

    reason: str


@dataclass(frozen=True, slots=True)
class ModuleMap:
    """What a walk found, in file order. After damage: what stands before it."""

    size_bytes: int
    """Of the whole file."""

    encoding: Encoding | None
    """None: the preamble could not be read."""

    sections: tuple[Section, ...] = ()
    """Complete sections only."""

    sections_unlisted: int = 0
    """Sections that were walked, but are above what is listed."""

    identity_sections: int = 0
    """Identity sections that were walked, listed or not."""

    imports: tuple[Import, ...] = ()
    """In a component: of all modules nested in it. Above the cap those that decide a verdict."""

    imports_total: int = 0
    """What the sections say of their length: more than listed when one lies, breaks off or is above the cap."""

    exports: tuple[Export, ...] = ()
    """As `imports`."""

    exports_total: int = 0
    """As `imports_total`."""

    memories: tuple[Memory, ...] = ()
    """Imported ones first. Of a module, not of what is nested in a component."""

    start: Start | None = None
    """None: nothing runs by itself."""

    function_bodies: int = 0
    """Functions with code in this module."""

    unread: tuple[Unread, ...] = ()

    @property
    def sections_total(self) -> int:
        """Sections that were walked."""
        return len(self.sections) + self.sections_unlisted

    @property
    def is_listed_whole(self) -> bool:
        """Whether nothing was left out of the lists for their length."""
        unread = {one.section for one in self.unread}
        return (
            not self.sections_unlisted
            and (self.imports_total <= len(self.imports) or "import" in unread)
            and (self.exports_total <= len(self.exports) or "export" in unread)
        )

    def custom_sections(self, name: str) -> tuple[Section, ...]:
        """Return the custom sections of that name, nested ones too, in file order."""
        return tuple(section for section in self.sections if section.is_custom and section.name == name)

    def section(self, section_id: int) -> Section | None:
        """Return the file's own first section with that id, or None."""
        return next((one for one in self.sections if one.id == section_id and not one.depth), None)

    def export(self, name: str) -> Export | None:
        """Return the export of that name, or None; of several in a component a function comes first."""
        found = [export for export in self.exports if export.name == name]
        return next((export for export in found if export.kind is ExternalKind.FUNCTION), found[0] if found else None)

    def function_exists(self, name: str) -> bool:
        """Say whether the host can call that export (PROTOCOL.md section 4, last line)."""
        export = self.export(name)
        return export is not None and export.is_callable

    def export_found(self, name: str) -> str:
        """Say what stands under that name.

        `nothing`, `a table`, `a memory`, `a global`, `a tag`, `a function of other type`, or, when the host can
        call it, `a function`.
        """
        export = self.export(name)
        if export is None:
            return "nothing"
        if export.kind is ExternalKind.FUNCTION and not export.is_callable:
            return "a function of other type"
        return f"a {export.kind.value}"
