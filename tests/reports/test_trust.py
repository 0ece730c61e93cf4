"""What was trusted, as text."""

from __future__ import annotations

import pytest

from workbench.reports.text.page import Page
from workbench.reports.text.trust import write_grants
from workbench.trust import Grant


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (-5, "less than a day ago"),
        (86_399, "less than a day ago"),
        (86_400, "1 day ago"),
        (86_400 * 2_000, "2,000 days ago"),
    ],
)
def test_the_age_of_a_trust_is_counted_in_whole_days(seconds: int, said: str) -> None:
    page = Page()
    write_grants(page, [Grant("workbench.toml", None, (), {}, {}, at=1e9)], 1e9 + seconds)
    assert page.text.splitlines()[-1].split(maxsplit=1) == ["trusted", said]
