"""What the facts of a machine mean for the workbench, each with a remedy. Pure: facts in, findings out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

WATCHES_FEW: Final = 8_192
INSTANCES_FEW: Final = 16
FREE_FEW_BYTES: Final = 200 << 20
DESCRIPTORS_FEW: Final = 256
ADDRESS_SPACE_FEW_BYTES: Final = 32 << 30
"""The engine reserves 4 GiB of address space for each memory of an instance."""
SMALLEST_SCREEN: Final = (80, 24)


class State(Enum):
    """How well something is."""

    GOOD = "good"
    LIMITED = "limited"
    """Something is done without."""
    MISSING = "missing"
    """The workbench cannot do its work."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is true of one thing."""

    topic: str
    name: str
    state: State
    found: str
    remedy: str | None = None
    """What to do, and what is lost until then; None: nothing need be done."""


@dataclass(frozen=True, slots=True)
class FolderFact:
    """A folder in which the workbench keeps something."""

    path: str
    error: str | None
    """Why nothing can be written there; None: it can."""
    free_bytes: int | None
    """None: not known."""


@dataclass(frozen=True, slots=True)
class MachineFacts:
    """What was looked up. None means everywhere that it could not be."""

    environment: Mapping[str, str]
    engine: str | None
    """Why no engine answers; None: one does."""
    engine_ms: float
    """How long the engine took to answer first, in milliseconds."""
    confinement: Mapping[str, str]
    """What the engine's process gives up, each with `in force` or the reason."""
    unfit: str | None
    """Why the screen cannot be shown here; None: it can."""
    screen: tuple[int, int] | None
    """Columns and rows of the terminal; None: there is none."""
    folders: Mapping[str, FolderFact]
    watches_max: int | None
    instances_max: int | None
    descriptors_max: int | None
    """The most that may be open at once."""
    address_space_bytes: int | None
    """The limit of it; None: there is none."""
    editor: str
    editor_error: str | None
    clipboard_tool: str | None
    tmux_set_clipboard: str | None
    """What tmux says of `set-clipboard`; None: no tmux."""


def findings(facts: MachineFacts) -> list[Finding]:
    """Return what is true of the machine, topic by topic."""
    return [
        *_engine(facts),
        *_limits(facts),
        *_files(facts),
        *_watching(facts),
        *_terminal(facts),
        _clipboard(facts),
        _editor(facts),
    ]


_NO_CACHE: Final = "Each build is compiled anew. Give the folder to yourself alone: chmod 700."


def _judged(topic: str, name: str, found: str, remedy: str, state: State) -> Finding:
    """Return a finding with its remedy, where it needs one."""
    return Finding(topic, name, state, found, None if state is State.GOOD else remedy)


def _engine(facts: MachineFacts) -> Iterator[Finding]:
    if facts.engine is None:
        yield Finding("engine", "engine", State.GOOD, f"started and answered within {facts.engine_ms:,.0f} ms")
    else:
        remedy = "Install the package extism-sys for this platform: pip install --force-reinstall extism-sys."
        yield Finding("engine", "engine", State.MISSING, facts.engine, remedy)
    for feature, found in facts.confinement.items():
        if feature == "compile cache":
            is_good, remedy = not found.startswith("none"), _NO_CACHE
        else:
            is_good, remedy = found == "in force", "Plugins are confined by what remains. A newer kernel has more."
        yield _judged("confinement", feature, found, remedy, State.GOOD if is_good else State.LIMITED)


def _limits(facts: MachineFacts) -> Iterator[Finding]:
    descriptors, space = facts.descriptors_max, facts.address_space_bytes
    if descriptors is not None:
        few = descriptors < DESCRIPTORS_FEW
        remedy = f"Allow more: ulimit -n {DESCRIPTORS_FEW * 4}."
        yield _judged("limits", "open files", f"{descriptors:,}", remedy, State.LIMITED if few else State.GOOD)
    if space is None:
        yield Finding("limits", "address space", State.GOOD, "without a limit")
    else:
        state = State.MISSING if space < ADDRESS_SPACE_FEW_BYTES else State.GOOD
        remedy = "The engine reserves 4 GiB for each memory: ulimit -v unlimited."
        yield _judged("limits", "address space", f"{space / (1 << 30):,.1f} GiB", remedy, state)


