"""Which versions of the engine are installed, read from the packages' own descriptions. Starts and loads nothing."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from workbench.installed import description_folder, installed_version

_PACKAGES: Final = (("extism", "extism"), ("libextism", "extism-sys"))
_PARTS: Final = "sboms/extism-sys.cyclonedx.json"
"""Of the package's description: the bill of materials that a wheel brings."""
_VERSION_OF: Final = rb'"name"\s*:\s*"%s"\s*,\s*"version"\s*:\s*"([0-9A-Za-z.+-]{1,64})"'


@cache
def engine_versions() -> Mapping[str, str]:
    """Return name and version of `extism`, `libextism` and, where the package names it, `wasmtime`."""
    found = {name: version for name, package in _PACKAGES if (version := installed_version(package)) is not None}
    wasmtime = _bundled_version("extism-sys", b"wasmtime")
    return found if wasmtime is None else {**found, "wasmtime": wasmtime}


def _bundled_version(package: str, component: bytes) -> str | None:
    """Return a component's version from the bill of materials of a package; None when it has none, or names it not."""
    folder = description_folder(package)
    if folder is None:
        return None
    try:
        # Its 300 KB of JSON take longer to read than to search.
        with open(os.path.join(folder, _PARTS), "rb") as stream:  # noqa: PTH118, PTH123 - needs no pathlib
            content = stream.read()
    except OSError:
        return None
    match = re.search(_VERSION_OF % component, content)
    return None if match is None else match[1].decode()
