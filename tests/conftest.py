"""How many examples property tests try: few in each run, many when asked by `HYPOTHESIS_PROFILE=thorough`.

What takes long to find is the work of `python -m tests.fuzz`.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

_ALWAYS = {"deadline": None, "database": None, "suppress_health_check": [HealthCheck.too_slow]}

settings.register_profile("quick", max_examples=20, **_ALWAYS)  # type: ignore[arg-type]
settings.register_profile("thorough", max_examples=1_000, **_ALWAYS)  # type: ignore[arg-type]
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))
