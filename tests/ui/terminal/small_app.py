"""The whole screen on a fake session in a real terminal, with one fault in it. Run by the tests.

Usage: python -m tests.ui.terminal.small_app FOLDER [FAULT]
"""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from textual.widget import Widget

from tests.ui import states
from tests.ui.app_parts import THEMES, FakePreferences, FakeSession, FakeSource
from workbench.ui import app as app_module
from workbench.ui.app import WorkbenchApp
from workbench.ui.bridge.plugin_port import OpenedPlugin
from workbench.ui.bridge.requests import BuildCancelRequested
from workbench.ui.terminal.running import run_screen

SECRET = "sk-ant-secret-0123456789abcdef"


class FileDrafts(FakePreferences):
    """Keeps drafts in a folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def keep_draft(self, plugin: str, function: str, payload: str) -> bool:
        (self._folder / "draft.json").write_text(payload, encoding="utf-8")
        return False


def throw(*_: object, **__: object) -> Any:
    """Fail with something in a local variable and in the message that nobody may read."""
    token = SECRET
    raise ZeroDivisionError(f"planted for '{token} and more'")


async def throw_later(*_: object) -> None:
    throw()


def handler(app: WorkbenchApp) -> None:
    app.screen.call_later(throw)


def app_handler(app: WorkbenchApp) -> None:
    app.call_later(throw)


def timer(app: WorkbenchApp) -> None:
    app.screen.set_timer(0.01, throw)


def worker(app: WorkbenchApp) -> None:
    app.screen.run_worker(throw_later())


def thread_worker(app: WorkbenchApp) -> None:
    app.screen.run_worker(throw, thread=True)


def task(app: WorkbenchApp) -> None:
    app.lost = asyncio.create_task(throw_later())  # type: ignore[attr-defined]
    app.screen.set_timer(0.1, lambda: delattr(app, "lost"))


def loop_callback(app: WorkbenchApp) -> None:
    asyncio.get_running_loop().call_soon(throw)


def thread(app: WorkbenchApp) -> None:
    threading.Thread(target=throw, name="planted").start()


def bridge_result(app: WorkbenchApp) -> None:
    app.bridge.ask(BuildCancelRequested(), throw)


def compose(app: WorkbenchApp) -> None:
    class Broken(Widget):
        compose = throw

    app.screen.mount(Broken())


def render(app: WorkbenchApp) -> None:
    class Broken(Widget):
        render = throw

    app.screen.mount(Broken())


def action(app: WorkbenchApp) -> None:
    app.action_planted = throw  # type: ignore[attr-defined]
    app.screen.call_later(app.run_action, "planted")


def leaving(app: WorkbenchApp) -> None:
    def leave(*_: object) -> None:
        sys.exit(0)

    app.screen.call_later(leave)


def input_thread(app: WorkbenchApp) -> None:
    app._driver.process_message = throw  # type: ignore[union-attr, method-assign]


def output_thread(app: WorkbenchApp) -> None:
    app._driver._file._descriptor = -1  # type: ignore[union-attr]
    app.screen.refresh()


def unmounting(app: WorkbenchApp) -> None:
    type(app._main).on_unmount = throw  # type: ignore[method-assign]
    app.exit()


def suspended(app: WorkbenchApp) -> None:
    def lend() -> None:
        with app.suspend():
            throw()

    app.screen.call_later(lend)


def show(app: WorkbenchApp, mark: str) -> None:
    """Show a mark, as all else is shown: by the thread that knows what to do when the terminal is closed meanwhile."""
    assert app._driver is not None
    app._driver.write(f"{mark}\n")


def blocked(app: WorkbenchApp) -> None:
    """Hold the loop for ever; a signal must end it all the same."""

    def block() -> None:
        show(app, "BLOCKED")
        time.sleep(3_600)

    app.screen.call_later(block)


FAULTS: dict[str, Callable[[WorkbenchApp], object]] = {
    one.__name__: one
    for one in (
        handler,
        app_handler,
        timer,
        worker,
        thread_worker,
        task,
        loop_callback,
        thread,
        bridge_result,
        compose,
        render,
        action,
        leaving,
        input_thread,
        output_thread,
        suspended,
        unmounting,
    )
}


class PlantedApp(WorkbenchApp):
    """Types something as soon as there is a screen, then fails."""

    CSS_PATH = str(Path(app_module.__file__).with_name(WorkbenchApp.CSS_PATH))
    fault = ""
    is_planted = False

    def on_mount(self) -> None:
        # Again and again: Textual drops a callback that comes before the first screen, and may drop a timer for once.
        self._waiting = self.set_interval(0.02, self._plant)

    def _plant(self) -> None:
        if self.is_planted or not self.screen_stack or self._main.state is None:
            # A tick that was under way when the timer was stopped comes once more.
            return
        self.is_planted = True
        self._waiting.stop()
        self._main.payload.editor.insert("typed ")
        if self.fault == "blocked":
            blocked(self)
        elif self.fault == "input_thread":
            # Before the text that the test waits for: the next byte that it sends must fail.
            input_thread(self)
        elif self.fault:
            self._main.call_later(lambda: FAULTS[self.fault](self))
        show(self, "PLANTED")


def main() -> int:
    folder = Path(sys.argv[1])
    session = FakeSession(states.ready())

    def make(on_change: Callable[[Any], None]) -> FakeSession:
        session.on_change = on_change
        return session

    app = PlantedApp(OpenedPlugin(make, FakeSource(), FileDrafts(folder)), [THEMES], crash_folder=folder / "crashes")
    app.fault = sys.argv[2] if len(sys.argv) > 2 else ""
    return run_screen(app)


if __name__ == "__main__":
    sys.exit(main())
