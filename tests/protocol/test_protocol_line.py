"""Which line of the protocol a module was built for."""

from __future__ import annotations

import pytest

from tests.builders import TYPES, custom_section, identity_section, name, plugin_module, section, vector, wasm_module
from workbench.protocol.protocol_line import ProtocolLine, protocol_line
from workbench.protocol.wasm import walk

CURRENT, LATER, ROUTE, UNKNOWN = ProtocolLine


def exporting(*names: str, type_index: int = 0) -> bytes:
    functions = section(3, vector([bytes((type_index,))]))
    return TYPES + functions + section(7, vector(name(one) + b"\0\0" for one in names)) + section(10, b"\1\2\0\x0b")


@pytest.mark.parametrize(
    ("module", "line"),
    [
        (plugin_module(), CURRENT),
        (plugin_module(exports=["route", "cc_lb_alloc"]), CURRENT),
        (wasm_module([exporting("cc_lb_handshake")]), CURRENT),
        (wasm_module([exporting("cc_lb_handshake", type_index=2)]), CURRENT),
        (wasm_module([identity_section()]), CURRENT),
        (wasm_module([identity_section(), exporting("cc_lb_alloc", "cc_lb_shape")]), LATER),
        (wasm_module([exporting("cc_lb_handshake", "cc_lb_alloc", type_index=2)]), LATER),
        (wasm_module([custom_section("cc_lb.schema.shape"), exporting("cc_lb_shape")]), LATER),
        (wasm_module([exporting("route")]), ROUTE),
        (wasm_module([section(0x10, b"cc_lb.schema.")]), UNKNOWN),
        (wasm_module([exporting("f")]), UNKNOWN),
    ],
)
def test_line_is_recognised_by_exports_and_sections(module: bytes, line: ProtocolLine) -> None:
    assert protocol_line(walk(module)) is line


def test_each_line_has_its_sentence() -> None:
    assert all(line.sentence.endswith(".") for line in ProtocolLine)
