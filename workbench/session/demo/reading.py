"""From the values of a TOML text to a script, or to the first fault with its line. Reads no file, plays nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from workbench.errors.base import OperatorError
from workbench.errors.demo import DemoScriptInvalid
from workbench.errors.operator import FaultUnknown
from workbench.naming import nearest
from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.hosting.injected_faults import parse_plan
from workbench.protocol.journey.upstream import UpstreamChoice
from workbench.protocol.json.parsing import JsonTextError, parse
from workbench.protocol.limits import VERSION_MAX
from workbench.protocol.offer import Offer, reference_offer
from workbench.quoting import quoted
from workbench.session.demo import words
from workbench.session.demo.facts import FACTS
from workbench.session.demo.script import (
    Action,
    DemoScript,
    DemoStep,
    EditOffer,
    Press,
    Send,
    SetFaults,
    Show,
    SwapPlugin,
    TakeJourney,
    WaitFor,
)
from workbench.session.values.journey_report import JourneySetup

STEPS_MAX: Final = 200
SAY_MAX: Final = 600
"""Characters of one text: more than a person reads from a screen that somebody else turns."""
TITLE_MAX: Final = 60
KEYS_MAX: Final = 20
"""Keys that one step may press."""
LISTED_MAX: Final = 64
"""Entries of a list in a script."""

PluginAt = Callable[[str], str]
"""Returns the path of a plugin by what a script calls it; raises an OperatorError when there is none."""


def read_script(
    values: Mapping[str, Any], lines: Mapping[tuple[str, ...], int], path: str, plugin_at: PluginAt
) -> DemoScript:
    """Return the script that a TOML text holds.

    Args:
        values: What the text holds.
        lines: In which line each key stands; those of the second step under `("step", "1", …)`.
        path: Of the file, for errors and for display.
        plugin_at: Finds plugins.

    Raises:
        DemoScriptInvalid: It holds what no demo can do; the first fault.
    """
    return _Reading(lines, path, plugin_at).script(values)


class _Values:
    """Reads single values. Knows where it is, for the error."""

    def __init__(self, lines: Mapping[tuple[str, ...], int], path: str, plugin_at: PluginAt) -> None:
        self._lines, self._path, self._plugin_at = lines, path, plugin_at
        self._step: int | None = None
        self._key = ""

    def _plugin(self, name: str) -> str:
        try:
            return self._plugin_at(name)
        except DemoScriptInvalid as error:
            raise self._fault(error.expected, error.found, error.nearest) from error
        except OperatorError as error:
            raise self._fault("a plugin", str(error)) from error

    def _text(self, value: Any, characters_max: int = 64 * 1024) -> str:
        if not isinstance(value, str) or not value.strip():
            raise self._fault("a text", "an empty one" if isinstance(value, str) else _kind(value))
        if len(value) > characters_max:
            raise self._fault(f"a text of at most {characters_max:,} characters", f"{len(value):,}")
        return value

    def _list(self, value: Any) -> list[Any]:
        if not isinstance(value, list):
            raise self._fault("a list", _kind(value))
        if len(value) > LISTED_MAX:
            raise self._fault(f"a list of at most {LISTED_MAX} entries", f"{len(value):,}")
        return value

    def _texts(self, value: Any) -> list[str]:
        return [self._text(one) for one in ([value] if isinstance(value, str) else self._list(value))]

    def _version(self, value: Any) -> int:
        # Versions that no host can offer may be shown: what the protocol says of them is a lesson. u32 is the wire's.
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= VERSION_MAX + 1:
            raise self._fault(f"a version from 0 to {VERSION_MAX + 1:,}", _kind(value))
        return value

    def _table(self, value: Any, keys: Iterable[str], expected: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self._fault("a table { … }", _kind(value))
        self._known(value, keys, expected)
        return value

    def _one_of(self, value: Any, known: Iterable[str], expected: str) -> str:
        text = self._text(value)
        if text not in known:
            raise self._unknown(expected, text, known)
        return text

    def _known(self, values: Mapping[str, Any], known: Iterable[str], expected: str) -> None:
        for key in values:
            if key not in known:
                # A step's own keys have lines of their own; those of inline tables stand in the line of the step.
                self._key = self._key or key
                raise self._unknown(expected, key, known)

    def _unknown(self, expected: str, found: str, known: Iterable[str]) -> DemoScriptInvalid:
        meant = nearest(found, known)
        listed = "" if meant else f": {', '.join(known)}"
        return self._fault(f"{expected}{listed}", quoted(found), meant)

    def _fault(self, expected: str, found: str, meant: str | None = None) -> DemoScriptInvalid:
        step = () if self._step is None else ("step", str(self._step))
        line = self._lines.get((*step, self._key), self._lines.get(step) if step else None)
        named = "" if self._step is None else f"step {self._step + 1}"
        place = ", ".join(part for part in (named, self._key) if part)
        return DemoScriptInvalid(self._path, line, place, expected, found, meant)


class _Reading(_Values):
    """Reads one script."""

    def script(self, values: Mapping[str, Any]) -> DemoScript:
        self._known(values, words.HEAD, "a key of a script")
        self._key = "title"
        title = self._text(values.get("title", "Demo"), TITLE_MAX)
        self._key = "plugin"
        if "plugin" not in values:
            raise self._fault("plugin, the plugin to begin with", "none")
        plugin = self._swap(values["plugin"])
        self._key = "step"
        found = values.get("step")
        if not isinstance(found, list) or not found or not all(isinstance(one, dict) for one in found):
            raise self._fault("[[step]], at least once", "no step" if found in (None, []) else _kind(found))
        if len(found) > STEPS_MAX:
            raise self._fault(f"at most {STEPS_MAX} steps", f"{len(found):,}")
        steps = tuple(self._read_step(index, one) for index, one in enumerate(found))
        if not any(step.say for step in steps):
            self._step, self._key = None, "step"
            raise self._fault("a step that says something, where the show waits", "none")
        return DemoScript(self._path, title, plugin, steps)

    def _read_step(self, index: int, values: Mapping[str, Any]) -> DemoStep:
        self._step, self._key = index, ""
        self._known(values, words.STEPS, "a step")
        readers: dict[str, Callable[[Any], Action]] = {
            "show": self._show,
            "press": self._press,
            "send": self._send,
            "offer": self._offer,
            "fault": self._faults,
            "plugin": self._swap,
            "journey": self._journey,
            "wait_for": self._wait,
        }
        say, actions = "", []
        for key, value in values.items():
            self._key = key
            if key == "say":
                # A text that is written over several lines is one.
                say = re.sub(r"\s+", " ", self._text(value, SAY_MAX)).strip()
            else:
                actions.append(readers[key](value))
        return DemoStep(self._lines.get(("step", str(index)), 0), say, tuple(actions))

    # ---- the steps ------------------------------------------------------------------------------------------------

    def _show(self, value: Any) -> Show:
        place, slash, view = self._text(value).partition("/")
        views = words.PLACES.get(place)
        if views is None:
            raise self._unknown("a pane, a sheet, present or all", place, words.PLACES)
        if slash and view not in views:
            listed = ", ".join(views)
            raise self._unknown(f"a view of {place} ({listed})" if listed else f"{place} alone", view, views)
        return Show(place, view)

    def _press(self, value: Any) -> Press:
        keys = tuple(self._texts(value))
        if len(keys) > KEYS_MAX:
            raise self._fault(f"at most {KEYS_MAX} keys", f"{len(keys)}")
        for key in keys:
            if key not in words.KEYS:
                raise self._unknown("a key that a script may press", key, words.KEYS)
        return Press(keys)

    def _send(self, value: Any) -> Send:
        given = {"function": value} if isinstance(value, str) else self._table(value, words.SEND, "a key of send")
        function = self._one_of(given.get("function"), WIRE_FUNCTIONS, "a wire function")
        payload = given.get("payload")
        return Send(function, None if payload is None else self._text(payload))

    def _offer(self, value: Any) -> EditOffer:
        if value == "reference":
            return EditOffer(reference_offer())
        given = self._table(value, words.OFFER, "reference, or a key of offer")
        functions = dict(reference_offer().function_versions)
        for name in self._texts(given.get("remove", [])):
            del functions[self._one_of(name, functions, "a function of the reference's offer")]
        added = given.get("functions", {})
        if not isinstance(added, dict):
            raise self._fault("functions = { shape = [1, 2] }", _kind(added))
        for name, versions in added.items():
            functions[name] = tuple(self._version(one) for one in self._list(versions))
        schema = self._version(given.get("handshake_schema_version", 1))
        return EditOffer(Offer(functions, frozenset(self._texts(given.get("capabilities", []))), schema))

    def _faults(self, value: Any) -> SetFaults:
        specs = () if value == "none" else tuple(self._texts(value))
        try:
            return SetFaults(parse_plan(specs).specs)
        except FaultUnknown as error:
            raise self._fault(f"none, or {error.expected}", quoted(error.spec), error.nearest) from error

    def _swap(self, value: Any) -> SwapPlugin:
        name = self._text(value)
        return SwapPlugin(name, self._plugin(name))

    def _journey(self, value: Any) -> TakeJourney:
        given = self._table(value, words.JOURNEY, "a key of journey")
        choices = {one.value: one for one in UpstreamChoice}
        answers = [
            choices[self._one_of(one, choices, "an upstream's answer")]
            for one in self._texts(given.get("upstream", "200"))
        ]
        if not 0 < len(answers) <= 2 or (len(answers) == 2 and answers[0] is not UpstreamChoice.UNAUTHORIZED):
            raise self._fault(
                "one answer of the upstream, or 401 and that to the further attempt",
                f"{', '.join(one.value for one in answers) or 'none'}",
            )
        state = ""
        if "factory_state" in given:
            state = self._text(given["factory_state"])
            try:
                parse(state)
            except JsonTextError as error:
                raise self._fault(f"factory_state as JSON: {error.expected}", error.found) from error
        paths = tuple(self._plugin(name) for name in self._texts(given.get("plugins", [])))
        return TakeJourney(JourneySetup(tuple(answers), paths, factory_state=state))

    def _wait(self, value: Any) -> WaitFor:
        return WaitFor(self._one_of(value, FACTS, "a fact to wait for"))


def _kind(value: Any) -> str:
    """Return what a value is, in words."""
    if value is None:
        return "nothing"
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"the number {value}"
    return "a list" if isinstance(value, list) else "a table" if isinstance(value, dict) else "a date or time"
