"""Which versions of the engine are installed, read from the packages' own descriptions. Starts and loads nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.metadata import Distribution


@cache
def engine_versions() -> Mapping[str, str]:
    """Return name and version of `extism`, `libextism` and, where the package names it, `wasmtime`."""
    # Packages describe themselves in mails: no run without this question loads what reads them.
    from importlib.metadata import PackageNotFoundError, distribution  # noqa: PLC0415

    found: dict[str, str] = {}
    for name, package in (("extism", "extism"), ("libextism", "extism-sys")):
        try:
            found[name] = distribution(package).version
        except PackageNotFoundError:
            continue
    try:
        wasmtime = _bundled_version(distribution("extism-sys"), "wasmtime")
    except PackageNotFoundError:
        return found
    return found if wasmtime is None else {**found, "wasmtime": wasmtime}


def _bundled_version(package: Distribution, component: str) -> str | None:
    """Return a component's version from the bill of materials that a wheel brings; None when it brings none."""
    for path in package.files or ():
        if not path.name.endswith(".cyclonedx.json"):
            continue
        try:
            parts = json.loads(Path(path.locate()).read_text(encoding="utf-8"))["components"]
            return next((str(part["version"]) for part in parts if part.get("name") == component), None)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            continue
    return None
