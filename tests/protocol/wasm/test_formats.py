"""What a file is that is no module, in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors.identity import WasmParseError
from workbench.protocol.wasm import walk
from workbench.protocol.wasm.formats import format_of


@pytest.mark.parametrize(
    ("begun", "said"),
    [
        (b"", "an empty file"),
        (b"\x7fELF\2\1\1", "an ELF file"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"PK\3\4", "a zip archive"),
        (b"!<arch>\nlibx.o/", "an archive of objects"),
        (b"lib.wasm".ljust(257, b"\0") + b"ustar\0", "a tar archive"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:", "a Git LFS pointer"),
        (b"\xef\xbb\xbf\n <!DOCTYPE html>", "an HTML page"),
        (b" (module)", "the WebAssembly text format"),
        (b";; comment", "the WebAssembly text format"),
        (b'{"wasm": []}', "text: JSON"),
        ("größer".encode() * 100, "text"),
        (b"\0asm", ""),
        (b"\xff\xfe\xfd\xfc\xfb\xfa", ""),
        (b"\0\0\0\0\0", ""),
    ],
)
def test_the_first_bytes_tell_what_it_is(begun: bytes, said: str) -> None:
    assert format_of(begun[:512]).startswith(said) if said in ("", "text") else said in format_of(begun[:512])


def test_an_error_at_the_preamble_says_it() -> None:
    with pytest.raises(WasmParseError) as caught:
        walk(b"\x7fELF\2\1\1")
    assert caught.value.found == "the bytes 7f 45 4c 46, an ELF file: a native program, library or object"


@given(st.binary(max_size=20))
def test_any_bytes_have_an_answer(begun: bytes) -> None:
    assert isinstance(format_of(begun), str)
