"""Why a text is no URL. Knows no rule."""

from __future__ import annotations


class UrlError(ValueError):
    """A text is no absolute URL."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause
        """The host's own words, as its library prints them."""
