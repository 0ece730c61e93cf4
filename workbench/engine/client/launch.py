"""The start of the child process: what it inherits, what it is told, and what of our environment it sees.

Owns: the command line of the child, and the descriptors of both sides. Must not know frames, nor what becomes of the
process.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import workbench
from workbench.engine.wire import result_buffer
from workbench.engine.wire.shared_file import shared_file
from workbench.engine.wire.shared_payload_buffer import LANE_BYTES

PAGE_SIZE_BYTES: Final = 65_536
PAGES_MAX: Final = 65_536

# The package is imported from where ours is, and nothing else from there: no file beside it may stand in for a module.
BOOTSTRAP: Final = (
    "import sys; root = sys.argv[1]; sys.path.insert(0, root); import workbench; sys.path.remove(root); "
    "from workbench.engine.child.worker import main; main(*map(int, sys.argv[2:]))"
)


@dataclass(frozen=True, slots=True)
class Launched:
    """A process that was started, and our ends of what connects us."""

    process: subprocess.Popen[bytes]
    wire: socket.socket
    control: int
    """The descriptor by which requests are cancelled; its end is the end of the child."""
    results: int
    """The descriptor of the memory of `ResultBuffer`."""
    lane: int
    """The descriptor of the memory of `SharedPayloadBuffer`."""


def launch(*, resident_limit_bytes: int, cache_config: str) -> Launched:
    """Start a child, without waiting for it.

    Args:
        resident_limit_bytes: What the child may use, as far as it has to bound itself.
        cache_config: The path of a wasmtime TOML; empty for no compile cache.

    Raises:
        OSError: The system does not start a process.
    """
    ours, theirs = socket.socketpair()
    control_theirs, control_ours = os.pipe()
    opened = [control_ours]
    try:
        results = shared_file(result_buffer.SIZE_BYTES)
        opened.append(results)
        lane = shared_file(LANE_BYTES)
        opened.append(lane)
        inherited = (theirs.fileno(), control_theirs, results, lane)
        arguments = [*inherited, _default_max_pages(resident_limit_bytes), _is_main_thread()]
        process = subprocess.Popen(
            [sys.executable, "-P", "-c", BOOTSTRAP, _package_root(), *(str(int(value)) for value in arguments)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            bufsize=0,
            pass_fds=inherited,
            env=_environment(cache_config),
            start_new_session=True,
        )
    except OSError:
        ours.close()
        for descriptor in opened:
            os.close(descriptor)
        raise
    finally:
        theirs.close()
        os.close(control_theirs)
    return Launched(process, ours, control_ours, results, lane)


def _is_main_thread() -> bool:
    """Say whether the child may be tied to this thread's life: Linux means the thread, not the process."""
    return threading.current_thread() is threading.main_thread()


def _package_root() -> str:
    return str(Path(workbench.__file__ or "").resolve().parent.parent)


def _environment(cache_config: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("EXTISM_", "RUST_"))}
    # With backtraces of its own the engine takes 100 ms for a trap instead of 0.1.
    return {**kept, "EXTISM_CACHE_CONFIG": cache_config, "RUST_BACKTRACE": "0"}


def _default_max_pages(resident_limit_bytes: int) -> int:
    """Return the memory limit of budgets that have none, in pages.

    A 32-bit memory can have no more than 65,536 pages, so that limit changes no verdict; what a guest really touches
    is bounded by the resident limit. Where that cannot be watched, the pages must do.
    """
    if resident_bytes(os.getpid()) > 0:
        return PAGES_MAX
    return min(resident_limit_bytes // PAGE_SIZE_BYTES, PAGES_MAX)


def resident_bytes(pid: int) -> int:
    """Return a process's resident size, or 0 where the system does not tell."""
    try:
        descriptor = os.open(f"/proc/{pid}/statm", os.O_RDONLY)
    except OSError:
        return 0
    try:
        return int(os.read(descriptor, 256).split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError, ValueError):
        return 0
    finally:
        os.close(descriptor)
