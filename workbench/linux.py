"""Whether this is Linux, as one place decides it: what only Linux has stands beside a portable way everywhere else.

`WORKBENCH_PORTABLE=1` in the environment takes Linux's ways away, so that the portable ones are tested here too.
"""

from __future__ import annotations

import os
import sys
from typing import Final

PORTABLE_VARIABLE: Final = "WORKBENCH_PORTABLE"


def is_linux() -> bool:
    """Say whether the ways of Linux may be used: /proc, memory without a name, and what confines a process."""
    return sys.platform == "linux" and os.environ.get(PORTABLE_VARIABLE) != "1"
