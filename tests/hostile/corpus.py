"""All hostile plugins, in the order of the places where they bite."""

from __future__ import annotations

from tests.hostile.calls import CALLS
from tests.hostile.compiles import COMPILES
from tests.hostile.floods import FLOODS
from tests.hostile.hosts import HOSTS
from tests.hostile.plugins import Hostile
from tests.hostile.shapes import SHAPES
from tests.hostile.starts import STARTS

CORPUS: tuple[Hostile, ...] = (*SHAPES, *STARTS, *CALLS, *HOSTS, *FLOODS, *COMPILES)
