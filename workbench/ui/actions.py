"""What each command of the registry does: one table from id to deed.

Deeds act on the screen's parts and on the bridge; they hold no state of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from textual.widget import Widget

from workbench.protocol.budgets import Imports
from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.profiles import Profile

if TYPE_CHECKING:
    from workbench.ui.app import WorkbenchApp
    from workbench.ui.screens.main_screen import MainScreen


_SHEETS = ("host", "history", "generations", "compare", "matrix", "bench", "trace", "build-output")


def deeds(screen: MainScreen) -> dict[str, Callable[[], object]]:
    """Return what to call for each command's id."""
    return {**_of_screen(screen), **_of_session(screen), **_of_payload(screen)}


def _of_session(screen: MainScreen) -> dict[str, Callable[[], object]]:
    bridge = screen.bridge
    return {
        "send": lambda: send(screen, fresh=screen.dispatch_pane.fresh),
        "send-fresh": lambda: send(screen, fresh=True),
        "fresh": lambda: toggle_fresh(screen),
        "reset": bridge.reset,
        "cancel": bridge.cancel,
        "reload": bridge.reload,
        "build": lambda: build(screen),
        "build-cancel": lambda: bridge.look(lambda session: session.builds.cancel(), lambda _: None),
        "pause": lambda: toggle_pause(screen),
        "answer-newest": lambda: bridge.ask(lambda session: session.answer_with(None)),
        "faults-clear": lambda: bridge.ask(lambda session: session.faults.clear()),
        "start-none": lambda: bridge.ask(lambda session: session.host.start_from(None)),
        **{f"profile-{one.value}": _setting(screen, profile=one) for one in Profile},
        "budget-strict": lambda: choose_budget(screen, strict=True),
        "budget-serving": lambda: choose_budget(screen, strict=False),
        "imports": lambda: toggle_imports(screen),
        "redispatch": lambda: toggle_redispatch(screen),
        "fuel": lambda: toggle_fuel(screen),
        "fuel-now": lambda: bridge.ask(lambda session: session.fuel.ask()),
    }


def _of_payload(screen: MainScreen) -> dict[str, Callable[[], object]]:
    return {
        "editor": lambda: edit_outside(screen),
        "next-function": lambda: turn_function(screen, 1),
        "former-function": lambda: turn_function(screen, -1),
        "format": lambda: lay_out(screen),
        "sample": lambda: load_sample(screen),
        "mutate": lambda: mutate(screen),
        "copy-response": lambda: copy_response(screen),
        **{f"function-{name}": _function(screen, name) for name in WIRE_FUNCTIONS},
    }


def _of_screen(screen: MainScreen) -> dict[str, Callable[[], object]]:
    go_to = screen.arrangement.go_to
    return {
        "palette": screen.app.action_command_palette,
        "jump": lambda: jump(screen),
        "maximise": screen.arrangement.toggle_maximised,
        "help": lambda: show_help(screen),
        "help-short": lambda: show_help(screen),
        "find": screen.search.open,
        "find-next": lambda: screen.search.again(1),
        "find-former": lambda: screen.search.again(-1),
        "next-pane": lambda: screen.arrangement.step(1),
        "former-pane": lambda: screen.arrangement.step(-1),
        "pane-sections": lambda: go_to("sections"),
        "pane-handshake": lambda: go_to("handshake"),
        "pane-self-check": lambda: go_to("self-check"),
        "pane-dispatch": lambda: go_to("dispatch"),
        "leave": lambda: leave(screen),
        "hex": screen.sections.toggle_bytes,
        **{name: _sheet(screen, name) for name in _SHEETS},
        "explain": lambda: explain(screen),
        "explain-short": lambda: explain(screen),
        "theme": screen.app.search_themes,
        "screenshot": screen.app.deliver_screenshot,
        "quit": screen.app.exit,
    }


def send(screen: MainScreen, *, fresh: bool) -> None:
    """Dispatch what stands in the editor."""
    screen.keep_draft()
    screen.bridge.send(screen.payload.function, screen.payload.text, fresh=fresh)


def leave(screen: MainScreen) -> None:
    """Cancel what runs; else leave the full size, or the editor."""
    if screen.state is not None and screen.state.running is not None:
        screen.bridge.cancel()
    elif screen.arrangement.maximised:
        screen.arrangement.toggle_maximised()
    elif screen.focused is screen.payload.editor:
        screen.response.focus_target().focus()


def load_sample(screen: MainScreen) -> None:
    """Put the function's sample into the editor; can be undone."""
    from workbench.ui.payload.drafts import sample  # noqa: PLC0415

    screen.payload.editor.put(sample(screen.payload.function, screen.payload.line_width))


def mutate(screen: MainScreen) -> None:
    """Put the next broken variant of the payload into the editor, and say what is to be expected; can be undone."""
    screen.arrangement.go_to("dispatch")
    variant = screen.payload.mutate()
    # Of what was said of the variant before, nothing holds any more.
    screen.app.clear_notifications()
    if variant is None:
        screen.notify("Only a request that fits can be broken: the list under the editor says why.", severity="warning")
    else:
        screen.notify(variant.sentence, markup=False, timeout=8)


