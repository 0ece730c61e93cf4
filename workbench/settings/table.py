"""Every setting: the keys of the project file and of the person's own file. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from workbench.settings.kinds import (
    TEXT_MAX,
    ValueKind,
    choice,
    globs,
    key_map,
    limits_by_budget,
    seconds,
    switch,
    table_of_texts,
    text,
    texts,
    whole,
)

ENVIRONMENT_PREFIX: Final = "WORKBENCH_"
LINES: Final = ("0.1", "0.3")
"""The profiles of the protocol."""
LIMITS: Final = {
    "wall_ms": (2, 600_000),
    "fuel": (0, 2**63 - 1),
    "max_pages": (1, 65_536),
    "storage_quota_bytes": (0, 2**40),
}
"""As `workbench.protocol.budgets.ADJUSTABLE`, which this module does without."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing that can be set."""

    name: str
    default: Any
    kind: ValueKind
    doc: str
    """One sentence: what it is for."""
    own_only: str = ""
    """What is expected instead where a project file sets it; empty: it may."""
    in_environment: bool = True
    """A variable can set it."""

    @property
    def variable(self) -> str:
        """The variable of the environment that sets it; empty: none does."""
        return ENVIRONMENT_PREFIX + self.name.upper() if self.in_environment else ""


_ALL = (
    Setting("plugin", None, text("the path of a .wasm file"), "The plugin that opens when none is named."),
    Setting(
        "profile",
        "0.1",
        choice(*LINES, also="the name of a profile"),
        "The protocol's profile, or the name of one in the files (`[profiles.NAME]`).",
    ),
    Setting("capabilities", (), texts(), "What the host offers beside the wire functions."),
    Setting("budget", "serving", choice("strict", "serving"), "The budget of dispatches."),
    Setting(
        "imports",
        "reference",
        choice("reference", "trap"),
        "Whether the strict budget links host functions that trap when called.",
    ),
    Setting("config", {}, table_of_texts(), "The plugin's configuration."),
    Setting(
        "config_file",
        None,
        text("the path of a file"),
        "Entries of the configuration: a JSON object or NAME=VALUE lines; relative to the file that sets it.",
    ),
    Setting(
        "config_env",
        {},
        table_of_texts("names of variables"),
        "Entries of the configuration, by the environment variable that holds each.",
        own_only="config_file in a project file: only your own settings and --config-env read your environment",
    ),
    Setting("redispatch", True, switch(), "Send the last payload again after a reload."),
    Setting("conformance", True, switch(), "Run the conformance cases after a reload, on the screen."),
    Setting("fuel", True, switch(), "Measure the fuel of calls in the background, on the screen."),
    Setting(
        "budgets",
        {},
        limits_by_budget(LIMITS),
        "Limits other than the protocol's, in `[budgets.strict]` and `[budgets.serving]`; fuel 0: it is not metered.",
    ),
    Setting(
        "compile_limit_ms",
        20_000,
        whole(100, 600_000),
        "Milliseconds of processor time that a module may take to compile, all threads together.",
    ),
    Setting(
        "resident_limit_mb", 1_024, whole(128, 65_536), "MiB of memory that the process which runs plugins may use."
    ),
    Setting(
        "confinement",
        "available",
        choice("available", "required", "off"),
        "How the process that runs plugins is confined: as this system can, fully or no plugin is run, not at all. "
        "`off` not in a project file.",
    ),
    Setting(
        "build",
        None,
        text(f"a shell command of at most {TEXT_MAX:,} characters"),
        "Builds the plugin; run in the project's folder on change.",
    ),
    Setting("watch", (), globs(), "The sources that start a build; none: every file that looks like a source."),
    Setting("build_limit_s", 600.0, seconds(), "How long one build may take."),
    Setting("history", True, switch(), "Keep every dispatch in the history."),
    Setting(
        "payloads",
        "payloads",
        text("the path of a folder"),
        "The folder of saved payloads; relative to the file that sets it, else to the project.",
    ),
    Setting(
        "source_paths",
        {},
        table_of_texts("texts"),
        "Beginnings of source paths as the module names them, and what takes their place here.",
    ),
    Setting("variables", {}, table_of_texts(), "Values of `${NAME}` in saved payloads."),
    Setting(
        "expand_environment",
        False,
        switch(),
        "Let `${NAME}` in saved payloads take values of the process environment. `true` not in a project file.",
    ),
    Setting("poll", False, switch(), "Watch by polling, for network file systems."),
    Setting(
        "theme",
        None,
        text("the name of a theme", 64),
        "The colours that the screen begins with; none: those that were chosen last.",
        own_only="no theme in a project file, which does not say how your screen looks",
    ),
    Setting(
        "keys",
        {},
        key_map(),
        "Keys of the screen by the id of the action, in place of its own.",
        own_only="no keys in a project file, which does not say what your keys do",
        in_environment=False,
    ),
)
SETTINGS: Final = {setting.name: setting for setting in _ALL}
"""By name: the keys of both files; in the environment upper case, with the prefix."""
