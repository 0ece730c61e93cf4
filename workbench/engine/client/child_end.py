"""The end of a child process: what it wrote before, what ended it, and what is known of such ends.

Owns: the child's standard error, and the texts about its death. Must not know frames nor limits.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import signal
from typing import IO, Final

from workbench.errors.remedies import NO_THREAD
from workbench.protocol.calls import CallFailure, FailureKind, Phase

STDERR_MAX_BYTES: Final = 16_384
_READS_MAX: Final = 64
"""A pipe holds 1 MiB at most."""
WORDS_MAX_CHARACTERS: Final = 500
MORE_RESOURCES: Final = (
    "Raise what limits this process: `ulimit -v unlimited` (the engine reserves 17 GB of address space for an "
    "instance, and uses little of it), `ulimit -u` for threads, `ulimit -n` for open files; or free memory."
)
"""What to do when this machine does not give the child what it needs."""
_KNOWN_ENDS: Final = {
    (-signal.SIGSEGV, Phase.INSTANTIATE): "start code that calls the host does that",
    (-signal.SIGSEGV, Phase.CALL): "code that overwrites the headers of Extism's blocks does that",
    **dict.fromkeys(
        [(-signal.SIGKILL, phase) for phase in Phase], "it came from outside, as from a system that is out of memory"
    ),
}
"""What is known to end the process so."""
_MACHINE: Final = re.compile(rf"\bOs \{{ code: (11|12|23|24), |\[Errno (11|12|23|24)\]|^MemoryError|{NO_THREAD}")
"""In the last words of the engine, or of Python: no more threads, memory or descriptors."""


class ChildEnded(Exception):
    """The child process is gone: it died, or was ended for the named failure."""

    def __init__(self, failure: CallFailure, *, unread: bool = False) -> None:
        super().__init__(f"{failure.reason}: {failure.cause}")
        self.failure = failure
        self.unread = unread
        """It was dead before it had read all of the request, so that no guest has seen anything of it."""


class ErrorOutput:
    """The last of what a process wrote to its standard error. Untrusted."""

    def __init__(self, stream: IO[bytes] | None) -> None:
        """Read nothing yet. None: the process has no such stream."""
        self._stream = stream
        self._kept = bytearray()
        if stream is not None:
            descriptor = stream.fileno()
            fcntl.fcntl(descriptor, fcntl.F_SETFL, fcntl.fcntl(descriptor, fcntl.F_GETFL) | os.O_NONBLOCK)

    def read(self) -> None:
        """Take in what waits, so that the process can write on; of one that never stops as much as a pipe holds."""
        if self._stream is None or self._stream.closed:
            return
        with contextlib.suppress(BlockingIOError):
            for _ in range(_READS_MAX):
                piece = os.read(self._stream.fileno(), STDERR_MAX_BYTES)
                if not piece:
                    break
                self._kept += piece
                del self._kept[:-STDERR_MAX_BYTES]

    @property
    def lines(self) -> list[str]:
        """What is kept of it, without empty lines."""
        return [line for line in self._kept.decode(errors="replace").splitlines() if line.strip()]

    def last_words(self) -> str:
        """Return the last line; of a panic the line that says why."""
        lines = self.lines
        panics = [index for index, line in enumerate(lines[:-1]) if " panicked at " in line]
        if panics:
            return lines[panics[-1] + 1].strip()[:WORDS_MAX_CHARACTERS]
        return lines[-1].strip()[:WORDS_MAX_CHARACTERS] if lines else ""


def death(code: int | None, phase: Phase, said: str) -> CallFailure:
    """Return the failure of a call whose process died.

    Args:
        code: How it ended, as `subprocess` reports it; None: it still runs, but closed the wire.
        phase: What it was doing.
        said: Its last words; empty for none.
    """
    if _MACHINE.search(said):
        return CallFailure(FailureKind.MACHINE, said, phase=phase)
    known = _KNOWN_ENDS.get((code or 0, phase), "")
    parts = (f"{_name_of_end(code)} during {phase.value}", known, f"it wrote: {said}" if said else "")
    cause = "; ".join(part for part in parts if part)
    return CallFailure(FailureKind.CHILD_DIED, "the process that ran the plugin died", cause, phase=phase)


def _name_of_end(code: int | None) -> str:
    if code is None:
        return "closed wire"
    if code < 0:
        with contextlib.suppress(ValueError):
            return signal.Signals(-code).name
    return f"exit code {code}"
