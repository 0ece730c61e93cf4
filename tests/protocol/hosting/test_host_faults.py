"""One thing that a host function is to do wrong: a value, and its form as text."""

from __future__ import annotations

import pytest

from workbench.protocol.hosting.host_faults import HostFault, HostFaultKind


@pytest.mark.parametrize(
    ("fault", "spec"),
    [
        (HostFault("storage_put", HostFaultKind.FAIL), "storage_put=fail"),
        (HostFault("any", HostFaultKind.SLOW, 200), "any=slow:200"),
    ],
)
def test_its_text_names_function_kind_and_delay(fault: HostFault, spec: str) -> None:
    assert fault.spec == spec


def test_it_is_meant_for_one_function_or_for_all() -> None:
    one, every = HostFault("storage_put", HostFaultKind.FAIL), HostFault("any", HostFaultKind.FAIL)
    assert [one.is_meant_for(f"cc_lb_{name}") for name in ("storage_put", "storage_get")] == [True, False]
    assert every.is_meant_for("cc_lb_storage_get")