def jump(screen: MainScreen) -> None:
    """Offer a letter for every part that can take the focus."""
    from workbench.ui.screens.jump_screen import JumpScreen  # noqa: PLC0415 - the first frame does not need it

    targets = [widget for widget in screen.focus_chain if isinstance(widget, Widget)]
    screen.app.push_screen(JumpScreen(targets), lambda target: target.focus() if target is not None else None)


def _setting(screen: MainScreen, **changes: object) -> Callable[[], None]:
    return lambda: change(screen, **changes)


def _function(screen: MainScreen, name: str) -> Callable[[], None]:
    def choose() -> None:
        screen.dispatch_pane.turn_to(name)
        screen.arrangement.go_to("dispatch")

    return choose


def _sheet(screen: MainScreen, name: str) -> Callable[[], None]:
    def open_sheet() -> None:
        from workbench.ui.sheets import opened  # noqa: PLC0415 - the first frame does not need it

        screen.app.push_screen(opened(name, screen))

    return open_sheet


def explain(screen: MainScreen) -> None:
    """Explain the failure in front of the person."""
    if screen.state is None:
        return
    from workbench.ui.renderers.explain import subject  # noqa: PLC0415 - the first frame does not need it
    from workbench.ui.sheets.explain import ExplainSheet  # noqa: PLC0415

    key = screen.sections.key if screen.arrangement.active is screen.sections else None
    found = subject(screen.state, screen.arrangement.active.id or "", key)
    if found is None:
        screen.notify("Nothing has failed here.", timeout=3)
    else:
        screen.app.push_screen(ExplainSheet(screen, found))


def toggle_fresh(screen: MainScreen) -> None:
    """Turn between the living instance and a fresh one for each dispatch."""
    pane = screen.dispatch_pane
    pane.show_fresh(fresh=not pane.fresh)


def build(screen: MainScreen) -> None:
    """Run the build command."""
    if screen.state is None or screen.state.build.command is None:
        screen.notify("No build command: name one by --build, or in the project file.", severity="warning")
    else:
        screen.bridge.look(lambda session: session.builds.now(), lambda _: None)


def toggle_pause(screen: MainScreen) -> None:
    """Leave changes alone, or go on with them."""
    paused = not (screen.state and screen.state.paused)
    screen.bridge.ask(lambda session: session.pause(paused))


def change(screen: MainScreen, **changes: object) -> None:
    """Take over changed settings; the session loads the plugin again where a verdict depends on them."""
    if screen.state is not None:
        screen.bridge.reconfigure(replace(screen.state.settings, **changes))  # type: ignore[arg-type]


def choose_budget(screen: MainScreen, *, strict: bool) -> None:
    """Dispatch under one of the project's budgets, which are the protocol's unless it has its own limits."""
    if screen.state is not None:
        settings = screen.state.settings
        change(screen, budget=settings.strict if strict else settings.serving)


def toggle_imports(screen: MainScreen) -> None:
    """Turn between the reference's imports and traps in their place."""
    current = screen.state.settings.imports if screen.state else Imports.TRAP
    other = Imports.TRAP if current is Imports.REFERENCE else Imports.REFERENCE
    change(screen, imports=other)
    screen.notify(f"imports: {other.value}")


def toggle_redispatch(screen: MainScreen) -> None:
    """Switch on or off that the last payload is sent again after a reload."""
    wanted = not (screen.state and screen.state.settings.redispatch)
    change(screen, redispatch=wanted)
    screen.notify("After a reload the last payload is " + ("sent again." if wanted else "not sent again."))


def toggle_fuel(screen: MainScreen) -> None:
    """Switch on or off that fuel is measured unasked."""
    wanted = not (screen.state and screen.state.settings.measure_fuel)
    change(screen, measure_fuel=wanted)
    screen.notify("Fuel is " + ("measured when nothing else is wanted." if wanted else "measured on demand only."))


def turn_function(screen: MainScreen, step: int) -> None:
    """Turn to the next or former wire function."""
    pane = screen.dispatch_pane
    pane.turn_to(pane.ribbon.neighbour(step))


def lay_out(screen: MainScreen) -> None:
    """Lay the payload out."""
    if not screen.payload.editor.lay_out():
        screen.notify("The payload is not JSON yet: the list under the editor says where.", severity="warning")


def copy_response(screen: MainScreen) -> None:
    """Copy the whole response of the last dispatch."""
    last = screen.state.last if screen.state else None
    screen.copy_text(last.outcome.response_text or "" if last else "")


def show_help(screen: MainScreen) -> None:
    """Show the keys."""
    from workbench.ui.screens.help_screen import HelpScreen  # noqa: PLC0415 - the first frame does not need it

    screen.app.push_screen(HelpScreen(screen.keymap))


def edit_outside(screen: MainScreen) -> None:
    """Edit the payload in the person's own editor; what is saved there is one edit here."""
    from workbench.ui.outside_editor import EditorUnusable, edit  # noqa: PLC0415

    try:
        text = edit(cast("WorkbenchApp", screen.app), screen.payload.text)
    except EditorUnusable as error:
        screen.notify(str(error), severity="error", markup=False)
        return
    screen.payload.editor.put(text)
