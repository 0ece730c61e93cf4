"""Which version of a package is installed, read from the name of the folder that describes it.

The standard library asks the same of the description itself, which is a mail, and loads what reads mails: that takes
longer than all else that `workbench --version` does.
"""

from __future__ import annotations

import os
import sys
from functools import cache
from typing import Final

_SUFFIX: Final = ".dist-info"


@cache
def description_folder(package: str) -> str | None:
    """Return the folder that describes a package; None: no folder on the import path does."""
    wanted = _same(package)
    for place in sys.path:
        try:
            names = os.listdir(place or os.curdir)  # noqa: PTH208 - pathlib is loaded by those that need it
        except OSError:
            continue
        for name in names:
            if name.endswith(_SUFFIX) and _same(name.partition("-")[0]) == wanted:
                return os.path.join(place, name)  # noqa: PTH118 - as above
    return None


def installed_version(package: str) -> str | None:
    """Return the version of a package; None: it is not installed."""
    folder = description_folder(package)
    if folder is not None:
        return os.path.basename(folder).removesuffix(_SUFFIX).partition("-")[2]  # noqa: PTH119 - as above
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - packages that no folder describes

    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _same(name: str) -> str:
    """Return a name as all its spellings have it."""
    return name.lower().replace("_", "-").replace(".", "-")
