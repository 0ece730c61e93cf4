"""A new project as a value: its files, and what to do next. Reads templates, writes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from workbench import __version__
from workbench.assets import asset_folder
from workbench.reports.editor_settings import SCHEMAS, helix_settings, neovim_settings, payload_schemas, vscode_settings
from workbench.scaffold.names import check_plugin_name
from workbench.scaffold.templates import facts_of, filled_in, template_texts

LANGUAGES: Final = ("zig", "rust", "c")
REQUIREMENTS: Final = "requirements.txt"
"""The file of a project that names the Python packages it is built with."""
KINDS: Final = ("dialect", "router", "observer", "signer")


@dataclass(frozen=True, slots=True)
class NewProject:
    """A project that is not written yet."""

    name: str
    """The plugin's, as its identity states it."""
    kind: str
    language: str
    title: str
    """The language as people write it."""
    files: dict[str, bytes]
    """By path from its folder on, with /, in the order of the paths."""
    setup: str
    """What a shell runs in its folder once, so that the compiler is there."""
    build: str
    """What a shell runs in its folder to build it."""
    test: str
    """What a shell runs in its folder to test it on this machine."""
    module: str
    """Where the build writes the plugin, from its folder on."""


def new_project(name: str, *, language: str = "zig", kind: str = "dialect") -> NewProject:
    """Return a project that builds, and passes `check`, `run` and its own tests.

    Args:
        name: What the plugin is called.
        language: One of LANGUAGES.
        kind: One of KINDS.

    Raises:
        ProjectNameInvalid: The plugin cannot be called so.
    """
    check_plugin_name(name, language)
    known = {"name": name, "name_in_c": name.replace("-", "_"), "version": __version__}
    facts = known | facts_of(language, known)
    facts |= facts_of(f"kinds/{kind}", facts)
    texts = {path: filled_in(text, facts) for path, text in _templates(language, kind)}
    texts |= dict(_made())
    if language == "zig":
        texts["src/cc_lb.zig"] = (asset_folder("sample_plugins") / "cc_lb.zig").read_text(encoding="utf-8")
    files = {path: texts[path].encode() for path in sorted(texts)}
    setup = _command(facts["setup"])
    return NewProject(
        name, kind, language, facts["language"], files, setup, facts["build"], facts["test"], facts["module"]
    )


def _templates(language: str, kind: str) -> Iterator[tuple[str, str]]:
    for folder in ("common", f"{language}/common", f"{language}/{kind}"):
        yield from template_texts(folder)
    # A payload is written as it stands: ${NAME} is a variable of its own, and whatever else it holds is sent.
    yield from template_texts(f"kinds/{kind}")


def _made() -> Iterator[tuple[str, str]]:
    """Give the files that are made from the wire types."""
    for name, text in payload_schemas().items():
        yield f"{SCHEMAS}/{name}", text
    yield ".vscode/settings.json", vscode_settings(SCHEMAS)
    yield ".helix/languages.toml", helix_settings()
    yield ".nvim.lua", neovim_settings(SCHEMAS)


def _command(commented: str) -> str:
    """Return the commands of a block of shell, joined, without its comments."""
    return " && ".join(line.partition("  #")[0].strip() for line in commented.splitlines())
