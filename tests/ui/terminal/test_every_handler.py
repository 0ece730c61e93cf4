"""An error in any handler, action, timer, worker or callback that the app registers ends it the same way.

What is registered is found, not listed: a new handler is covered, and a new class that nobody here can open fails.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import inspect
import pkgutil
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from textual.dom import DOMNode
from textual.events import Key
from textual.message import Message
from textual.message_pump import MessagePump
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget

import workbench.ui
from tests.ui import states
from tests.ui.app_parts import Bench
from workbench.session.values.variable_values import KnownVariables
from workbench.ui.app import WorkbenchApp
from workbench.ui.bridge.request import Request
from workbench.ui.bridge.session_port import SessionLike
from workbench.ui.main.main_screen import MainScreen
from workbench.ui.terminal.crash import Crash
from workbench.ui.widgets.grid import Grid

AT_START = ("compose", "render", "render_line", "on_mount", "on_load", "on_resize")
"""What is called as soon as a part is shown."""
NAMES = ("on_", "_on_", "action_", "watch_", "_watch_")


def parts() -> Iterator[type[MessagePump]]:
    """Yield every class of ours that takes messages."""
    for found in pkgutil.walk_packages(workbench.ui.__path__, "workbench.ui."):
        module = importlib.import_module(found.name)
        for one in vars(module).values():
            if inspect.isclass(one) and issubclass(one, MessagePump) and one.__module__ == module.__name__:
                yield one


def decorated(part: type[MessagePump]) -> dict[type[Message], list[tuple[Any, Any]]]:
    """Return what the decorator `on` has registered in a class."""
    found: dict[type[Message], list[tuple[Any, Any]]] = vars(part)["_decorated_handlers"]
    return found


def handlers(part: type[MessagePump]) -> Iterator[str]:
    """Yield the names of what the framework calls in a class."""
    marked = {method.__name__ for found in decorated(part).values() for method, _ in found}
    for name, one in vars(part).items():
        if inspect.isfunction(one) and (name.startswith(NAMES) or name in AT_START or name in marked):
            yield name


def kind_of(name: str) -> str:
    """Return by which way the framework comes to a handler: as a part is shown, by a message, an action, a value."""
    if name in AT_START:
        return name
    return next((start for start in NAMES if name.startswith(start)), "decorated")


CASES = sorted({(part, name) for part in parts() for name in handlers(part)}, key=lambda case: f"{case[0]}{case[1]}")


class Planted(Exception):
    """The fault that a test plants."""


def throw(*_: object, **__: object) -> Any:
    raise Planted


def plant(part: type[MessagePump], name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a handler fail."""
    monkeypatch.setattr(part, name, throw)
    changed = {
        message: [(throw if method.__name__ == name else method, selectors) for method, selectors in found]
        for message, found in decorated(part).items()
    }
    monkeypatch.setattr(part, "_decorated_handlers", changed)


def message_of(part: type[MessagePump], name: str) -> Message | None:
    """Return a message that a handler is called for; None when it is called in another way."""
    for message, found in decorated(part).items():
        if any(method.__name__ == name for method, _ in found):
            return blank(message)
    every = Message.__subclasses__()
    for message in every:
        every += message.__subclasses__()
    return next((blank(message) for message in every if message.handler_name == name.removeprefix("_")), None)


def blank(message: type[Message]) -> Message:
    """Return a message without content: who fails at once reads none. A key is looked at before it is handed on."""
    if issubclass(message, Key):
        return message("a", "a")
    made = message.__new__(message)
    Message.__init__(made)
    return made


async def opened(app: WorkbenchApp, part: type[MessagePump]) -> MessagePump:
    """Return an instance of a class on the screen."""
    main = app._main
    if issubclass(part, WorkbenchApp):
        return app
    found: list[DOMNode] = [main, *main.query("*")]
    for node in found:
        if isinstance(node, part):
            return node
    values: dict[str, Any] = {
        "context": main._sheet_context,
        "groups": [],
        "outline": SimpleNamespace(matching=lambda _: [], parts=[]),
        "fault_of": print,
        "function": "shape",
        "known": KnownVariables(),
        "keymap": {},
        "targets": [main.payload.editor],
        "subject": None,
        "found": None,
        "key": "",
        "id": None,
        "read": print,
        "step": print,
        "go_to": print,
        "moves": {},
        "target": SimpleNamespace(content=b"", key="body_base64"),
        "grid": Grid(),
        "placeholder": "",
        "what": "",
        "text": "",
        "then": print,
        "question": "",
        "choices": {},
        "take": print,
        "asked": SimpleNamespace(),
        "does": {},
        "go_to_parts": [print],
        "place": "host",
        "commands": [],
        "begin_tour": print,
    }
    wanted = inspect.signature(part).parameters.values()
    arguments = {one.name: values[one.name] for one in wanted if one.default is one.empty}
    create: Callable[..., MessagePump] = part
    made = create(**arguments)
    if isinstance(made, Screen):
        app.push_screen(made)
    else:
        assert isinstance(made, Widget)
        await main.mount(made)
    return made


async def run(bench: Bench, use: Callable[[WorkbenchApp], Awaitable[object]]) -> None:
    """Run the app and use it, unless what is planted in it ends it before."""
    crash = bench.app.crash
    try:
        async with bench.app.run_test(size=(120, 40)):
            await until(lambda: bench.app._main.state or crash.error)
            if crash.error is None:
                with contextlib.suppress(Planted):
                    await use(bench.app)
                    await until(lambda: crash.error or not bench.app.is_running)
    except Planted as error:
        # A test is given the error; and what is raised at the very end leaves the framework, as `run_screen` expects.
        crash.take(error)


