"""Layer L2, presented (PROTOCOL.md section 4)."""

from __future__ import annotations

from workbench.errors import WorkbenchError
from workbench.errors.machine import WorkbenchLimit
from workbench.protocol.handshake import Accept, Negotiation
from workbench.protocol.layers import Layer
from workbench.protocol.limits import HANDSHAKE_EXPORT
from workbench.protocol.offer import Offer
from workbench.protocol.presenter.page import LayerPage, Loaded, MessageMark, ShownMessage
from workbench.protocol.presenter.words import NO_VERDICT, counted, listed, unanswered

_WHY = (
    "Host and plugin are built by different people at different times, so they agree on the form of their messages "
    "before the first one is sent; what is not agreed on here is never called."
)
_WHY_NOT = (
    "A host that went on would send messages of which the two sides have not agreed on the form; so it refuses the "
    "plugin as a whole, and an earlier build goes on serving."
)

_WHY_UNBUILT = (
    "A plugin that does not even start where it is given nothing cannot be asked anything; so the host refuses it, and "
    "an earlier build goes on serving."
)
_UNBUILT = "Instantiate"
"""The kind of the error that ends the layer before anything is called."""


def handshake_page(loaded: Loaded) -> LayerPage:
    """Return the page of L2."""
    result, negotiation = loaded.result(Layer.HANDSHAKE), loaded.negotiation
    if negotiation is None:
        what = (
            "Before it asks the plugin, the host holds its own offer against the limits of the protocol, and this one "
            f"breaks them: {loaded.failure(Layer.HANDSHAKE)}."
        )
        why = "What a plugin answers to an offer that no host can make proves nothing, so it is not asked."
        return LayerPage(Layer.HANDSHAKE, result.verdict, what, why, (), result.error)
    shown = _messages(loaded, negotiation)
    if result.error is not None:
        what = _failed(loaded, negotiation, result.error.kind)
        why = _why_not(result.error)
        return LayerPage(Layer.HANDSHAKE, result.verdict, what, why, shown, result.error)
    what = f"{_offered(negotiation.offer)}; the plugin {_taken(negotiation.accept)}."
    return LayerPage(Layer.HANDSHAKE, result.verdict, what, _WHY, shown)


def _why_not(error: WorkbenchError) -> str:
    if isinstance(error, WorkbenchLimit):
        return NO_VERDICT
    return _WHY_UNBUILT if error.kind == _UNBUILT else _WHY_NOT


def _offered(offer: Offer) -> str:
    functions = counted(len(offer.function_versions), "function")
    capabilities = counted(len(offer.host_capabilities), "capability")
    return (
        f"In a fresh instance the host calls {HANDSHAKE_EXPORT} with its offer: {functions} with the versions that it "
        f"knows of each, and {capabilities}"
    )


def _taken(accept: Accept | None) -> str:
    chosen = {} if accept is None else accept.chosen_versions
    taken = listed(f"{name} at version {version}" for name, version in chosen.items())
    if accept is None or not accept.required_capabilities:
        return f"answers that it takes {taken}"
    required = listed(sorted(accept.required_capabilities))
    return f"answers that it takes {taken}, and requires {required}, which the host has"


def _failed(loaded: Loaded, negotiation: Negotiation, kind: str) -> str:
    if isinstance(negotiation.error, WorkbenchLimit):
        return f"For the handshake a fresh instance of the plugin is started, and a limit ends the attempt: {kind}."
    if kind == _UNBUILT:
        return (
            "For the handshake the host starts a fresh instance of the plugin, with nothing linked that this layer "
            f"does not give, and no such instance can be built: {kind}."
        )
    if kind == "MissingHandshakeExport":
        return (
            f"The host looks for {HANDSHAKE_EXPORT} to give its offer to, and the module has no such function: {kind}."
        )
    if loaded.accept_text is None:
        return f"{_offered(negotiation.offer)}; {unanswered(kind)}: {kind}."
    if negotiation.accept is None:
        return f"{_offered(negotiation.offer)}; what the plugin answers cannot be read as an accept: {kind}."
    return (
        f"{_offered(negotiation.offer)}; the plugin answers, and its answer breaks a rule of the negotiation: {kind}."
    )


def _messages(loaded: Loaded, negotiation: Negotiation) -> tuple[ShownMessage, ...]:
    offer = ShownMessage(
        "Host to plugin: the offer",
        negotiation.offer.text(),
        (
            MessageMark("function_versions", "what the host can call, and how"),
            MessageMark("host_capabilities", "what else it can do"),
        ),
    )
    if loaded.accept_text is None:
        return (offer,)
    accept = ShownMessage(
        "Plugin to host: the accept",
        loaded.accept_text,
        (
            MessageMark("chosen_versions", "agreed: these may be called"),
            MessageMark("implemented_functions", "must be exported, and no others"),
            MessageMark("required_capabilities", "must stand in the offer"),
        ),
    )
    # What came of it is of more interest, and stands where it is seen without scrolling.
    return (accept, offer)
