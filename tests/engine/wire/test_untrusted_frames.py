"""A child that says anything is refused by one error: a few thousand cases of `python -m tests.fuzz.frames`."""

from __future__ import annotations

import pytest

from tests.fuzz.frames import run
from workbench.engine.wire import untrusted
from workbench.engine.wire.frames import FrameError

CASES = 3_000


@pytest.mark.scenario
def test_changed_traffic_is_taken_or_refused_by_one_error_and_nothing_else() -> None:
    became = run(CASES, seed=1)
    assert set(became) == {"an outcome", "frame error", "closed"}
    # Changes must reach the readers, and not all of the traffic may be refused.
    assert min(became["an outcome"], became["frame error"]) > CASES // 20


@pytest.mark.parametrize(
    "text",
    [
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": "\\ud800"}',
        b'{"a": "\xed\xa0\x80"}',
        b'{"a": ' + b"[" * 2_000 + b"]" * 2_000 + b"}",
        b"[]",
        b"",
    ],
)
def test_a_header_that_no_child_of_ours_writes_is_an_error(text: bytes) -> None:
    with pytest.raises(FrameError):
        untrusted.header_of(bytearray(text))


def test_a_number_of_4_300_digits_is_no_number() -> None:
    for digits in (20, 300, 4_300):
        with pytest.raises(FrameError):
            untrusted.number(untrusted.header_of(bytearray(b'{"a": ' + b"9" * digits + b"}"))["a"])


def test_what_an_error_quotes_of_a_child_is_short() -> None:
    with pytest.raises(FrameError) as raised:
        untrusted.name_of("x" * 1_000_000, {"known"})
    assert len(str(raised.value)) < 200
    assert len(str(FrameError("x" * 1_000_000))) < 1_000
