"""What the person who starts a server must change."""

from __future__ import annotations

import pytest

from workbench.errors.serving import AddressUnusable, ExtraMissing


@pytest.mark.parametrize(
    ("reason", "hint"),
    [
        ("address already in use", "--port 0 takes any that is free"),
        ("Permission denied", "Ports below 1,024"),
        ("cannot assign requested address", "Name an address of this machine"),
    ],
)
def test_the_hint_fits_what_stood_in_the_way(reason: str, hint: str) -> None:
    assert hint in (AddressUnusable("127.0.0.1", 80, reason).hint or "")


def test_a_missing_package_is_named_with_the_extra_that_brings_it() -> None:
    assert "cc-lb-workbench[serve]" in (ExtraMissing("serve", "textual-serve", "serve").hint or "")
