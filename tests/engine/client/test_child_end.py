"""What is said of a child that ended: by its exit, by its phase, and by what it wrote last."""

from __future__ import annotations

import os
import signal

import pytest

from workbench.engine.client.child_end import STDERR_MAX_BYTES, ErrorOutput, death
from workbench.protocol.calls import FailureKind, Phase


@pytest.mark.parametrize(
    ("code", "phase", "said", "cause"),
    [
        (7, Phase.CALL, "", "exit code 7 during call"),
        (None, Phase.COMPILE, "", "closed wire during compile"),
        (-signal.SIGABRT, Phase.CALL, "the engine gave up", "SIGABRT during call; it wrote: the engine gave up"),
        (
            -signal.SIGSEGV,
            Phase.INSTANTIATE,
            "",
            "SIGSEGV during instantiate; start code that calls the host does that",
        ),
        (-200, Phase.CALL, "", "exit code -200 during call"),
    ],
)
def test_a_death_names_its_signal_its_phase_and_its_last_words(
    code: int | None, phase: Phase, said: str, cause: str
) -> None:
    failure = death(code, phase, said)
    assert (failure.kind, failure.phase, failure.cause) == (FailureKind.CHILD_DIED, phase, cause)


@pytest.mark.parametrize(
    "said",
    [
        'failed to spawn thread: Os { code: 11, kind: WouldBlock, message: "Resource temporarily unavailable" }',
        "RuntimeError: can't start new thread",
        "OSError: [Errno 24] Too many open files",
        "MemoryError",
    ],
)
def test_a_process_that_gets_too_little_died_of_this_machine(said: str) -> None:
    assert death(-signal.SIGABRT, Phase.INSTANTIATE, said).kind is FailureKind.MACHINE


def written(text: bytes) -> ErrorOutput:
    """Return the error output of a process that wrote this."""
    reading, writing = os.pipe()
    with open(reading, "rb", buffering=0) as stream:  # noqa: PTH123 - a descriptor
        output = ErrorOutput(stream)
        for start in range(0, len(text), 4_096):
            os.write(writing, text[start : start + 4_096])
            output.read()
        os.close(writing)
        output.read()
    return output


def test_of_a_panic_the_line_that_says_why_is_kept() -> None:
    output = written(b"a start\nthread 'main' panicked at src/x.rs:3:\nno memory\nnote: run with RUST_BACKTRACE=1\n")
    assert output.last_words() == "no memory"


def test_the_last_line_counts_where_nothing_panicked() -> None:
    assert written(b"one\n\ntwo\n\n").last_words() == "two"
    assert written(b"").last_words() == ""
    assert ErrorOutput(None).last_words() == ""


def test_of_a_flood_the_end_is_kept() -> None:
    output = written(b"x" * 100_000 + b"\nthe end\n")
    assert output.lines[-1] == "the end"
    assert sum(map(len, output.lines)) <= STDERR_MAX_BYTES
