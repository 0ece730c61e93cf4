"""Commands that send payloads, and act on what answers them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.ui.bridge.requests import (
    CallCancelRequested,
    DispatchRequested,
    FuelMeasureRequested,
    InstanceResetRequested,
)
from workbench.ui.commands.command import Scope, command

if TYPE_CHECKING:
    from workbench.errors import WorkbenchError
    from workbench.ui.actions.workplace import Workplace


@command(
    "send",
    "Dispatch",
    "Send the payload to the plugin.",
    Scope.EVERYWHERE,
    "ctrl+j",
    "f5",
    footer="dispatch",
    synonyms=("send", "call", "run"),
)
def send(on: Workplace) -> None:
    """Send to the instance that was chosen."""
    _send(on, fresh=on.dispatch_pane.fresh)


@command(
    "send-fresh",
    "Dispatch on a fresh instance",
    "Send the payload once to an instance of its own.",
    Scope.EVERYWHERE,
    "shift+f5",
    synonyms=("send", "new instance"),
)
def send_fresh(on: Workplace) -> None:
    """Send to a fresh instance."""
    _send(on, fresh=True)


def _send(on: Workplace, *, fresh: bool) -> None:
    on.payload.editor.completion.close()
    before = on.payloads.sent()
    name = before.name if before is not None else ""

    def take(error: WorkbenchError | None) -> None:
        if error is not None:
            on.payloads.not_sent(before)
            on.variables.look()
            on.notify(f"Nothing was sent. {error}", severity="error", markup=False, timeout=8)

    on.ask(DispatchRequested(on.payload.function, on.payload.text, fresh=fresh, name=name), take)


@command(
    "fresh",
    "Fresh or long-lived instance",
    "Choose which instance gets the payloads that are sent from now on.",
    Scope.OUTSIDE_EDITOR,
    "i",
    footer="instance",
    synonyms=("new instance",),
    now=lambda on: "fresh" if on.dispatch_pane.fresh else "long-lived",
)
def toggle_fresh(on: Workplace) -> None:
    """Switch between the long-lived instance and a fresh one for each dispatch."""
    on.dispatch_pane.show_fresh(fresh=not on.dispatch_pane.fresh)


@command("cancel", "Cancel the running call", "Stop the call; nothing else is lost.", synonyms=("stop", "abort"))
def cancel(on: Workplace) -> None:
    """Stop the running call."""
    on.ask(CallCancelRequested())


@command(
    "reset",
    "Reset the instance",
    "Replace the long-lived instance; its globals and memory are lost.",
    Scope.OUTSIDE_EDITOR,
    "R",
    footer="reset",
    synonyms=("new instance", "restart"),
)
def reset(on: Workplace) -> None:
    """Replace the long-lived instance."""
    if on.state is None or on.state.serving is None:
        on.notify("No build answers: there is no instance to reset.", severity="warning")
        return
    on.ask(InstanceResetRequested())
    on.notify("The next dispatch begins with a new instance.")


@command(
    "fuel-now", "Measure fuel now", "For L2, L3 and the last dispatch, slow calls included.", synonyms=("cost", "gas")
)
def measure_fuel(on: Workplace) -> None:
    """Measure fuel, also of slow calls."""
    on.ask(FuelMeasureRequested())


@command("copy-response", "Copy the response", "Copy the whole response that is shown.", synonyms=("clipboard", "yank"))
def copy_response(on: Workplace) -> None:
    """Copy the whole response that is shown."""
    on.exports.copy(on.response.whole_response)
