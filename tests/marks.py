"""Marks that more than one folder of tests puts on tests."""

from __future__ import annotations

from typing import Final

import pytest

from workbench.linux import is_linux

LINUX_ONLY: Final = pytest.mark.skipif(not is_linux(), reason="stands on what only Linux has")
"""Of a behaviour that the portable ways do not have."""
