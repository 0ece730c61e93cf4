"""How long and how much memory a verdict on a large response takes, beside `orjson.loads` on the same bytes.

Run by hand: `python -m tests.benchmarks.decode`. Goal: at most 8 times
the time, and 12 times the text's size in memory.
"""

from __future__ import annotations

import base64
import json
import timeit
import tracemalloc
from collections.abc import Callable

import orjson

from workbench.protocol.json import parsing
from workbench.protocol.profiles import Profile
from workbench.protocol.wire.decode import from_value
from workbench.protocol.wire.messages import response_type

_ROUNDS = 15
_BODY = bytes(index * 7919 % 251 for index in range(786_432))


def _envelope(**fields: object) -> bytes:
    return json.dumps({"_v": 1, **fields}, ensure_ascii=False).encode()


def _shape(headers: int, body: bytes) -> bytes:
    return _envelope(
        url="https://api.anthropic.com/v1/messages",
        method="POST",
        headers=[
            {"name": f"x-header-{index}", "value_base64": base64.b64encode(b"value %d" % index).decode()}
            for index in range(headers)
        ],
        body_base64=base64.b64encode(body).decode(),
    )


CASES = {
    "shape, 1 MB body": ("shape", _shape(4, _BODY)),
    "shape, 16,000 headers": ("shape", _shape(16_000, b"")),
    "build_signer, numbers": ("build_signer", _envelope(signer_state=list(range(150_000)))),
    "build_signer, decimals": ("build_signer", _envelope(signer_state=[n / 7 for n in range(50_000)])),
    "build_signer, objects": (
        "build_signer",
        _envelope(signer_state=[{"id": n, "name": f"n{n}", "tags": ["a", "안녕"]} for n in range(20_000)]),
    ),
}


def verdict(function: str, output: bytes) -> object:
    """Return the decoded response of an envelope."""
    envelope = parsing.parse(output)
    del envelope["_v"]
    return from_value(response_type(function, Profile.V0_1), envelope)


def best_us(act: Callable[[], object]) -> float:
    """Return the shortest of some runs, in microseconds."""
    return min(timeit.repeat(act, number=1, repeat=_ROUNDS)) * 1e6


def peak_bytes(act: Callable[[], object]) -> int:
    """Return the most memory that was held during a run, in bytes."""
    tracemalloc.start()
    kept = act()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    del kept
    return peak


def main() -> None:
    """Print one line for each case."""
    for name, (function, output) in CASES.items():
        ours_us = best_us(lambda f=function, o=output: verdict(f, o))  # type: ignore[misc]
        theirs_us = best_us(lambda o=output: orjson.loads(o))  # type: ignore[misc]
        peak = peak_bytes(lambda f=function, o=output: verdict(f, o))  # type: ignore[misc]
        print(
            f"{name:24} {len(output):>9,} bytes  verdict {ours_us:>8,.0f} us  orjson {theirs_us:>7,.0f} us"
            f"  time x {ours_us / theirs_us:.1f}  memory x {peak / len(output):.1f}"
        )


if __name__ == "__main__":
    main()
