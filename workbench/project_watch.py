"""Whether a file of settings has changed since the screen began, and what that means. Looks; applies nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from workbench.errors import WorkbenchError
from workbench.settings import Resolved
from workbench.store.settings_files import PROJECT_FILE, find_project_file, user_file

Standing = tuple[str, int, int, int] | None
"""Path, inode, size and time of a file of settings; None: there is none."""
_AT_START: Final = ("keys", "theme")
"""Settings that the screen takes when it starts."""


class ProjectWatch:
    """Looks at the project file of a run, and at the person's own. Used from one thread."""

    def __init__(
        self,
        plugin: str | None,
        begun_with: Mapping[str, Resolved],
        read: Callable[[], Mapping[str, Resolved]],
        says: Sequence[str] = (),
    ) -> None:
        """Look for the first time.

        Args:
            plugin: The path from which the file is looked for upwards; None: from the working folder.
            begun_with: The settings that hold in this run.
            read: Reads all settings anew; raises a WorkbenchError when that cannot be.
            says: What is to be said of these settings at the first look.
        """
        self._plugin, self._read, self._says = plugin, read, tuple(says)
        self._values = {name: one.value for name, one in begun_with.items()}
        self._standing = self._look()

    def news(self) -> tuple[str, bool] | None:
        """Return what is to be said of a change since the last call, and whether that is an error; None: nothing."""
        if self._says:
            says, self._says = self._says, ()
            return " ".join(one if one.endswith("?") else f"{one}." for one in says), False
        standing = self._look()
        if standing == self._standing:
            return None
        what = " and ".join(_change(was, now) for was, now in zip(self._standing, standing, strict=True) if was != now)
        self._standing = standing
        try:
            found = self._read()
        except WorkbenchError as error:
            said = str(error)
            end = "" if said.endswith("?") else "."
            return f"{what}, and cannot hold: {said}{end} This run goes on with the settings that it has.", True
        changed = [name for name, one in found.items() if self._values.get(name) != one.value]
        if not changed:
            return f"{what}; every setting is what this run began with.", False
        return f"{what}: {', '.join(changed)}. {_to_do(changed)}", False

    def _look(self) -> tuple[Standing, Standing]:
        return _standing(find_project_file(self._plugin)), _standing(user_file())


def _standing(file: Path | None) -> Standing:
    if file is None:
        return None
    try:
        found = file.stat()
    except OSError:
        # Gone by now, or a link that leads nowhere.
        return str(file), 0, 0, 0
    return str(file), found.st_ino, found.st_size, found.st_mtime_ns


def _change(was: Standing, now: Standing) -> str:
    """Return what became of a file."""
    if now is not None:
        return f"{Path(now[0]).name} was changed"
    return f"{Path(was[0]).name if was is not None else PROJECT_FILE} is gone"


def _to_do(changed: Sequence[str]) -> str:
    """Return what applies changed settings."""
    later = [name for name in changed if name in _AT_START]
    waits = f"{' and '.join(later)}: from the next start on." if later else ""
    if len(later) == len(changed):
        return "They hold from the next start on." if len(later) > 1 else "It holds from the next start on."
    return f"To apply it, open the plugin anew (Open plugin in the palette); payloads are kept. {waits}".strip()
