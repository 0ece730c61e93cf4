"""The start of the child process: what it inherits, what it is given, and what of our environment it sees.

Owns: the command line and environment of the child, the descriptors of both sides, and the thread that starts
children. Must not know frames, nor what becomes of the process.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import workbench
from workbench import portable
from workbench.engine.client.compile_cache import CompileCache
from workbench.engine.client.starting_thread import in_starting_thread
from workbench.engine.wire import result_buffer
from workbench.engine.wire.child_start import ChildStart
from workbench.engine.wire.confinement import Confinement
from workbench.engine.wire.shared_file import shared_file
from workbench.engine.wire.shared_payload_buffer import BUFFER_BYTES
from workbench.linux import PORTABLE_VARIABLE, is_linux

PAGE_SIZE_BYTES: Final = 65_536
PAGES_MAX: Final = 65_536

# The package is imported from where ours is, and nothing else from there: no file beside it may stand in for a module.
BOOTSTRAP: Final = (
    "import sys; root = sys.argv[1]; sys.path.insert(0, root); import workbench; sys.path.remove(root); "
    "from workbench.engine.child.worker import main; main(sys.argv[2])"
)
PASSED_ON: Final = frozenset(
    {
        *("PATH", "LANG", "LANGUAGE", "TZ", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"),
        # Where Python finds itself and its modules, when that is not said by the place of its program.
        *("PYTHONHOME", "PYTHONPATH", "PYTHONNOUSERSITE", "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX"),
        PORTABLE_VARIABLE,
    }
)
"""What the child sees of our environment, beside `LC_*`. All else may hold a secret."""


@dataclass(frozen=True, slots=True)
class Launched:
    """A process that was started, and our ends of what connects us."""

    process: subprocess.Popen[bytes]
    wire: socket.socket
    control: int
    """The descriptor by which requests are cancelled; its end is the end of the child."""
    results: int
    """The descriptor of the memory of `ResultBuffer`."""
    payloads: int
    """The descriptor of the memory of `SharedPayloadBuffer`."""


def launch(
    *,
    resident_limit_bytes: int,
    cache: CompileCache | None = None,
    confinement: Confinement = Confinement.AVAILABLE,
) -> Launched:
    """Start a child, without waiting for it.

    Args:
        resident_limit_bytes: What the child may use, as far as it has to bound itself.
        cache: Where compiled code is kept; None: nowhere.
        confinement: What the child gives up before it runs a guest.

    Raises:
        OSError: The system does not start a process.
    """
    ours, theirs = socket.socketpair()
    control_theirs, control_ours = os.pipe()
    opened = [control_ours]
    try:
        results = shared_file(result_buffer.SIZE_BYTES)
        opened.append(results)
        payloads = shared_file(BUFFER_BYTES)
        opened.append(payloads)
        start = ChildStart(
            wire=theirs.fileno(),
            control=control_theirs,
            results=results,
            payloads=payloads,
            default_max_pages=_default_max_pages(resident_limit_bytes),
            confinement=confinement,
            **{} if cache is None else {f"cache_{name}": place for name, place in asdict(cache).items()},
        )
        # The system ends a child with the thread that started it: one of ours that lives as long as our process.
        process = in_starting_thread(lambda: _start(start, _environment(os.environ, cache)))
    except OSError:
        ours.close()
        for descriptor in opened:
            os.close(descriptor)
        raise
    finally:
        theirs.close()
        os.close(control_theirs)
    return Launched(process, ours, control_ours, results, payloads)


def _start(start: ChildStart, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-P", "-c", BOOTSTRAP, _package_root(), start.to_argument()],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        bufsize=0,
        pass_fds=(start.wire, start.control, start.results, start.payloads),
        env=environment,
        start_new_session=True,
    )


def _package_root() -> str:
    return str(Path(workbench.__file__ or "").resolve().parent.parent)


def _environment(ours: Mapping[str, str], cache: CompileCache | None) -> dict[str, str]:
    """Return what the child sees: what is on the list, and what is said to the engine."""
    kept = {name: value for name, value in ours.items() if name in PASSED_ON or name.startswith("LC_")}
    user_site = getattr(sys.modules.get("site"), "USER_BASE", None)
    if user_site is not None:
        # Without HOME it could not be found again.
        kept["PYTHONUSERBASE"] = str(user_site)
    # With backtraces of its own the engine takes 100 ms for a trap instead of 0.1. An empty setting is: no cache.
    return {**kept, "EXTISM_CACHE_CONFIG": "" if cache is None else cache.settings, "RUST_BACKTRACE": "0"}


def _default_max_pages(resident_limit_bytes: int) -> int:
    """Return the memory limit of budgets that have none, in pages.

    A 32-bit memory can have no more than 65,536 pages, so that limit changes no verdict; what a guest really touches
    is bounded by the resident limit. Where that cannot be watched, the pages must do.
    """
    if resident_bytes(os.getpid()) > 0:
        return PAGES_MAX
    return min(resident_limit_bytes // PAGE_SIZE_BYTES, PAGES_MAX)


def resident_bytes(pid: int) -> int:
    """Return a process's resident size, or 0 where the system does not show it."""
    if not is_linux():
        return portable.resident_bytes(pid)
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
