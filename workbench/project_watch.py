"""Whether the project file has changed since the screen began, and what that means. Looks; applies nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from workbench.errors import WorkbenchError
from workbench.settings import Resolved
from workbench.store.settings_files import PROJECT_FILE, find_project_file

Standing = tuple[str, int, int, int] | None
"""Path, inode, size and time of a project file; None: there is none."""


class ProjectWatch:
    """Looks at the project file of a run. Used from one thread."""

    def __init__(
        self, plugin: str | None, begun_with: Mapping[str, Resolved], read: Callable[[], Mapping[str, Resolved]]
    ) -> None:
        """Look for the first time.

        Args:
            plugin: The path from which the file is looked for upwards; None: from the working folder.
            begun_with: The settings that hold in this run.
            read: Reads all settings anew; raises a WorkbenchError when that cannot be.
        """
        self._plugin, self._read = plugin, read
        self._values = {name: one.value for name, one in begun_with.items()}
        self._standing = self._look()

    def news(self) -> tuple[str, bool] | None:
        """Return what is to be said of a change since the last call, and whether that is an error; None: nothing."""
        standing = self._look()
        if standing == self._standing:
            return None
        self._standing = standing
        what = f"{PROJECT_FILE} {'was changed' if standing is not None else 'is gone'}"
        try:
            found = self._read()
        except WorkbenchError as error:
            return f"{what}, and cannot hold: {error}. This run goes on with the settings that it has.", True
        changed = [name for name, one in found.items() if self._values.get(name) != one.value]
        if not changed:
            return f"{what}; every setting is what this run began with.", False
        to_do = "To apply it, open the plugin anew (Open plugin in the palette); payloads are kept."
        return f"{what}: {', '.join(changed)}. {to_do}", False

    def _look(self) -> Standing:
        file = find_project_file(self._plugin)
        if file is None:
            return None
        try:
            found = file.stat()
        except OSError:
            # Gone by now, or a link that leads nowhere.
            return str(file), 0, 0, 0
        return str(file), found.st_ino, found.st_size, found.st_mtime_ns
