"""Memory of two processes: neither can cut it short."""

from __future__ import annotations

import os

import pytest

from tests.marks import LINUX_ONLY
from workbench.engine.wire.shared_file import shared_file


def test_it_has_the_size_that_was_asked_for() -> None:
    descriptor = shared_file(4_096)
    assert os.fstat(descriptor).st_size == 4_096
    os.close(descriptor)


@LINUX_ONLY
def test_it_cannot_be_cut_short() -> None:
    descriptor = shared_file(4_096)
    with pytest.raises(PermissionError):
        os.ftruncate(descriptor, 0)
    os.close(descriptor)
