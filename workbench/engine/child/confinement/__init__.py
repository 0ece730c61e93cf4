"""What the child gives up before it starts its first thread: running guests needs few of a process's rights.

`landlock` says which files can be opened, `seccomp` which system calls there are, `capabilities` takes root's
privileges, `limits` is for every POSIX system. A feature that this system lacks is left out and reported. What is
imported later is still found, but should have been imported before.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Callable, Iterable
from typing import Final

from workbench.engine.child.confinement import limits
from workbench.engine.wire.confinement import Confinement, ConfinementReport, Feature
from workbench.linux import is_linux

_PR_SET_PDEATHSIG: Final = 1
_PR_SET_NO_NEW_PRIVS: Final = 38
_SYSTEM_FILES: Final = ("/proc/self", "/sys/fs/cgroup", "/sys/devices/system/cpu")
"""What the engine and the C library read: mappings, threads, and how many processors there are."""
_MODULE_FOLDERS: Final = frozenset({"lib-dynload", "site-packages", "dist-packages"})
_REASON_OF_OFF: Final = "confinement is off"


def confine(mode: Confinement, *, package: str, readable: Iterable[str], writable: Iterable[str]) -> ConfinementReport:
    """Give up what running guests does not need, for good.

    Args:
        mode: OFF gives up nothing but what a child of a terminal program must not have: keyboard signals.
        package: The folder of our own package.
        readable: What the engine reads, beside what Python does.
        writable: Folders in which the engine writes.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.chdir("/")
    steps: dict[Feature, Callable[[], None]] = {Feature.LIMITS: limits.set_limits}
    if is_linux():
        steps |= _linux_steps([*_SYSTEM_FILES, package, *_module_folders(), *readable], writable)
    if mode is Confinement.OFF:
        # That a child outlives our process is no confinement: nobody wants it.
        steps = {feature: step for feature, step in steps.items() if feature is Feature.PARENT_DEATH}
    reason = _REASON_OF_OFF if mode is Confinement.OFF else "not on this system"
    lacking = {feature: reason for feature in Feature if feature not in steps}
    for feature, step in steps.items():
        try:
            step()
        except (OSError, ValueError) as error:
            lacking[feature] = (error.strerror if isinstance(error, OSError) else None) or str(error)
    in_force = frozenset(feature for feature in Feature if feature not in lacking)
    return ConfinementReport(in_force, tuple(lacking.items()))


def _linux_steps(readable: Iterable[str], writable: Iterable[str]) -> dict[Feature, Callable[[], None]]:
    """Return the steps in their order: the filter comes last, for the others make calls that it refuses."""
    from workbench.engine.child.confinement import capabilities, kernel, landlock, seccomp  # noqa: PLC0415 - Linux only

    # A thread that ends makes the C library load it, and ends the process where it is not found.
    with contextlib.suppress(OSError):
        kernel.load("libgcc_s.so.1")
    machine = os.uname().machine
    spoken = 0

    def restrict_files() -> None:
        nonlocal spoken
        spoken = landlock.restrict(readable, writable)

    def since(needed: int) -> None:
        if spoken < needed:
            raise OSError(f"needs version {needed} of Landlock, found {spoken}")

    return {
        Feature.PARENT_DEATH: lambda: _ignore(kernel.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)),
        Feature.LIMITS: limits.set_limits,
        Feature.CAPABILITIES: lambda: capabilities.drop(machine),
        Feature.NO_NEW_PRIVILEGES: lambda: _ignore(kernel.prctl(_PR_SET_NO_NEW_PRIVS, 1)),
        Feature.FILES: restrict_files,
        Feature.TCP: lambda: since(landlock.TCP_SINCE),
        Feature.SCOPES: lambda: since(landlock.SCOPES_SINCE),
        Feature.SYSTEM_CALLS: lambda: seccomp.install(machine, os.getpid()),
    }


def _ignore(_: int) -> None:
    """Take a result that says nothing."""


def _module_folders() -> list[str]:
    """Return the folders of installed modules. Others in Python's path may be anybody's home, and are left out."""
    return [place for place in sys.path if _is_of_modules(place.rstrip("/").rpartition("/")[2])]


def _is_of_modules(name: str) -> bool:
    return name in _MODULE_FOLDERS or name.startswith("python3")
