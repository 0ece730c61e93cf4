"""The engine's C functions, typed: on a guest in this process."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator

import pytest

from tests import guests
from tests.guests import export
from workbench.engine.child.libextism import (
    TEXT_MAX_BYTES,
    BlockError,
    CompiledPlugin,
    Cursor,
    EngineError,
    Plugin,
    is_readable_at,
    version,
)


def compiled(module: bytes, *, fuel: int = 10_000_000) -> CompiledPlugin:
    manifest = {"wasm": [{"data": base64.b64encode(module).decode()}], "timeout_ms": 60_000}
    return CompiledPlugin(json.dumps(manifest).encode(), (), wasi=False, fuel=fuel)


@pytest.fixture(scope="module", autouse=True)
def no_cache() -> Iterator[None]:
    """Without it the engine would fill a folder of the person who runs this."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EXTISM_CACHE_CONFIG", "")
        yield


@pytest.fixture(scope="module")
def code() -> Iterator[CompiledPlugin]:
    made = compiled(guests.module(export("run", "(call $give (call $number (i64.const 7)))"), export("other", "")))
    yield made
    made.free()


@pytest.fixture
def plugin(code: CompiledPlugin) -> Iterator[Plugin]:
    made = code.instantiate()
    yield made
    made.free()


def test_a_call_gives_its_code_its_time_and_its_output(plugin: Plugin) -> None:
    code, wall_us, output = plugin.call_and_read(b"run", b"", 100, may_set_error=False)
    assert (code, output) == (0, (7).to_bytes(8, "little"))
    assert wall_us >= 0


def test_an_output_that_is_too_large_is_not_read(plugin: Plugin) -> None:
    assert plugin.call_and_read(b"run", b"", 7, may_set_error=False)[2] is None
    assert plugin.output_size_bytes() == 8
    assert plugin.output(3) == (7).to_bytes(8, "little")[:3]


def test_a_call_without_output_gives_none(plugin: Plugin) -> None:
    assert plugin.call_and_read(b"other", b"", 7, may_set_error=True)[2] == b""
    assert plugin.output(0) == b""
    assert plugin.error() is None


def test_only_functions_are_exports(plugin: Plugin) -> None:
    assert [plugin.exports(name) for name in (b"run", b"run", b"nothing")] == [True, True, False]


def test_what_fuel_ends_says_so() -> None:
    code = compiled(guests.module(export("run", "(loop (br 0))")), fuel=1_000)
    plugin = code.instantiate()
    assert plugin.call(b"run", b"") == -1
    error = plugin.error()
    assert error is not None
    assert error.text == "plugin ran out of fuel"
    plugin.free()
    plugin.free()
    code.free()
    code.free()


@pytest.mark.parametrize("module", [b"\0asm\1\0\0\0\xff", guests.assemble('(module (import "no" "where" (func)))')])
def test_what_cannot_be_built_is_an_error_with_the_engines_words(module: bytes) -> None:
    with pytest.raises(EngineError) as error:
        compiled(module).instantiate()
    assert error.value.text.size_bytes > 0
    assert len(error.value.text.text) <= TEXT_MAX_BYTES


def test_offset_0_is_an_empty_block_and_an_address_of_nothing_is_not_readable() -> None:
    assert Cursor(None).read(0, max_bytes=1) == b""
    assert Cursor(None).write(b"") == 0
    assert not is_readable_at(8)


def test_an_error_of_a_block_says_whether_the_engine_gave_nothing() -> None:
    assert (BlockError("x").unanswered, BlockError("x", unanswered=True).unanswered) == (False, True)


def test_the_version_is_that_of_the_engine() -> None:
    assert version().count(".") == 2
