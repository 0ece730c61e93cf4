"""An engine beside the session ends with its run, or before it by anybody."""

from __future__ import annotations

import pytest

from tests.fakes import FakeEngine
from workbench.session.measure.engine_beside import EngineBeside


def test_the_engine_ends_with_the_run_also_when_that_fails() -> None:
    beside, engine = EngineBeside(), FakeEngine()
    with pytest.raises(ZeroDivisionError), beside.during(engine):
        assert not engine.asked("shutdown")
        raise ZeroDivisionError
    assert len(engine.asked("shutdown")) == 1


def test_anybody_may_end_the_run_that_goes_on_and_nothing_without_one() -> None:
    beside, engine = EngineBeside(), FakeEngine()
    beside.end()
    with beside.during(engine):
        beside.end()
        assert len(engine.asked("shutdown")) == 1
    beside.end()
    assert len(engine.asked("shutdown")) == 2
