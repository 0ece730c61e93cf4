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
