"""How the suite runs: in how many processes, with which compiled code, and how many examples property tests try.

Few examples in each run, many when asked by `HYPOTHESIS_PROFILE=thorough`. What takes long to find is the work of
`python -m tests.fuzz`.
"""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

import pytest

CORE = Path(__file__).parent / "protocol"
PROCESSES_MAX = 3

BYTECODE = Path(__file__).resolve().parents[1] / ".pytest_cache" / "bytecode"

if sys.dont_write_bytecode:
    # Where Python is to leave no files beside sources, each of the hundreds of processes that are started would compile
    # everything again. What they compile is kept where it is in nobody's way.
    sys.dont_write_bytecode, sys.pycache_prefix = False, str(BYTECODE)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(BYTECODE)


def pytest_configure(config: pytest.Config) -> None:
    """Register how many examples are tried; the library is compiled only now that its bytecode is kept."""
    if config.option.markexpr == config.getini("addopts")[-1] and any("::" in argument for argument in config.args):
        # A test that is named is run, whatever it costs.
        config.option.markexpr = ""
    from hypothesis import HealthCheck, settings

    always = {"deadline": None, "database": None, "suppress_health_check": [HealthCheck.too_slow]}
    settings.register_profile("quick", max_examples=20, **always)  # type: ignore[arg-type]
    settings.register_profile("thorough", max_examples=1_000, **always)  # type: ignore[arg-type]
    settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


def pytest_collection_finish() -> None:
    """Let the garbage collector look at none of what stays to the end: modules, classes and thousands of tests."""
    gc.collect()
    gc.freeze()


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Return 0, which is this process alone, for the core's tests: they are over before a second one has begun."""
    places = [Path(config.invocation_params.dir, argument.partition("::")[0]) for argument in config.args]
    if all(place.resolve().is_relative_to(CORE) for place in places):
        return 0
    # One more than there are processors: a screen and a process that was started are often waited for.
    return min(PROCESSES_MAX, (os.cpu_count() or 1) + 1)
