"""The words that a demo script may use: steps, places, keys. None of them runs a command or reads or writes a file.

Places and keys are those of the screen, which is not known here: its tests hold both against it.
"""

from __future__ import annotations

from typing import Final

HEAD: Final = ("title", "plugin", "step")
"""Keys of a script."""
STEPS: Final = ("say", "show", "press", "send", "offer", "fault", "plugin", "journey", "wait_for")
"""Keys of a step."""
SEND: Final = ("function", "payload")
OFFER: Final = ("remove", "functions", "capabilities", "handshake_schema_version")
JOURNEY: Final = ("upstream", "plugins", "factory_state")

ALL_PANES: Final = "all"
LAYER: Final = "present"
PANES: Final[dict[str, tuple[str, ...]]] = {
    "sections": ("sections", "checks", "imports", "exports"),
    "handshake": ("functions", "offer", "accept"),
    "self-check": ("result", "request", "response", "record"),
    "dispatch": ("response", "tree", "own", "raw", "hex", "sent", "log", "diff"),
}
"""Panes, each with its views; those of `dispatch` are the answer's."""
SHEETS: Final[dict[str, tuple[str, ...]]] = {
    "lab": ("steps", "messages", "hosts", "sweep"),
    "host": (),
    "conformance": (),
    "history": (),
    "generations": (),
    "trace": (),
    "journey": (),
    "explain": (),
    "help": (),
}
"""What covers the panes, each with the views that a script may turn it to."""
LAYERS: Final = ("identity", "handshake", "self-check", "persistence", "dispatch")
"""Views of the presentation."""
PLACES: Final[dict[str, tuple[str, ...]]] = {ALL_PANES: (), LAYER: LAYERS, **PANES, **SHEETS}

KEYS: Final[dict[str, tuple[str, ...]]] = {
    "down": ("list-down",),
    "up": ("list-up",),
    "home": ("list-first",),
    "end": ("list-last",),
    "pagedown": ("list-page-down",),
    "pageup": ("list-page-up",),
    "l": ("list-next-view",),
    "h": ("list-previous-view",),
    "space": ("tree-fold", "lab-tick"),
    "plus": ("tree-unfold-all", "lab-raise"),
    "minus": ("tree-fold-all", "lab-lower"),
    "x": ("hex",),
    "u": ("lab-undo",),
    "p": ("lab-preset",),
    "W": ("lab-sweep",),
    "s": ("journey-upstream",),
    "1": ("pane-sections",),
    "2": ("pane-handshake",),
    "3": ("pane-self-check",),
    "4": ("pane-dispatch",),
    "e": ("explain-short",),
    "f2": ("previous-pane",),
    "f6": ("next-pane",),
    "f7": ("next-function",),
    "f10": ("maximise",),
    "escape": ("leave",),
}
"""The keys that a script may press, each with the commands that it may give. Where it stands for another one, it is not
pressed: keys can be remapped, and stand for something else on each sheet."""
