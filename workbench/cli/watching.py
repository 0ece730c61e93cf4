"""`--watch` without a screen: a block, or a line of JSON, for each build and changed file, until a signal ends it."""

from __future__ import annotations

import argparse
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from workbench.cli.options import resolved_settings
from workbench.cli.output import Exit, narrate, new_page, print_page
from workbench.cli.redaction import print_report
from workbench.cli.streams import flush_out
from workbench.errors import WorkbenchError
from workbench.errors.operator import SettingInvalid
from workbench.exits import exit_code
from workbench.many.changes import (
    BuildBegun,
    BuildFailed,
    Change,
    Changes,
    FilesChanged,
    ModuleRead,
    ModuleUnreadable,
    Noted,
)
from workbench.many.engine_keeper import EngineKeeper
from workbench.project import ResolvedSettings
from workbench.reports.json.watch import build_failed_json, event_line, unreadable_json
from workbench.reports.text.watch import changed_words, write_block_head, write_build_errors, write_error_block

if TYPE_CHECKING:
    from workbench.engine.client.engine_client import EngineClient
    from workbench.reports.text.page import Page
    from workbench.session.values.generation import Artifact

PLUGINS_MAX: Final = 64
"""Plugins that one watch follows, each with a thread of its own."""
_ENDLESS: Final = ("shard", "timing", "fail_fast", "update", "output_file")
"""Options that are about the end of a run."""


def check_watch_options(arguments: argparse.Namespace) -> None:
    """Raise SettingInvalid for what a watch cannot do, since it has no end."""
    if arguments.format == "json":
        raise SettingInvalid("format", "json", "text, or jsonl: a line for each event, with --watch", "option")
    given = [name for name in _ENDLESS if getattr(arguments, name, None)]
    if arguments.report:
        given.append("report")
    if given:
        option = given[0].replace("_file", "").replace("_", "-")
        expected = f"no --{option} with it: a watch has no end at which it could be written or counted"
        raise SettingInvalid("watch", None, expected, "option", found="both")


class Block:
    """What is said of one event, in the format that was asked for."""

    def __init__(self, arguments: argparse.Namespace, what: str) -> None:
        """Begin with what happened; untrusted text."""
        self._arguments = arguments
        self._now = datetime.now().astimezone()
        self.page: Page = new_page(arguments.color, shows_all=arguments.all)
        write_block_head(self.page, f"{self._now:%H:%M:%S}", what)
        self._line: dict[str, Any] = {}

    def tell(self, event: str, found: dict[str, Any]) -> None:
        """Give the line of JSON."""
        self._line = event_line(event, self._now.isoformat(timespec="milliseconds"), found)

    def print(self) -> bool:
        """Print it; return whether anybody still reads. Raises MachineError."""
        if self._arguments.format == "jsonl":
            return print_report(self._line, as_line=True) and flush_out()
        self.page.line()
        return print_page(self.page) and flush_out()


class Watching(ABC):
    """Follows plugins and files, and says what comes of each change."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self.arguments = arguments
        self._engines = EngineKeeper()

    @abstractmethod
    def judge(self, block: Block, engine: EngineClient, artifact: Artifact, settings: ResolvedSettings) -> None:
        """Judge a build, and say what came of it. Raises WorkbenchError."""

    def run(self, plugins: Sequence[tuple[str, ResolvedSettings]], folders: Sequence[Path] = ()) -> int:
        """Follow them until a signal, or until nobody reads."""
        settings, last = dict(plugins), None
        try:
            with Changes(plugins, folders) as changes:
                for change in changes:
                    if isinstance(change, ModuleRead):
                        last = change
                    if not self._told(change, last, settings):
                        return Exit.NOBODY_READS
        finally:
            self._engines.close()
        return Exit.PASSED

    def _told(self, change: Change, last: ModuleRead | None, settings: dict[str, ResolvedSettings]) -> bool:
        """Say what comes of a change; return whether anybody still reads."""
        if isinstance(change, ModuleRead):
            return self._judged(f"{change.artifact.path}: build", change, settings)
        if isinstance(change, FilesChanged):
            return last is None or self._judged(changed_words(change.paths), last, settings)
        if isinstance(change, Noted):
            narrate(f"workbench: {change.text}")
        elif isinstance(change, BuildBegun):
            narrate(f"workbench: building, {changed_words(change.causes) if change.causes else 'no module yet'}")
        elif isinstance(change, BuildFailed):
            block = Block(self.arguments, "build")
            write_build_errors(block.page, change.sentence, change.errors)
            block.tell("build_failed", build_failed_json(change.sentence, change.errors))
            return block.print()
        elif isinstance(change, ModuleUnreadable):
            return self._unjudged(Block(self.arguments, f"{change.path}: build"), change.path, change.error)
        return True

    def _judged(self, what: str, change: ModuleRead, settings: dict[str, ResolvedSettings]) -> bool:
        artifact = change.artifact
        block = Block(self.arguments, what)
        try:
            own = settings[artifact.path]
            engine = self._engines.engine_for(own)
            try:
                self.judge(block, engine, artifact, own)
            finally:
                engine.forget(artifact.module)
        except WorkbenchError as error:
            if exit_code(error) is Exit.OURS:
                raise
            return self._unjudged(block, artifact.path, error)
        return block.print()

    def _unjudged(self, block: Block, path: str, error: WorkbenchError) -> bool:
        write_error_block(block.page, error)
        block.tell("unreadable", unreadable_json(path, error))
        return block.print()


def since_us(started_ns: int) -> int:
    """Return how many microseconds have gone since a reading of `time.perf_counter_ns`."""
    return (time.perf_counter_ns() - started_ns) // 1_000


def watched_plugins(arguments: argparse.Namespace, paths: Sequence[str]) -> list[tuple[str, ResolvedSettings]]:
    """Return the plugins with their settings. Raises SettingInvalid: they are too many; and as `resolved_settings`."""
    if len(paths) > PLUGINS_MAX:
        raise SettingInvalid("watch", None, f"at most {PLUGINS_MAX} plugins", "option", found=f"{len(paths):,} of them")
    found = []
    for path in paths:
        arguments.plugin = path
        found.append((path, resolved_settings(arguments)))
    return found
