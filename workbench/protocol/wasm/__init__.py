"""The module's bytes: a walk over its sections, and what can be shown of them without an engine.

Nothing here instantiates anything. Bytes come in as any contiguous buffer and are never copied as a whole. What only a
reader on a screen wants stands in `custom_sections`.
"""

from workbench.protocol.wasm.module_map import (
    Encoding,
    Export,
    ExternalKind,
    FunctionType,
    Import,
    Memory,
    ModuleMap,
    Section,
    Start,
    Unread,
)
from workbench.protocol.wasm.reader import ModuleBytes
from workbench.protocol.wasm.walker import walk, walk_leniently

__all__ = [
    "Encoding",
    "Export",
    "ExternalKind",
    "FunctionType",
    "Import",
    "Memory",
    "ModuleBytes",
    "ModuleMap",
    "Section",
    "Start",
    "Unread",
    "walk",
    "walk_leniently",
]
