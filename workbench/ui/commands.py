"""Everything that can be asked for: one table. Bindings, palette, footer and help are made of it.

Knows no widget: what a command does stands with the screen that acts on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from textual.binding import Binding, BindingType

from workbench.protocol.functions import WIRE_FUNCTIONS


class Scope(Enum):
    """Where the keys of a command work."""

    EVERYWHERE = "everywhere"
    """Also while typing."""
    OUTSIDE_EDITOR = "outside the editor"
    """Where the focused part does not take the key for itself."""
    LIST = "in lists and texts"
    HOST = "on the sheet Host"
    HISTORY = "on the sheet History"
    GENERATIONS = "on the sheet Generations"
    COMPARE = "on the sheet Compare"
    BENCH = "on the sheet Bench"
    MATRIX = "on the sheet Replay matrix"
    BUILD = "on the sheet Build"
    PALETTE = "in the palette"
    """No key of its own."""


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that can be asked for."""

    id: str
    title: str
    help: str
    scope: Scope = Scope.PALETTE
    keys: tuple[str, ...] = ()
    """The first is shown."""
    footer: str = ""
    """The word beside the key in the footer; empty: not there."""
    action: str = ""
    """A Textual action of the list itself; empty: the screen runs the command by its id."""

    @property
    def textual_action(self) -> str:
        """The action that its keys are bound to."""
        return self.action or f"screen.run('{self.id}')"


_EVERYWHERE, _OUTSIDE, _LIST = Scope.EVERYWHERE, Scope.OUTSIDE_EDITOR, Scope.LIST

_HOST, _HISTORY, _GENERATIONS = Scope.HOST, Scope.HISTORY, Scope.GENERATIONS
_SHEETS = (
    Command("host-add", "Add", "Store a value under a key, or set a fault on purpose.", _HOST, ("a",), "add"),
    Command("host-delete", "Delete", "Drop the entry, kept state or fault under the cursor.", _HOST, ("d",), "delete"),
    Command("host-clear", "Clear", "Drop all that this view shows.", _HOST, ("D",), "clear"),
    Command("host-keep", "Keep the host's state", "Keep it under a name, to be restored.", _HOST, ("s",), "snapshot"),
    Command("host-undo", "Undo", "Take the last change of the host's state back.", _HOST, ("u",), "undo"),
    Command("host-level", "Log level", "Show lines of this level and above.", _HOST, ("v",), "level"),
    Command(
        "host-only", "Only one call", "Show the log of the call under the cursor; again: all.", _HOST, ("o",), "only"
    ),
    Command(
        "host-start",
        "Start from it",
        "Let each dispatch begin with the kept state; again: none.",
        _HOST,
        ("f",),
        "start here",
    ),
    Command("host-export", "Export", "Save what the plugin stored, as --storage reads it.", _HOST, ("X",), "export"),
    Command("host-export-all", "Export all", "Save what all plugins stored.", _HOST, ("E",), "all"),
    Command("host-import", "Import", "Let the storage be as a file says.", _HOST, ("I",), "import"),
    Command("history-find", "Find text", "Search in payloads, answers and messages.", _HISTORY, ("f",), "find"),
    Command("history-outcome", "Filter outcome", "All, ok, fallback.", _HISTORY, ("o",), "outcome"),
    Command("history-function", "Filter function", "All, or one wire function.", _HISTORY, ("u",), "function"),
    Command("history-generation", "Filter generation", "All, or the build that answers.", _HISTORY, ("v",), "gen"),
    Command("history-mark", "Mark", "Mark for a recording, and to be repeated.", _HISTORY, ("space",), "mark"),
    Command("history-save", "Save as recording", "Save what is marked.", _HISTORY, ("s",), "save"),
    Command("history-export", "Export", "Save all that is listed as a recording.", _HISTORY, ("X",)),
    Command(
        "generation-pin",
        "Pin as baseline",
        "Compare answers with it; again: with the former.",
        _GENERATIONS,
        ("p",),
        "pin",
    ),
    Command("generation-newest", "Newest answers", "Let the newest good build answer.", _GENERATIONS, ("a",), "newest"),
    Command("generation-mark", "Mark", "Compare another build with it.", _GENERATIONS, ("space",), "mark"),
    Command("compare-only", "Only differences", "Show what differs, or everything.", Scope.COMPARE, ("o",), "only ±"),
    Command("compare-file", "Compare with file", "Load another file, beside all.", Scope.COMPARE, ("f",), "file"),
    Command("matrix-calls", "Other calls", "Marked ones, the last, the whole history.", Scope.MATRIX, ("a",), "calls"),
    Command("matrix-stop", "Stop repeating", "Keep what is known.", Scope.MATRIX, ("K",), "stop"),
    Command("bench-again", "Measure again", "What stands in the editor, on this build.", Scope.BENCH, ("r",), "again"),
    Command("bench-runs", "Number of calls", "Measure with more calls, or with fewer.", Scope.BENCH, ("a",), "calls"),
    Command("bench-stop", "End the bench", "Keep what was measured so far.", Scope.BENCH, ("K",), "cancel"),
    Command("build-stop", "Cancel the build", "End the build that runs.", Scope.BUILD, ("K",), "cancel"),
)

