"""A bare Textual app with a header, a text area and a footer: what the workbench's first frame is held against."""

from textual.app import App, ComposeResult
from textual.widgets import Footer, Header, TextArea


class BareApp(App[None]):
    """Nothing but the widgets."""

    TITLE = "bare-app"
    BINDINGS = [("ctrl+j", "send", "Bare send")]  # noqa: RUF012 - as Textual's own documentation has it

    def compose(self) -> ComposeResult:
        """Lay out."""
        yield Header()
        yield TextArea('{"a": 1}')
        yield Footer()

    def action_send(self) -> None:
        """Do nothing."""


if __name__ == "__main__":
    BareApp().run()