_WITHOUT: Final = {
    "config": "Own settings and themes have no place.",
    "state": "History, drafts and preferences are not kept.",
    "cache": "Each build is compiled anew.",
}


def _files(facts: MachineFacts) -> Iterator[Finding]:
    for name, folder in facts.folders.items():
        if folder.error is not None:
            remedy = f"{_WITHOUT[name]} Make the folder writable, or set XDG_{name.upper()}_HOME to another."
            yield Finding("files", name, State.LIMITED, f"{folder.path}: {folder.error}", remedy)
            continue
        few = folder.free_bytes is not None and folder.free_bytes < FREE_FEW_BYTES
        free = "" if folder.free_bytes is None else f", {folder.free_bytes >> 20:,} MiB free"
        remedy = f"{_WITHOUT[name]} Free some room on that disk."
        yield _judged("files", name, f"{folder.path}{free}", remedy, State.LIMITED if few else State.GOOD)


def _watching(facts: MachineFacts) -> Iterator[Finding]:
    limits = (
        ("watches", "max_user_watches", facts.watches_max, WATCHES_FEW),
        ("watchers", "max_user_instances", facts.instances_max, INSTANCES_FEW),
    )
    for name, setting, found, few in limits:
        if found is not None:
            state = State.LIMITED if found < few else State.GOOD
            remedy = f"Where they run out, files are polled: sysctl fs.inotify.{setting}={few * 8}."
            yield _judged("inotify", name, f"{found:,}", remedy, state)


def _terminal(facts: MachineFacts) -> Iterator[Finding]:
    environment = facts.environment
    if facts.unfit is not None:
        yield Finding("terminal", "screen", State.LIMITED, "cannot be shown here", f"{facts.unfit}.")
    elif facts.screen is not None:
        columns, rows = facts.screen
        small = columns < SMALLEST_SCREEN[0] or rows < SMALLEST_SCREEN[1]
        remedy = "Make the window larger: 80x24 is the least, 120x36 shows all panes."
        yield _judged("terminal", "screen", f"{columns}x{rows}", remedy, State.LIMITED if small else State.GOOD)
    if "NO_COLOR" in environment:
        yield Finding("terminal", "colours", State.GOOD, "none, because NO_COLOR is set")
    elif environment.get("COLORTERM") in ("truecolor", "24bit"):
        yield Finding("terminal", "colours", State.GOOD, "16 million")
    else:
        remedy = "If the terminal shows more, set COLORTERM=truecolor."
        yield Finding("terminal", "colours", State.LIMITED, "256 or fewer: COLORTERM names no more", remedy)


def _clipboard(facts: MachineFacts) -> Finding:
    if facts.clipboard_tool is not None:
        return Finding("clipboard", "copies", State.GOOD, f"go through {facts.clipboard_tool}")
    if facts.tmux_set_clipboard in ("off", "external"):
        remedy = "tmux keeps copies to itself: tmux set -g set-clipboard on."
        return Finding("clipboard", "copies", State.LIMITED, f"set-clipboard is {facts.tmux_set_clipboard}", remedy)
    if "STY" in facts.environment:
        remedy = "screen keeps copies from the terminal. tmux, or no screen between, passes them on."
        return Finding("clipboard", "copies", State.LIMITED, "inside of screen", remedy)
    return Finding("clipboard", "copies", State.GOOD, "go to the terminal, which never says whether it took them")


def _editor(facts: MachineFacts) -> Finding:
    if facts.editor_error is not None:
        remedy = "f4 and Enter on a source line open nothing. Set EDITOR to a program that waits until you close it."
        return Finding("editor", "editor", State.LIMITED, facts.editor_error, remedy)
    return Finding("editor", "editor", State.GOOD, facts.editor)
