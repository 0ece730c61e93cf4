"""Modules without the many exports that nobody asks for."""

from __future__ import annotations

import pytest
import wasmtime

from tests.builders import leb128, name, plugin_module, section, vector, wasm_module
from workbench.protocol.wasm import walk
from workbench.protocol.wasm.trimming import EXPORTS_MANY, without_other_exports


def lean(module: bytes, wanted: str = "mine") -> bytes:
    return without_other_exports(module, walk(module), wanted)


def names_of(module: bytes) -> list[str]:
    return [one.name for one in walk(module).exports]


def many(count: int, *, between: str = "") -> bytes:
    exports = "".join(f'(export "e{number}" (func $f))' for number in range(count))
    return bytes(
        wasmtime.wat2wasm(
            f"""(module (memory (export "memory") 1) (func $f (result i32) i32.const 7) {exports}
            (export "mine" (func $f)) (export "cc_lb_handshake" (func $f)) (global (export "g") i32 (i32.const 1))
            {between})"""
        )
    )


def test_only_what_a_host_or_the_engine_asks_for_stays() -> None:
    """And what is no function: it is not in the way."""
    module = many(EXPORTS_MANY)
    assert names_of(lean(module)) == ["memory", "mine", "cc_lb_handshake", "g"]
    assert names_of(lean(module, "e5")) == ["memory", "e5", "cc_lb_handshake", "g"]


def test_what_is_left_does_the_same() -> None:
    module = lean(many(EXPORTS_MANY, between='(export "e" (func $f))'))
    store = wasmtime.Store()
    instance = wasmtime.Instance(store, wasmtime.Module(store.engine, module), [])
    mine = instance.exports(store)["mine"]
    assert isinstance(mine, wasmtime.Func)
    assert mine(store) == 7


def test_entries_in_other_than_their_plainest_form_are_read_too() -> None:
    exports = [name(f"e{number}") + b"\0\0" for number in range(EXPORTS_MANY)]
    exports += [name("n" * 300) + b"\0\0", name("padded") + b"\0\x80\x80\x80\x80\0", name("mine") + b"\0\x80\0"]
    exports += [name(f"g{number}") + b"\3\0" for number in range(200)]
    assert names_of(lean(wasm_module([section(7, vector(exports))]))) == ["mine", *(f"g{one}" for one in range(200))]


def test_all_else_is_left_byte_for_byte() -> None:
    names = [f"e{number}" for number in range(EXPORTS_MANY)]
    module = plugin_module(exports=[*names, "shape"])
    assert walk(lean(module)).function_bodies == EXPORTS_MANY + 3
    cut = lean(module)
    was, now = walk(module).sections, walk(cut).sections
    assert [module[one.offset : one.end] for one in was if one.name != "export"] == [
        cut[one.offset : one.end] for one in now if one.name != "export"
    ]
    assert names_of(cut) == ["cc_lb_handshake", "cc_lb_self_check", "shape"]


@pytest.mark.parametrize(
    "module",
    [
        wasm_module(),
        plugin_module(exports=["shape"]),
        wasm_module([section(7, leb128(EXPORTS_MANY + 1) + b"\0")]),
        wasm_module([section(7, vector([name("a") + b"\2\0"] * EXPORTS_MANY))]),
    ],
    ids=["no exports", "few exports", "exports that cannot be read", "not more than many"],
)
def test_other_modules_are_left_as_they_are(module: bytes) -> None:
    assert lean(module) is module
