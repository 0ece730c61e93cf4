"""What a person should know of a project's plugin before it is read: it is not built, or older than its sources.

Looks at what `plugin`, `build` and `watch` of the project file name, reads no content, and runs nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from workbench.errors.artifact import PluginUnreadable
from workbench.errors.projects import ProjectPathOutside
from workbench.loop.artifact import MISSING, signature_of
from workbench.loop.source_filter import SourceFilter
from workbench.project import ResolvedSettings, named_plugin
from workbench.visible import visible

LOOKED_AT_MAX: Final = 500
"""Entries of folders: what stands behind them may be newer, and nothing is said of it."""
_AT_ONCE_NS: Final = 2_000_000_000
"""A checkout writes sources and a plugin that was committed in any order: so little says nothing."""
_WILD: Final = frozenset("*?[")


def check_is_built(resolved: ResolvedSettings, plugins: Iterable[str]) -> None:
    """Raise PluginUnreadable, with the command that builds it, when a plugin is the project's and is not there."""
    place = _plugin_of_project(resolved, plugins)
    if place is None:
        return
    obstacle = signature_of(place).obstacle
    if obstacle in MISSING:
        build = resolved["build"]
        line = build.key_at[0]
        at = visible(str(resolved.project.file)) + (f", line {line:,}" if line is not None else "")
        raise PluginUnreadable(str(place), obstacle, build.value, at)


def older_than_source(resolved: ResolvedSettings, plugins: Iterable[str]) -> str:
    """Return that a plugin is the project's and older than a source that `watch` names; empty: nothing says so."""
    place = _plugin_of_project(resolved, plugins)
    watch = resolved["watch"]
    if place is None or watch.source != str(resolved.project.file):
        return ""
    folder = Path(watch.source).parent
    built = _time_ns(place)
    name, newest = max(_sources(folder, tuple(watch.value)), key=lambda one: one[1], default=("", 0))
    if not built or newest - built <= _AT_ONCE_NS:
        return ""
    shown = os.path.relpath(place, folder) if place.is_relative_to(folder) else str(place)
    return f"{shown} is older than {name}; `{resolved['build'].value}` builds it"


def _plugin_of_project(resolved: ResolvedSettings, plugins: Iterable[str]) -> Path | None:
    """Return the plugin of the project file, where it is among these and the file says how to build it."""
    source = str(resolved.project.file)
    if not resolved["build"].value or {resolved["build"].source, resolved["plugin"].source} != {source}:
        return None
    try:
        named = named_plugin(None, resolved)
    except ProjectPathOutside:
        return None
    if named is None or os.path.realpath(named) not in map(os.path.realpath, plugins):
        return None
    return Path(named)


def _sources(folder: Path, globs: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    """Give some files that globs match, from the folder on, and the times at which they were written."""
    wanted = SourceFilter(globs, None)
    left = LOOKED_AT_MAX
    for start in sorted({_start(glob) for glob in globs if not glob.startswith("/")}):
        if not wanted.enters(start):
            continue
        for place, inner, files in os.walk(folder / start):
            prefix = "" if place == str(folder) else os.path.relpath(place, folder).replace(os.sep, "/") + "/"
            inner[:] = [name for name in inner if wanted.enters(prefix + name)]
            for name in files[:left]:
                if wanted.includes(prefix + name):
                    yield prefix + name, _time_ns(Path(place, name))
            left -= len(files) + len(inner)
            if left <= 0:
                return


def _start(glob: str) -> str:
    """Return the folder below which all that a glob matches stands; empty: the project's own."""
    parts = glob.split("/")[:-1]
    wild = next((at for at, part in enumerate(parts) if _WILD & set(part)), len(parts))
    return "/".join(parts[:wild])


def _time_ns(place: Path) -> int:
    try:
        return place.stat().st_mtime_ns
    except (OSError, ValueError):
        return 0
