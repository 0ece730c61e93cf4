"""Causes that show in the file itself: it is something else, it is incomplete, or it was changed on its way."""

from __future__ import annotations

from typing import Final

from workbench.protocol.hints.evidence import Evidence
from workbench.protocol.wasm.formats import LOOKED_AT_BYTES, format_of
from workbench.protocol.wasm.module_map import Encoding
from workbench.protocol.wasm.reader import byte_view

_MAGIC: Final = b"\0asm"
_LINE_FEEDS_LEAST: Final = 4
"""With fewer line feeds in the file a carriage return before each of them may be chance."""
_CHUNK_BYTES: Final = 1_048_576

_REMEDIES: Final = (
    ("an empty file", "The build wrote nothing, or was interrupted: build again, and look at its exit code."),
    ("an ELF file", "Build for a WebAssembly target: wasm32-unknown-unknown, not the machine you work on."),
    ("a Mach-O file", "Build for a WebAssembly target: wasm32-unknown-unknown, not the machine you work on."),
    ("a Windows program", "Build for a WebAssembly target: wasm32-unknown-unknown, not the machine you work on."),
    ("LLVM bitcode", "Link it: bitcode is what a compiler writes before the linker."),
    ("an archive of objects", 'Give the linked .wasm. In Rust: crate-type = ["cdylib"], not "staticlib" or "rlib".'),
    ("a zip archive", "Unpack it, and give the .wasm file in it; a bundle is opened by `workbench open`."),
    ("a tar archive", "Unpack it, and give the .wasm file in it."),
    ("gzip", "Unpack it with gunzip. When it was downloaded, ask for it without compression."),
    ("zstd", "Unpack it with zstd -d."),
    ("xz", "Unpack it with xz -d."),
    ("a Git LFS pointer", "Fetch the file itself with git lfs pull."),
    ("an HTML page", "A server answered with a page in place of the file: look at the address, and at the login."),
    ("text: the WebAssembly text format", "Assemble it with wat2wasm or wasm-tools parse."),
    ("text: JSON", "Give the .wasm file, not a manifest or a build's message."),
    ("text", "Give the .wasm file that the build writes."),
)


def not_a_module(evidence: Evidence) -> str | None:
    """Recognise a file of another format by its first bytes."""
    with byte_view(evidence.module) as view:
        begun = bytes(view[:LOOKED_AT_BYTES])
        size = len(view)
    if begun.startswith(_MAGIC) or (not size and evidence.module_map.size_bytes):
        return None
    title = format_of(begun)
    remedy = next((remedy for known, remedy in _REMEDIES if title.startswith(known)), None)
    return None if remedy is None else f"The file is {title}. {remedy}"


def crlf(evidence: Evidence) -> str | None:
    """Recognise a file in which every line feed was given a carriage return."""
    with byte_view(evidence.module) as view:
        feeds = pairs = 0
        for start in range(0, len(view), _CHUNK_BYTES):
            chunk = bytes(view[max(start - 1, 0) : start + _CHUNK_BYTES])
            own = chunk[1:] if start else chunk
            feeds, pairs = feeds + own.count(b"\n"), pairs + chunk.count(b"\r\n")
            if pairs < feeds:
                return None
    if feeds < _LINE_FEEDS_LEAST:
        return None
    return (
        f"Each of the {feeds:,} line feeds in the file stands behind a carriage return: the file went through a "
        "conversion "
        "of line ends. Copy it as bytes; in Git mark it as such: *.wasm binary in .gitattributes."
    )


def cut_off(evidence: Evidence) -> str | None:
    """Recognise a file that ends too early."""
    if "end of the file" not in evidence.words:
        return None
    return (
        "The file ends before its last section does: building or copying was interrupted, or still goes on. Build "
        "again, "
        "and copy the file whole."
    )


def two_modules(evidence: Evidence) -> str | None:
    """Recognise a file in which a second module follows the first."""
    offset = evidence.detail("offset")
    if "preamble of another module" not in evidence.words or not isinstance(offset, int):
        return None
    return (
        f"The file holds more than one module: the next begins at byte {offset:,}. It was appended to instead of "
        "replaced, as `>>` and `cat` of two files do. Write one module to one file."
    )


def damaged(evidence: Evidence) -> str | None:
    """Recognise a module that was damaged: the last thing to say of one."""
    offset = evidence.detail("offset")
    if evidence.module_map.encoding is None or not isinstance(offset, int):
        return None
    return (
        f"The file begins as a module does, and is damaged at byte {offset:,} or before it: bytes were lost or changed "
        "behind the compiler. Build again, copy the file as bytes, and compare the sha256 of both copies."
    )


def invalid(evidence: Evidence) -> str | None:
    """Recognise a section that no compiler writes so."""
    if not evidence.module_map.unread:
        return None
    one = evidence.module_map.unread[0]
    return (
        f"The section {one.section} is not valid at byte {one.offset:,} (0x{one.offset:x}): {one.reason}. Build "
        "again; if "
        "it stays so, look at the tools that edit the module after the compiler (wasm-tools validate shows the first)."
    )


def component(evidence: Evidence) -> str | None:
    """Recognise a component."""
    if evidence.module_map.encoding is not Encoding.COMPONENT:
        return None
    return (
        "The file is a component, and a host runs core modules only. Build for wasm32-unknown-unknown or "
        "wasm32-wasip1, "
        "not for wasm32-wasip2, and without cargo component or wasm-tools component new."
    )
