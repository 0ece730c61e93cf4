"""How long `workbench inspect` takes on a module of 100 MB, beside `wasm-objdump -h`, process start included.

Run by hand: `python -m tests.benchmarks.inspect`. Goal: at most 2 times. The two take turns, and the median of the
ratios of neighbours counts.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.builders import (
    TYPES,
    custom_section,
    identity_section,
    leb128,
    name,
    section,
    vector,
    wasm_module,
)

RUNS = 9
SIZE_BYTES = 100 * 1024 * 1024
_EXPORTS = section(
    7, vector(name(one) + b"\0" + leb128(index) for index, one in enumerate(("cc_lb_handshake", "cc_lb_self_check")))
)
_MEMORY = section(5, b"\x01\x00\x01")
_AT_ZERO = b"\x00\x41\x00\x0b"


def shapes() -> Iterator[tuple[str, bytes]]:
    """Yield modules of about `SIZE_BYTES`, each large in another way."""
    data = section(11, b"\x01" + _AT_ZERO + leb128(SIZE_BYTES) + bytes(SIZE_BYTES))
    yield "one data section", wasm_module([TYPES, *_functions(2, 6, _MEMORY), data, identity_section()])
    custom = custom_section("blob", bytes(SIZE_BYTES))
    yield "one custom section", wasm_module([TYPES, *_functions(2, 6), custom, identity_section()])
    for count in (330_000, 1_600_000):
        parts = _functions(count, SIZE_BYTES // count)
        yield f"{count:,} bodies", wasm_module([TYPES, *parts, identity_section()])


def _functions(count: int, body_bytes: int, between: bytes = b"") -> tuple[bytes, ...]:
    """Return the sections of so many functions, with bodies of about so many bytes, all of `nop`."""
    content = b"\0" + b"\x01" * (body_bytes - 6) + b"\x41\0\x0b"
    bodies = section(10, leb128(count) + (leb128(len(content)) + content) * count)
    return section(3, leb128(count) + bytes(count)), between, _EXPORTS, bodies


def main() -> int:
    """Print one line for each shape."""
    objdump = shutil.which("wasm-objdump")
    if objdump is None:
        print("skipped: there is no wasm-objdump here; wabt brings it")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "module.wasm"
        for title, module in shapes():
            file.write_bytes(module)
            _compare(title, [sys.executable, "-m", "workbench", "inspect", str(file)], [objdump, "-h", str(file)])
    return 0


def _compare(title: str, ours: list[str], theirs: list[str]) -> None:
    _took_s(ours), _took_s(theirs)
    pairs = [(_took_s(ours), _took_s(theirs)) for _ in range(RUNS)]
    ratio = statistics.median(mine / other for mine, other in pairs)
    mine, other = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(f"{title:20} {ratio:.2f} times  ({mine * 1_000:.0f} ms / {other * 1_000:.0f} ms, medians of {RUNS})")


def _took_s(command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
