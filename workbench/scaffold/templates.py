"""The folder `project_templates`: plain files with placeholders, read and filled in.

A project is four folders, one over the other: `common`, `LANGUAGE/common`, `LANGUAGE/KIND` and `kinds/KIND`.
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from workbench.assets import asset_folder

FACTS: Final = "facts.toml"
_HIDDEN: Final = "dot_"
"""How a name begins that begins with a dot in a project: a hidden file here would mean something to git and editors."""
_CHARACTERS_OF_NAMES: Final = "[a-z][a-z_]*"


class _Text(string.Template):
    """A text with placeholders `@@{name}`: neither shells, Zig, Rust, C nor GitHub Actions write such."""

    delimiter = "@@"
    idpattern = "(?!)"
    """Nothing: braces alone make a placeholder."""
    braceidpattern = _CHARACTERS_OF_NAMES


def filled_in(text: str, facts: Mapping[str, str]) -> str:
    """Return a text with facts in place of its placeholders. Raises KeyError: there is no such fact."""
    return _Text(text).substitute(facts)


def facts_of(folder: str, known: Mapping[str, str]) -> dict[str, str]:
    """Return the facts of a language or kind, `kinds/router` for example, with known ones filled in."""
    stated = tomllib.loads((_root() / folder / FACTS).read_text(encoding="utf-8"))
    return {name: filled_in(text, known) for name, text in stated.items()}


def template_texts(folder: str) -> Iterator[tuple[str, str]]:
    """Give each file of a folder with its path in a project, in the order of the paths; none without a folder."""
    root = _root() / folder
    for path in sorted(root.rglob("*")):
        inner = path.relative_to(root)
        if path.is_file() and inner.as_posix() != FACTS:
            parts = (f".{part.removeprefix(_HIDDEN)}" if part.startswith(_HIDDEN) else part for part in inner.parts)
            yield "/".join(parts), path.read_text(encoding="utf-8")


def _root() -> Path:
    return asset_folder("project_templates")
