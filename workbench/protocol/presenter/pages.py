"""The page of each layer: of one that passed, of the one that ended it, of one that was not reached."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from workbench.protocol.layers import Layer, Verdict
from workbench.protocol.presenter.dispatch_page import dispatch_page
from workbench.protocol.presenter.handshake_page import handshake_page
from workbench.protocol.presenter.identity_page import identity_page
from workbench.protocol.presenter.page import LayerPage, Loaded, ShownFacts
from workbench.protocol.presenter.record_page import record_page
from workbench.protocol.presenter.self_check_page import self_check_page

_PAGES: Final[dict[Layer, Callable[[Loaded], LayerPage]]] = {
    Layer.IDENTITY: identity_page,
    Layer.HANDSHAKE: handshake_page,
    Layer.SELF_CHECK: self_check_page,
    Layer.RECORD: record_page,
    Layer.DISPATCH: dispatch_page,
}
_BEFORE_SERVING: Final = (Layer.IDENTITY, Layer.HANDSHAKE, Layer.SELF_CHECK)
"""A plugin that fails one of these is not served."""
_WOULD: Final = {
    Layer.IDENTITY: (
        "the host would read from the file itself whose plugin it is",
        "No code runs before a host knows whose it is.",
    ),
    Layer.HANDSHAKE: (
        "the host would offer functions, versions and capabilities, and the plugin would answer which of them it takes",
        "Host and plugin are built at different times, and must agree on their messages before the first one is sent.",
    ),
    Layer.SELF_CHECK: (
        "the plugin would write and read samples of its own messages, and say whether they came out the same",
        "A message type that differs from the host's has to show before a user's request meets it.",
    ),
    Layer.RECORD: (
        "the registry would write down what was found, so that the next start need not ask again",
        "It keeps records of plugins that have passed the layers before, and of no others.",
    ),
    Layer.DISPATCH: (
        "the host would call the plugin for each request that goes through the proxy",
        "It calls only plugins that have passed the layers before; an earlier build of this one goes on serving.",
    ),
}


def page(loaded: Loaded, layer: Layer) -> LayerPage:
    """Return the page of a layer."""
    ended = loaded.ended_by
    if loaded.result(layer).verdict is not Verdict.NOT_RUN:
        return _PAGES[layer](loaded)
    if ended is not None and ended.layer in _BEFORE_SERVING:
        return _not_reached(loaded, layer, ended.layer)
    if layer is not Layer.DISPATCH or loaded.result(Layer.SELF_CHECK).verdict is Verdict.NOT_RUN:
        would, why = _WOULD[layer]
        return LayerPage(layer, Verdict.NOT_RUN, f"This layer is still to come: here {would}.", why)
    return dispatch_page(loaded)


def _not_reached(loaded: Loaded, layer: Layer, ended: Layer) -> LayerPage:
    would, why = _WOULD[layer]
    name = f"{ended.label} {ended.title}"
    kind, error = loaded.failure(ended), loaded.result(ended).error
    what = f"This layer was not reached, since {name} ended with {kind}: here {would}."
    shown = () if error is None else (ShownFacts(f"What ended {name}", ((kind, str(error)),)),)
    return LayerPage(layer, Verdict.NOT_RUN, what, why, shown)
