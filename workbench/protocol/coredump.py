"""The call stack in a core dump of the engine: a module of custom sections, as wasmtime writes it. Pure.

Its content is the engine's, but a guest runs in the process that wrote it: what cannot be read gives no frames.
"""

from __future__ import annotations

from typing import Final

from workbench.errors.identity import WasmParseError
from workbench.protocol.wasm.reader import ByteReader, byte_view
from workbench.protocol.wasm.walker import walk_leniently

FRAMES_MAX: Final = 64
ITEMS_MAX: Final = 1_000_000
_FRAME: Final = 0

BodyPlace = tuple[int, int]
"""Index of a function, and bytes from the start of its body."""


def stack_of(dump: bytes) -> tuple[BodyPlace, ...]:
    """Return where the guest's own functions were, the innermost first; what ran in the engine's kernel is left out."""
    found = walk_leniently(dump)[0]
    sections = {section.name: section for section in found.sections if section.is_custom and not section.depth}
    if not {"coreinstances", "corestack"} <= sections.keys():
        return ()
    with byte_view(dump) as view:
        try:
            instances, stack = (
                ByteReader(view, section.payload_offset, section.end, "the section", section.name)
                for section in (sections["coreinstances"], sections["corestack"])
            )
            modules = _modules_of(instances)
            return tuple(_frames(stack, modules))
        except WasmParseError:
            return ()


def _modules_of(reader: ByteReader) -> list[int]:
    """Return the module of each instance."""
    modules = []
    for _ in range(min(reader.unsigned("a count"), ITEMS_MAX)):
        reader.byte("the form of an instance")
        modules.append(reader.unsigned("a module"))
        for _ in range(2):
            for _ in range(min(reader.unsigned("a count"), ITEMS_MAX)):
                reader.unsigned("an index")
    return modules


def _frames(reader: ByteReader, modules: list[int]) -> list[BodyPlace]:
    # The kernel is the module that the engine compiles first.
    plugin = max(modules, default=0)
    reader.byte("the form of a thread")
    reader.name("the name of a thread")
    found: list[BodyPlace] = []
    for _ in range(min(reader.unsigned("a count"), FRAMES_MAX)):
        reader.byte("the form of a frame")
        instance, function, offset = (reader.unsigned("a number") for _ in range(3))
        if reader.unsigned("the number of locals") or reader.unsigned("the height of the stack"):
            # Values would have to be moved over; the engine writes none.
            break
        if instance < len(modules) and modules[instance] == plugin:
            found.append((function, offset))
    return found
