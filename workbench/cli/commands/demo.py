"""`workbench demo [SCRIPT]`: plays a demo script on the screen, or writes pictures of its steps."""

from __future__ import annotations

import argparse
import gc
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING

from workbench.assets import asset_folder
from workbench.cli.demo_scripts import demo_reader, read_demo_file
from workbench.cli.options import resolved_settings
from workbench.cli.output import Exit, narrate, narrate_error
from workbench.cli.parsers import screen_parser
from workbench.errors.operator import NameUnknown, PlaceUnwritable
from workbench.errors.remedies import words_of
from workbench.naming import nearest

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.session.demo.script import DemoScript
    from workbench.store.places import Places
    from workbench.ui.app import WorkbenchApp


def run(arguments: argparse.Namespace) -> int:
    """Play a script, and return when the person leaves the screen, or when the pictures are written.

    Nothing that the person keeps is touched: drafts, history and preferences of a demo are gone with it.
    """
    read = demo_reader(arguments.script)
    script = read()
    pictures = None if arguments.pictures is None else _folder(arguments.pictures)
    from workbench.ui.terminal.running import run_screen, unfit  # noqa: PLC0415 - a script may be no good

    obstacle = unfit() if pictures is None else None
    if obstacle is not None:
        narrate_error(f"workbench: {obstacle}; --pictures DIR needs none")
        return Exit.USAGE
    if arguments.color == "never":
        os.environ["NO_COLOR"] = "1"
    gc.disable()
    with _screen(arguments, script, read, pictures) as app:
        if pictures is None:
            return run_screen(app)
        app.run(headless=True, size=arguments.size)
        gc.enable()
        app.clear_away()
        app.crash.tell()
        return app.exit_code or _told(app, pictures)


def _told(app: WorkbenchApp, pictures: Path) -> Exit:
    """Say what did not come about, and where the pictures are."""
    problems = app.demos.player.problems if app.demos.player is not None else []
    for problem in problems:
        narrate_error(f"workbench: {problem}")
    narrate(f"workbench: {len(list(pictures.glob('*.svg'))):,} pictures in {pictures}")
    return Exit.FAILED if problems else Exit.PASSED


@contextmanager
def _screen(
    arguments: argparse.Namespace, script: DemoScript, read: Callable[[], DemoScript], pictures: Path | None
) -> Iterator[WorkbenchApp]:
    """Make the screen in a place of its own, and clear that away. Raises NameUnknown: no theme has this name."""
    from workbench.cli.plugin_opener import CommandLinePlugins  # noqa: PLC0415 - a script may be no good
    from workbench.store.places import Places, places  # noqa: PLC0415 - as above
    from workbench.store.preferences import FilePreferences  # noqa: PLC0415
    from workbench.ui.app import WorkbenchApp  # noqa: PLC0415
    from workbench.ui.demo.options import DemoOptions, reading_time  # noqa: PLC0415

    ours = places()
    with tempfile.TemporaryDirectory(prefix="workbench-demo-", ignore_cleanup_errors=True) as folder:
        own: Places = Places(ours.config, Path(folder), ours.cache)
        _take_theme(own, arguments.theme or FilePreferences(ours.state).theme())
        # As the screen is opened without any option.
        opened = screen_parser().parse_args([script.plugin.path])
        plugins = CommandLinePlugins(opened, own, None, None)
        by_itself = arguments.unattended or pictures is not None
        options = DemoOptions(
            read,
            read_demo_file,
            starts=True,
            pause=(lambda _: 0.0) if pictures is not None else reading_time if by_itself else None,
            loops=arguments.unattended and pictures is None,
            picture=None if pictures is None else _writer(pictures),
            ends_screen=pictures is not None,
        )
        app = WorkbenchApp(
            plugins.first(script.plugin.path, resolved_settings(opened, goes_on=True)),
            theme_folders=(asset_folder("themes"), ours.config / "themes"),
            crash_folder=ours.state / "crashes",
            opener=plugins,
            demo=options,
        )
        if arguments.theme is not None and app.theme != arguments.theme:
            raise NameUnknown("theme", arguments.theme, nearest(arguments.theme, app.available_themes))
        app.at_end.append(plugins.kill)
        # Gone, even where the screen leaves at once.
        app.at_end.append(lambda: rmtree(folder, ignore_errors=True))
        try:
            yield app
        finally:
            plugins.close()


def _take_theme(own: Places, name: str | None) -> None:
    from workbench.store.preferences import FilePreferences  # noqa: PLC0415 - as above

    if name is not None:
        FilePreferences(own.state).keep_theme(name)


def _folder(path: str) -> Path:
    """Return the folder of the pictures, made where it is missing. Raises PlaceUnwritable."""
    folder = Path(path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PlaceUnwritable(path, words_of(error)) from error
    return folder


def _writer(folder: Path) -> Callable[[int, str, str], object]:
    """Return what writes a picture. Raises PlaceUnwritable."""

    def write(number: int, place: str, picture: str) -> None:
        file = folder / f"{number:02}-{place or 'screen'}.svg"
        try:
            file.write_text(picture, encoding="utf-8")
        except OSError as error:
            raise PlaceUnwritable(str(file), words_of(error)) from error

    return write
