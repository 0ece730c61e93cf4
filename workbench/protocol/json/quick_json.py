"""orjson, where it is worth its import: to load it takes as long as to read some hundred small texts without it."""

from __future__ import annotations

import sys
from itertools import count
from types import ModuleType
from typing import Any, Final

_FEW: Final = 32
"""So many texts are read or written without it, unless somebody else has loaded it."""
_asked = count()


def quick_json() -> Any | None:
    """Return the module `orjson`; None: what stands in the standard library does for now."""
    loaded: ModuleType | None = sys.modules.get("orjson")
    if loaded is not None or next(_asked) < _FEW:
        return loaded
    import orjson  # noqa: PLC0415

    return orjson
