"""Who is let in: by token, by Host and by Origin. Pure.

Every web page that somebody looks at can reach a server on this machine: it can send requests to it, open a websocket
to it, and by a name of its own that leads to 127.0.0.1 even read what comes back. So the token alone is not enough, and
neither are the other two.
"""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

UNAUTHORIZED: Final = 401
FORBIDDEN: Final = 403
_LOCAL_NAME: Final = "localhost"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is not answered."""

    status: int
    """Of HTTP: 401 without the token, 403 from elsewhere."""
    reason: str
    """One sentence for the person who sees it. Quotes nothing of the request."""


@dataclass(frozen=True, slots=True)
class BrowserAdmission:
    """The rules of one server."""

    token: str
    """Whoever has it is let in."""
    names: frozenset[str] = frozenset()
    """Names besides `localhost` by which the server may be called, in lower case. Addresses always may: a name that
    somebody else owns can lead here, an address cannot be owned."""

    def refusal(
        self, *, host: str | None, origin: str | None, tokens: Iterable[str | None], from_page: bool = False
    ) -> Refusal | None:
        """Return why a request is refused; None: it is let in.

        Args:
            host: The header `Host`; None: it is missing.
            origin: The header `Origin`; None: it is missing, as it is when a person opens an address.
            tokens: What the request has instead of the token: of its address, of its cookie.
            from_page: Only a page of ours can have made the request, so that it names its origin.
        """
        if host is None or not self._may_be_called(host):
            return Refusal(FORBIDDEN, "This server is not called by that name: use the address that it printed.")
        if (origin is None and from_page) or (origin is not None and not _is_same(origin, host)):
            return Refusal(FORBIDDEN, "Only its own page may speak to this server.")
        # Each is looked at, so that the time says nothing of which there was.
        if not any([self._is_token(one) for one in tokens if one is not None]):  # noqa: C419
            return Refusal(UNAUTHORIZED, "The token is missing or wrong: open the address that the server printed.")
        return None

    def _is_token(self, found: str) -> bool:
        return hmac.compare_digest(found.encode("utf-8", "replace"), self.token.encode())

    def _may_be_called(self, host: str) -> bool:
        name = name_of(host)
        return name is not None and (name == _LOCAL_NAME or name in self.names or is_address(name))


def name_of(host: str) -> str | None:
    """Return the name or address of a `Host` header, in lower case and without its port; None: it is none."""
    try:
        parts = urlsplit(f"//{host}")
        return parts.hostname if parts.netloc == host and parts.username is None and parts.port != 0 else None
    except ValueError:
        return None


def is_address(name: str) -> bool:
    """Say whether a name is an address of the Internet protocol."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _is_same(origin: str, host: str) -> bool:
    """Say whether a page that came from a `Host` has this origin; a proxy may have added encryption."""
    return origin.lower() in (f"http://{host.lower()}", f"https://{host.lower()}")
