"""What the reference's parser judges of a component's own sections (PROTOCOL.md section 2): counts and the start.

Their order is free. Knows nothing of the modules and components nested in it.
"""

from __future__ import annotations

from typing import Final

from workbench.protocol.wasm.reader import ByteReader, counted

NESTED_MODULE, NESTED_COMPONENT, START = 1, 4, 9

NAMES: Final = (
    "custom", "core_module", "core_instance", "core_type", "component", "instance", "alias", "type", "canonical",
    "start", "import", "export",
)  # fmt: skip
"""By id."""

COUNTED: Final = frozenset(range(1, len(NAMES))) - {NESTED_MODULE, NESTED_COMPONENT, START}
"""Ids of sections with a count at their head."""

NESTED_MAX_BYTES: Final = 1024 * 1024 * 1024
_START_ARGUMENTS_MAX: Final = 1_000
_START_RESULTS_MAX: Final = 1_000


def judge_start(contents: ByteReader) -> None:
    """Judge the start section, which `contents` spans. Raises `WasmParseError`."""
    contents.unsigned("the index of a function")
    for _ in range(_size(contents, "arguments", _START_ARGUMENTS_MAX)):
        contents.unsigned("the index of a value")
    _size(contents, "results", _START_RESULTS_MAX)
    if contents.left:
        raise contents.error(
            contents.position, "the end of the section after the results", counted(contents.left, "more byte")
        )


def _size(contents: ByteReader, what: str, at_most: int) -> int:
    start = contents.position
    size = contents.unsigned(f"the number of {what}")
    if size > at_most:
        raise contents.error(start, f"at most {at_most:,} {what}", f"{size:,}")
    return size
