"""What a file is that is no module, recognised by its first bytes: for the words of an error, never for a verdict."""

from __future__ import annotations

from typing import Final

LOOKED_AT_BYTES: Final = 512
"""How much of the file is enough to recognise it."""

_BEGINNINGS: Final = (
    (b"\x7fELF", "an ELF file: a native program, library or object"),
    (b"\xcf\xfa\xed\xfe", "a Mach-O file: a native program, library or object"),
    (b"\xca\xfe\xba\xbe", "a Mach-O file for several machines, or a Java class"),
    (b"MZ", "a Windows program or library"),
    (b"BC\xc0\xde", "LLVM bitcode"),
    (b"!<arch>\n", "an archive of objects: a static library"),
    (b"PK\x03\x04", "a zip archive"),
    (b"\x1f\x8b", "gzip: compressed bytes"),
    (b"\x28\xb5\x2f\xfd", "zstd: compressed bytes"),
    (b"\xfd7zXZ\0", "xz: compressed bytes"),
    (b"version https://git-lfs.github.com/", "a Git LFS pointer: the file itself was not fetched"),
)
_TAR_MARK: Final = slice(257, 262)
_TEXT_BEGINNINGS: Final = (
    (b"<!doctype html", "an HTML page"),
    (b"<html", "an HTML page"),
    (b"(", "text: the WebAssembly text format"),
    (b";;", "text: the WebAssembly text format"),
    (b"{", "text: JSON"),
)


def format_of(begun: bytes) -> str:
    """Return what a file is that begins so, in words; empty: that is not known."""
    if not begun:
        return "an empty file"
    if begun[_TAR_MARK] == b"ustar":
        return "a tar archive"
    found = next((title for beginning, title in _BEGINNINGS if begun.startswith(beginning)), "")
    if found:
        return found
    text = begun.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    found = next((title for beginning, title in _TEXT_BEGINNINGS if text.startswith(beginning)), "")
    return found or ("text" if _is_text(begun) else "")


def _is_text(begun: bytes) -> bool:
    # What is looked at may end within a character.
    return "\ufffd" not in (text := begun[:-4].decode("utf-8", "replace")) and bool(text) and "\0" not in text
