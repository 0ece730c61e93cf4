"""What the screen's tests draw: not the frames that nobody looks at, which are half of what a screen costs.

What a test reads of a screen is drawn when it is read, and `shown` draws the last frame of each test that ends well. A
test that is about drawing is marked `drawn`; `WORKBENCH_TESTS_DRAW=1` draws every frame of all.
"""

from __future__ import annotations

import os

import pytest
from textual._compositor import Compositor


@pytest.fixture(autouse=True)
def _unseen_frames(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if not os.environ.get("WORKBENCH_TESTS_DRAW") and request.node.get_closest_marker("drawn") is None:
        monkeypatch.setattr(Compositor, "render_update", _draw_nothing)


def _draw_nothing(compositor: Compositor, *_: object, **__: object) -> None:
    compositor._dirty_regions.clear()
