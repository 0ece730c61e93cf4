"""Layer L3, presented (PROTOCOL.md sections 6 and 11)."""

from __future__ import annotations

from workbench.errors.machine import WorkbenchLimit
from workbench.protocol.layers import Layer
from workbench.protocol.limits import SELF_CHECK_EXPORT
from workbench.protocol.presenter.page import LayerPage, Loaded, MessageMark, ShownMessage
from workbench.protocol.presenter.words import NO_VERDICT, counted, unanswered
from workbench.protocol.self_check import SelfCheck, SelfCheckRequest

_WHY = (
    "A plugin that was built with message types other than the host's would fail in the middle of a user's request; "
    "this shows it before there is one."
)
_WHY_NOT = (
    "A plugin that cannot vouch for its own messages would let users find out; so the host refuses it and drops the "
    "reasons, which only a host for development shows."
)


def self_check_page(loaded: Loaded) -> LayerPage:
    """Return the page of L3."""
    result, checked = loaded.result(Layer.SELF_CHECK), loaded.self_check
    request = None if checked is None else checked.request
    shown = () if checked is None else _messages(loaded, checked)
    if result.error is not None:
        what = _failed(loaded, checked, request, result.error.kind)
        why = NO_VERDICT if isinstance(result.error, WorkbenchLimit) else _WHY_NOT
        return LayerPage(Layer.SELF_CHECK, result.verdict, what, why, shown, result.error)
    if request is None:
        what = (
            "This profile checks only functions that fill a slot of the host, and this plugin fills none; so the host "
            f"makes sure that {SELF_CHECK_EXPORT} is there, and does not call it."
        )
        return LayerPage(Layer.SELF_CHECK, result.verdict, what, _WHY, shown)
    what = f"{_asked(request)}, and it answers success."
    return LayerPage(Layer.SELF_CHECK, result.verdict, what, _WHY, shown)


def _asked(request: SelfCheckRequest) -> str:
    functions = counted(len(request.functions_to_test), "function")
    return (
        f"In another fresh instance the host calls {SELF_CHECK_EXPORT} with the names of {functions}; the plugin is to "
        "write and read back samples of the messages of those that it has, without running one of them"
    )


def _failed(loaded: Loaded, checked: SelfCheck | None, request: SelfCheckRequest | None, kind: str) -> str:
    if request is None:
        return (
            f"The host makes ready to ask the plugin for a check of its own messages, and does not get there: {kind}."
        )
    response = None if checked is None else checked.response
    if kind == "FailureStatus" and response is not None:
        return f"{_asked(request)}, and it answers failure, with {counted(len(response.failures), 'reason')}: {kind}."
    if loaded.response_text is None:
        return f"{_asked(request)}, and {unanswered(kind)}: {kind}."
    return f"{_asked(request)}, and its answer breaks a rule of this layer: {kind}."


def _messages(loaded: Loaded, checked: SelfCheck) -> tuple[ShownMessage, ...]:
    shown = []
    if loaded.response_text is not None:
        marks = (MessageMark("status", "success lets it pass"), MessageMark("failures", "must be empty then"))
        shown.append(ShownMessage("Plugin to host: its answer", loaded.response_text, marks))
    if checked.request is not None:
        asked = (MessageMark("functions_to_test", "what it is to check"),)
        shown.append(ShownMessage("Host to plugin: the request", checked.request.text(), asked))
    return tuple(shown)
