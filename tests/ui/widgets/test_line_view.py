"""Lists and texts are laid out for the columns that there are, beside a scrollbar or without one."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult
from textual.content import Content

from workbench.ui.drawing.lines import Line
from workbench.ui.drawing.table import Column, LazyRows, Row
from workbench.ui.widgets.grid import Grid
from workbench.ui.widgets.reader import Reader


class OneWidget(App[None]):
    """A list or a text, as large as the screen."""

    CSS = "* { overflow-x: hidden; scrollbar-size-vertical: 1; } Grid, Reader { height: 1fr; overflow-y: auto; }"

    def __init__(self, widget: Reader | Grid) -> None:
        super().__init__()
        self.widget = widget

    def compose(self) -> ComposeResult:
        yield self.widget


async def test_a_scrollbar_that_comes_with_another_size_hides_no_letter() -> None:
    """What is drawn of a line ends before the scrollbar, also when both change at once."""
    reader = Reader()
    async with OneWidget(reader).run_test(size=(60, 20)) as pilot:
        reader.show([Line(Content("x" * 400))])
        for width, height in ((60, 20), (30, 3), (31, 20), (31, 3), (30, 20)):
            await pilot.resize_terminal(width, height)
            await pilot.pause()
            assert reader.show_vertical_scrollbar == (height == 3)
            drawn = reader.render_line(0).text.rstrip()
            assert len(drawn) == reader.scrollable_content_region.width


async def test_columns_of_a_list_end_before_a_scrollbar_that_more_rows_bring() -> None:
    """The last column is seen with many rows, and takes the free column again with few."""
    grid = Grid()
    columns = [Column("what", stretches=True), Column("end")]
    async with OneWidget(grid).run_test(size=(30, 8)) as pilot:
        for count in (3, 20, 3):
            grid.show(columns, [Row(str(row), (Content("x" * 80), Content("end"))) for row in range(count)])
            await pilot.pause()
            drawn = grid.render_line(1).text
            assert drawn.rstrip().endswith("end")
            assert len(drawn.rstrip()) == grid.scrollable_content_region.width - 1


@pytest.mark.parametrize("kind", [Grid, Reader])
async def test_the_frame_before_the_first_layout_can_be_read(kind: type[Grid | Reader]) -> None:
    """No column is cut and no line broken for a width that is not known yet."""

    class NotFitted(kind):  # type: ignore[misc, valid-type]
        def fit(self) -> None:
            """Leave all as it was made before the layout."""

    widget = NotFitted()
    if isinstance(widget, Grid):
        widget.show([Column("name"), Column("value")], [Row("a", (Content("direction"), Content("plugin")))])
    else:
        widget.show([Line(Content("name value")), Line(Content("direction plugin"))])
    async with OneWidget(widget).run_test(size=(60, 20)):
        assert widget.render_line(1).text.strip(" ›").split() == ["direction", "plugin"]


async def test_of_a_very_long_list_only_the_rows_that_are_seen_are_made() -> None:
    """By moving to its end, looking for a text, and being shown once more."""
    made: list[int] = []

    def make(place: int) -> Row:
        made.append(place)
        return Row(str(place), (Content(f"row {place}"),))

    def rows(count: int) -> LazyRows:
        places = {str(place): place for place in range(count)}
        return LazyRows(count, make, places.get, lambda text: iter((count // 2,)), [Row("", (Content("row 999,999"),))])

    grid = Grid()
    async with OneWidget(grid).run_test(size=(30, 8)) as pilot:
        for count in (100_000, 100_001):
            grid.show([Column("what")], rows(count), key=str(count - 1))
            await pilot.pause()
            assert grid.render_line(7).text.strip(" ›") == f"row {count - 1}"
        assert grid.find("whatever") == 1
        await pilot.pause()
        assert grid.key == "50000"
        grid.show([Column("what")], rows(3))
        assert (grid.key, grid.cursor) == ("2", 2), "its row is gone"
        assert len(set(made)) < 100
        assert len(made) < 1_000