async def until(fact: Callable[[], object]) -> None:
    deadline = asyncio.get_running_loop().time() + 120
    while not fact():
        assert asyncio.get_running_loop().time() < deadline, "the error came to nothing"
        await asyncio.sleep(0.005)


OFTEN = {kind_of(name): (part, name) for part, name in CASES}.values()
"""One of each kind, which every run tries; the others are the same step of another part, and wait for the long run."""


@pytest.mark.parametrize(
    ("part", "name"),
    [pytest.param(*case, marks=[] if case in OFTEN else pytest.mark.slow) for case in CASES],
    ids=[f"{part.__name__}.{name}" for part, name in CASES],
)
async def test_an_error_in_any_handler_ends_the_screen_with_a_report(
    part: type[MessagePump], name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    bench = Bench(states.ready())
    bench.app.crash = crash = Crash(tmp_path)
    if name in AT_START:
        plant(part, name, monkeypatch)

    async def call(app: WorkbenchApp) -> None:
        instance = await opened(app, part)
        plant(part, name, monkeypatch)
        message = message_of(part, name)
        if name == "on_unmount":
            assert isinstance(instance, Screen)
            await (app.pop_screen() if instance is not app._main else app.action_quit())
        elif message is not None:
            instance.post_message(message)
        else:
            # Of the class itself: another one may stand in its place.
            instance.call_later(getattr(part, name), instance)

    await run(bench, call)
    assert isinstance(crash.error, Planted)
    assert bench.app.exit_code == Crash.CODE
    assert len(list(tmp_path.glob("*-crash.txt"))) == 1


REGISTRARS = [
    (MessagePump, "set_timer", 1),
    (MessagePump, "set_interval", 1),
    (MessagePump, "call_later", 0),
    (MessagePump, "call_next", 0),
    (MessagePump, "call_after_refresh", 0),
    (DOMNode, "run_worker", 0),
]


def is_ours(job: object) -> bool:
    return str(getattr(job, "__module__", "")).startswith("workbench") or (
        inspect.iscoroutine(job) and "/workbench/ui/" in job.cr_code.co_filename
    )


@contextlib.contextmanager
def registered(seen: Callable[[str, Any], Any]) -> Iterator[None]:
    """Hand each of our callbacks that the framework is given to `seen`, and give it what that returns."""
    with pytest.MonkeyPatch.context() as patch:
        for owner, name, place in REGISTRARS:
            original = getattr(owner, name)

            def register(self: Any, *given: Any, original: Any = original, place: int = place, **named: Any) -> Any:
                arguments = list(given)
                if len(arguments) > place and is_ours(arguments[place]):
                    job = arguments[place]
                    if place:
                        arguments[0] = min(arguments[0], 0.05)
                    arguments[place] = seen(getattr(job, "__qualname__", repr(job)), job)
                return original(self, *arguments, **named)

            patch.setattr(owner, name, register)
        yield


async def used(app: WorkbenchApp) -> None:
    """Do what makes the screen register its callbacks: type, mutate, search, look at sheets."""
    main: MainScreen = app._main
    main.payload.editor.insert(" ")
    for command in ("mutate", "find", "host", "leave"):
        if app.crash.error is None:
            await main.action_run(command)
            await Pilot(app)._wait_for_screen()


@pytest.mark.scenario
async def test_an_error_in_any_timer_worker_or_callback_ends_the_screen(tmp_path: Path) -> None:
    names: set[str] = set()

    def note(name: str, job: Any) -> Any:
        names.add(name)
        return job

    async def use_and_leave(app: WorkbenchApp) -> None:
        await used(app)
        await until(lambda: len(names) > 4)
        await app.action_quit()

    with registered(note):
        await run(Bench(states.ready()), use_and_leave)
    for number, name in enumerate(sorted(names)):
        bench = Bench(states.ready())
        bench.app.crash = crash = Crash(tmp_path / str(number))

        def fail(found: str, job: Any, name: str = name) -> Any:
            if found != name:
                return job
            if inspect.iscoroutinefunction(getattr(job, "func", job)):
                return fail_later
            if not inspect.iscoroutine(job):
                return throw
            job.close()
            return fail_later()

        with registered(fail):
            await run(bench, used)
        assert isinstance(crash.error, Planted), name
        assert bench.app.exit_code == Crash.CODE


class Thrown(Request[None]):
    """A request that fails."""

    def run(self, session: SessionLike) -> None:
        raise Planted


async def fail_later() -> None:
    raise Planted


async def test_an_error_on_a_thread_of_the_session_is_told_with_its_report_and_the_screen_stays(tmp_path: Path) -> None:
    bench = Bench(states.ready())
    bench.app.crash = Crash(tmp_path)
    bench.app.bridge._report = bench.app.crash.note

    async def ask(app: WorkbenchApp) -> None:
        app.bridge.ask(Thrown())
        await until(lambda: app.notices.said)
        (notice,) = app.notices.said
        (report,) = tmp_path.glob("*-crash.txt")
        assert str(report) in notice.text
        assert app.is_running
        await app.action_quit()

    await run(bench, ask)
    assert bench.app.exit_code == 0
