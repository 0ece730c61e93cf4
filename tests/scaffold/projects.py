"""Every project that `workbench new` can write."""

from __future__ import annotations

from functools import cache

import pytest

from workbench.scaffold.project import KINDS, LANGUAGES, NewProject, new_project

NAME = "my-plugin2"
EVERY = [pytest.param(language, kind, id=f"{language}-{kind}") for language in LANGUAGES for kind in KINDS]
"""Language and kind."""

FUNCTIONS = {
    "dialect": {"shape", "normalize_error"},
    "router": {"filter"},
    "observer": {"observe"},
    "signer": {"build_signer", "sign", "on_unauthorized"},
}
"""What a plugin of each kind has (PROTOCOL.md section 7)."""


@cache
def project_of(language: str, kind: str) -> NewProject:
    """Return a project, made once."""
    return new_project(NAME, language=language, kind=kind)


def text_of(project: NewProject, path: str) -> str:
    """Return what stands in one of its files."""
    return project.files[path].decode()
