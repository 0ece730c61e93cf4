"""Files that are made of parsers and actions are those that would be made now."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.generated import FILES, PLACES, ROOT, bound_by_widgets


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_each_file_is_what_would_be_made_now(path: Path) -> None:
    """What failed here is mended by `python -m tests.generated`."""
    assert path.read_text(encoding="utf-8") == FILES[path](), "run python -m tests.generated"


def test_each_widget_that_binds_keys_of_its_own_has_a_place_in_the_table() -> None:
    assert bound_by_widgets().keys() == PLACES.keys()