COMMANDS = {
    command.id: command
    for command in (
        Command("send", "Dispatch", "Send the payload to the plugin.", _EVERYWHERE, ("ctrl+j", "f5"), "dispatch"),
        Command(
            "send-fresh",
            "Dispatch on a fresh instance",
            "Send to an instance of its own, once.",
            _EVERYWHERE,
            ("shift+f5",),
        ),
        Command("fresh", "Fresh or living instance", "Which one answers what is sent from now on.", _OUTSIDE, ("i",)),
        Command("build", "Build now", "Run the build command, changed or not.", _OUTSIDE, ("B",)),
        Command("build-cancel", "Cancel the build", "End the build command that runs."),
        Command("pause", "Pause or resume watching", "Leave changes alone, or go on with them.", _OUTSIDE, ("w",)),
        Command("cancel", "Cancel the running call", "End the call that runs; nothing else is lost."),
        Command(
            "reload", "Reload", "Read the plugin again, even if it is the same.", _EVERYWHERE, ("ctrl+r",), "reload"
        ),
        Command("palette", "Palette", "Everything that can be asked for.", _EVERYWHERE, ("ctrl+p",)),
        Command("jump", "Jump", "Go to a part of the screen by a letter.", _EVERYWHERE, ("ctrl+o",), "jump"),
        Command("editor", "Open in $EDITOR", "Edit the payload in your own editor.", _EVERYWHERE, ("f4",), "editor"),
        Command("maximise", "Maximise", "Give the pane the whole screen, and back.", _EVERYWHERE, ("f10",), "maximise"),
        Command("help", "Help", "Keys, and what they do.", _EVERYWHERE, ("f1",), "help"),
        Command("help-short", "Help", "As f1.", _OUTSIDE, ("question_mark",)),
        Command("find", "Find", "Search in the list or text.", _OUTSIDE, ("slash",), "find"),
        Command("next-pane", "Next pane", "Go to the next pane.", _EVERYWHERE, ("f6",)),
        Command("former-pane", "Former pane", "Go to the former pane.", _EVERYWHERE, ("f2",)),
        Command("pane-sections", "Sections", "Go to pane 1.", _OUTSIDE, ("1",)),
        Command("pane-handshake", "Handshake", "Go to pane 2.", _OUTSIDE, ("2",)),
        Command("pane-self-check", "Self-check", "Go to pane 3.", _OUTSIDE, ("3",)),
        Command("pane-dispatch", "Dispatch pane", "Go to pane 4, into the payload.", _OUTSIDE, ("4",)),
        Command("host", "Host", "Storage, counters, log, clock, kept states, faults.", _OUTSIDE, ("5",)),
        Command("history", "History", "All dispatches: search, send again, record.", _EVERYWHERE, ("f8",), "history"),
        Command("generations", "Generations", "All builds of this run.", _EVERYWHERE, ("f9",)),
        Command("compare", "Compare builds", "Two builds side by side: facts, cost, answers.", _OUTSIDE, ("C",)),
        Command("bench", "Bench: run", "What a call of this payload costs, and its parts.", _OUTSIDE, ("T",)),
        Command("trace", "Trace", "Every message that crossed the border.", _OUTSIDE, ("t",)),
        Command("build-output", "Build output", "What the build command wrote.", _OUTSIDE, ("b",)),
        Command(
            "matrix", "Replay matrix", "Repeat what is marked, or the last calls, on the last builds.", _OUTSIDE, ("m",)
        ),
        Command("faults-clear", "Clear all faults", "Let the host do no more wrong on purpose."),
        Command("start-none", "Start from no kept state", "Let dispatches find the host as it is."),
        Command("answer-newest", "Answer with the newest build", "After one has gone back to an older one."),
        Command("explain", "Explain", "What stands behind the failure in front of you.", _EVERYWHERE, ("f12",)),
        Command("explain-short", "Explain", "As f12.", _OUTSIDE, ("e",)),
        Command(
            "leave", "Leave", "Cancel a running call, else leave editor, search or full size.", _OUTSIDE, ("escape",)
        ),
        Command("next-function", "Next function", "Turn to the next wire function.", _EVERYWHERE, ("f7",)),
        Command("former-function", "Former function", "Turn to the former wire function.", _EVERYWHERE, ("shift+f7",)),
        Command("format", "Format the payload", "Lay the JSON out; can be undone.", _EVERYWHERE, ("f3",)),
        Command(
            "mutate",
            "Mutate the payload",
            "Break it in one place, the next one each time; says what is to be expected; can be undone.",
            _EVERYWHERE,
            ("shift+f3",),
        ),
        Command("sample", "Load the sample", "Replace the payload by the dry-run sample; can be undone."),
        Command("reset", "Reset the instance", "Drop the living instance, its globals and memory.", _OUTSIDE, ("R",)),
        Command("copy-response", "Copy the response", "Copy the whole response of the last dispatch."),
        Command("hex", "Show bytes", "Show the section as bytes, or as what it means.", _OUTSIDE, ("x",)),
        Command("profile-0.1", "Profile 0.1", "Speak the first Extism line; loads the plugin again."),
        Command("profile-0.3", "Profile 0.3", "Speak the last Extism line; loads the plugin again."),
        Command("budget-serving", "Budget serving", "Dispatch as the running host does: 5,000 ms, host functions."),
        Command("budget-strict", "Budget strict", "Dispatch as the conformance suite does: 200 ms, nothing linked."),
        Command("imports", "Imports: reference or trap", "In the strict budget, link traps to see who calls the host."),
        Command("redispatch", "Dispatch again after a reload", "Switch on or off."),
        Command("fuel", "Fuel unasked", "Measure fuel when nothing else is wanted; switch on or off."),
        Command("fuel-now", "Measure the fuel now", "Of L2, L3 and the last dispatch, also of slow calls."),
        Command("theme", "Theme", "Choose the colours; the choice is kept."),
        Command("screenshot", "Picture of the screen", "Save an SVG of what you see."),
        Command("quit", "Quit", "Leave the workbench; payloads are kept.", _EVERYWHERE, ("ctrl+q",), "quit"),
        *_SHEETS,
        Command("list-copy", "Copy", "Copy the list or text.", _LIST, ("c", "y"), action="copy"),
        Command("list-choose", "Choose", "Go to what the row tells of.", _LIST, ("enter",), action="choose"),
        Command("list-down", "Down", "One row down.", _LIST, ("j", "down"), action="down"),
        Command("list-up", "Up", "One row up.", _LIST, ("k", "up"), action="up"),
        Command("list-first", "First", "To the start.", _LIST, ("g", "home"), action="first"),
        Command("list-last", "Last", "To the end.", _LIST, ("G", "end"), action="last"),
        Command("list-page-down", "Page down", "One page down.", _LIST, ("ctrl+d", "pagedown"), action="page_down"),
        Command("list-page-up", "Page up", "One page up.", _LIST, ("ctrl+u", "pageup"), action="page_up"),
        Command(
            "list-next-view", "Next view", "Turn to the next view of the pane.", _LIST, ("l", "right"), action="turn(1)"
        ),
        Command("list-former-view", "Former view", "Turn to the former view.", _LIST, ("h", "left"), action="turn(-1)"),
        Command("find-next", "Next match", "Go to the next match.", _LIST, ("n",)),
        Command("find-former", "Former match", "Go to the former match.", _LIST, ("N",)),
        *(Command(f"function-{one.name}", f"Function {one.name}", one.purpose) for one in WIRE_FUNCTIONS.values()),
    )
}
"""By id, in the order of help and footer."""

_KEY_NAMES = {
    "question_mark": "?",
    "slash": "/",
    "escape": "esc",
    "pagedown": "pgdn",
    "pageup": "pgup",
    "enter": "enter",
    "space": "space",
}


def bindings(*scopes: Scope) -> list[BindingType]:
    """Return the bindings of all commands of some scopes; each has its command's id, so that it can be remapped."""
    return [
        Binding(
            ",".join(command.keys),
            command.textual_action,
            command.title,
            show=False,
            priority=command.scope is Scope.EVERYWHERE,
            id=command.id,
        )
        for command in COMMANDS.values()
        if command.keys and command.scope in scopes
    ]


def key_of(command_id: str, keymap: Mapping[str, str]) -> str:
    """Return the key that is shown for a command, remapped or not; empty when it has none."""
    keys = keymap.get(command_id) or ",".join(COMMANDS[command_id].keys)
    return key_name(keys.split(",")[0])


def key_name(key: str) -> str:
    """Return a key as people write it: `^j`, `f5`, `?`."""
    if key.startswith("ctrl+"):
        return "^" + key.removeprefix("ctrl+")
    return _KEY_NAMES.get(key, key)
