"""Which files of a project are sources: the globs that a person gave, or everything that looks like one."""

from __future__ import annotations

import fnmatch
from collections.abc import Collection
from typing import Final

from workbench.loop.glob_pattern import GlobPattern

IGNORED_FOLDERS: Final = frozenset(
    {
        ".git",
        ".hg",
        ".svn",
        ".jj",
        "target",
        "zig-out",
        ".zig-cache",
        "zig-cache",
        "node_modules",
        "__pycache__",
        ".venv",
        ".idea",
        ".vscode",
        "build",
        "dist",
    }
)
"""Names of folders that are not looked into, unless a glob begins with them."""
IGNORED_FILES: Final = (
    "*.wasm",
    "*.o",
    "*.obj",
    "*.a",
    "*.d",
    "*.rlib",
    "*.rmeta",
    "*.pyc",
    "*~",
    "#*#",
    ".#*",
    "*.sw?",
    "*.tmp",
    "*.log",
    "4913",
    ".DS_Store",
)
"""Names of files that do not count, unless a glob names them."""


class SourceFilter:
    """Says which paths count; a path stands from the project's folder on, with slashes."""

    def __init__(self, globs: tuple[str, ...], artifact: str | None) -> None:
        """Take the globs, none for everything that is not ignored, and the path of what the build writes."""
        self._globs = {glob: GlobPattern(glob) for glob in globs}
        self._artifact = artifact
        self._named_folders = {
            "/".join(parts[: end + 1])
            for parts in (glob.split("/")[:-1] for glob in globs)
            for end in range(len(parts))
        }

    def includes(self, path: str) -> bool:
        """Say whether a file is a source."""
        if path == self._artifact or not self.enters(path.rpartition("/")[0]):
            return False
        name = path.rsplit("/", 1)[-1]
        matching = [glob for glob, pattern in self._globs.items() if pattern.matches(path)]
        if any(fnmatch.fnmatchcase(name, pattern) for pattern in IGNORED_FILES):
            return any(glob.rsplit("/", 1)[-1].strip("*?") for glob in matching)
        return not self._globs or bool(matching)

    def without_source(self, paths: Collection[str]) -> tuple[str, ...]:
        """Return the globs that match none of the sources; a person may have meant another name."""
        return tuple(glob for glob, pattern in self._globs.items() if not any(map(pattern.matches, paths)))

    def is_artifact_only(self, glob: str) -> bool:
        """Say whether a glob matches what the build writes, which is never a source."""
        return self._artifact is not None and self._globs[glob].matches(self._artifact)

    def enters(self, folder: str) -> bool:
        """Say whether sources may stand in a folder; empty is the project's own."""
        parts = folder.split("/") if folder else []
        return (
            not any(
                name in IGNORED_FOLDERS and "/".join(parts[: place + 1]) not in self._named_folders
                for place, name in enumerate(parts)
            )
            and ".." not in parts
        )
