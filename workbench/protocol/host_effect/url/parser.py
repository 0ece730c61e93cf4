"""The parts of a URL, read and written again (PROTOCOL.md section 8a). Linear in its text."""

from __future__ import annotations

import string
from typing import Final

from workbench.protocol.host_effect.url.encoding import (
    FRAGMENT,
    OPAQUE,
    QUERY,
    SPECIAL_QUERY,
    USERINFO,
    encoded,
)
from workbench.protocol.host_effect.url.host import EMPTY_HOST, opaque_host, special_host
from workbench.protocol.host_effect.url.path import file_path, hierarchical_path, is_drive_letter
from workbench.protocol.host_effect.url.url_error import UrlError

NO_SCHEME: Final = "relative URL without a base"
INVALID_PORT: Final = "invalid port number"

_TRIMMED: Final = "".join(map(chr, range(0x21)))
_DROPPED: Final = str.maketrans("", "", "\t\n\r")
_SCHEME_FIRST: Final = frozenset(string.ascii_letters)
_SCHEME: Final = frozenset(string.ascii_letters + string.digits + "+-.")
_DEFAULT_PORTS: Final = {"http": 80, "https": 443, "ws": 80, "wss": 443, "ftp": 21}
_FILE: Final = "file"
_LOCALHOST: Final = "localhost"
_PORT_MAX: Final = 65_535
_PORT_DIGITS_MAX: Final = 5


def parse_url(text: str) -> str:
    """Return an absolute URL as the host's library writes it.

    Args:
        text: Any text. Spaces and control characters around it, and tabs and line ends in it, are passed over.

    Raises:
        UrlError: It is no absolute URL.
    """
    scheme, rest = _split_scheme(text.strip(_TRIMMED).translate(_DROPPED))
    rest, query, fragment = _split_tail(rest)
    has_tail = query is not None or fragment is not None
    if scheme == _FILE:
        body = _file_body(rest)
    elif scheme in _DEFAULT_PORTS:
        body = _authority_body(scheme, rest.lstrip("/\\"), has_tail=has_tail)
    elif rest.startswith("//"):
        body = _authority_body(scheme, rest[2:], has_tail=has_tail)
    else:
        body = _rootless_body(rest)
    kept = SPECIAL_QUERY if scheme in _DEFAULT_PORTS or scheme == _FILE else QUERY
    written_query = "" if query is None else "?" + encoded(query, kept)
    written_fragment = "" if fragment is None else "#" + encoded(fragment, FRAGMENT)
    return f"{scheme}:{body}{written_query}{written_fragment}"


def _split_scheme(text: str) -> tuple[str, str]:
    scheme, colon, rest = text.partition(":")
    if not colon or scheme[:1] not in _SCHEME_FIRST or not _SCHEME.issuperset(scheme):
        raise UrlError(NO_SCHEME)
    return scheme.lower(), rest


def _split_tail(text: str) -> tuple[str, str | None, str | None]:
    """Return what stands before query and fragment, and those two, None where there is none."""
    before, hash_sign, fragment = text.partition("#")
    body, question_mark, query = before.partition("?")
    return body, query if question_mark else None, fragment if hash_sign else None


def _rootless_body(rest: str) -> str:
    """Return what follows the colon of a URL without a host."""
    if not rest.startswith("/"):
        return encoded(rest, OPAQUE)
    path = hierarchical_path(rest[1:], is_special=False)
    # Else the path would read as a host.
    return "/." + path if path.startswith("//") else path


def _authority_body(scheme: str, rest: str, *, has_tail: bool) -> str:
    """Return what follows the colon of a URL with a host; `has_tail`: a query or fragment follows it.

    Raises:
        UrlError: There is no host, or one that is none.
    """
    is_special = scheme in _DEFAULT_PORTS
    end = _first_of(rest, "/\\" if is_special else "/")
    userinfo, at_sign, host_and_port = rest[:end].rpartition("@")
    path = rest[end:]
    if at_sign and not userinfo and not host_and_port and (path or has_tail):
        raise UrlError(EMPTY_HOST)
    credentials = _credentials(userinfo)
    host_text, port_text = _split_port(host_and_port)
    if not is_special and port_text is not None and "\\" in port_text:
        # A port ends at a backslash, even where that is no slash.
        port_text, _, behind = port_text.partition("\\")
        path = "/\\" + behind + path
    host = _host(host_text, is_special=is_special)
    if not host and (credentials or port_text is not None):
        raise UrlError(EMPTY_HOST)
    authority = f"//{credentials}{host}{_port(scheme, port_text)}"
    if not path and not is_special:
        return authority
    return authority + hierarchical_path(path[1:], is_special=is_special)


def _host(text: str, *, is_special: bool) -> str:
    if not is_special:
        return opaque_host(text)
    if not text:
        raise UrlError(EMPTY_HOST)
    return special_host(text)


def _credentials(userinfo: str) -> str:
    name, colon, password = userinfo.partition(":")
    if not name and not password:
        return ""
    hidden = ":" + encoded(password, USERINFO) if colon and password else ""
    return f"{encoded(name, USERINFO)}{hidden}@"


def _split_port(text: str) -> tuple[str, str | None]:
    """Return the host, and what stands behind its colon; None: there is no colon. Colons in brackets do not count."""
    is_inside = False
    for index, sign in enumerate(text):
        if sign == ":" and not is_inside:
            return text[:index], text[index + 1 :]
        is_inside = sign == "[" or (is_inside and sign != "]")
    return text, None


def _port(scheme: str, text: str | None) -> str:
    if not text:
        return ""
    digits = text.lstrip("0")
    if not text.isascii() or not text.isdigit() or len(digits) > _PORT_DIGITS_MAX:
        raise UrlError(INVALID_PORT)
    port = int(digits or "0")
    if port > _PORT_MAX:
        raise UrlError(INVALID_PORT)
    return "" if port == _DEFAULT_PORTS.get(scheme) else f":{port}"


def _file_body(rest: str) -> str:
    """Return what follows the colon of a file URL. Raises UrlError."""
    unified = rest.replace("\\", "/")
    if not unified.startswith("//"):
        return "//" + file_path(unified.removeprefix("/"))[0]
    host_text, slash, path = unified[2:].partition("/")
    host = "" if is_drive_letter(host_text) or not host_text else special_host(host_text)
    if is_drive_letter(host_text):
        path = unified[2:]
    elif host in ("", _LOCALHOST):
        # Behind an empty host the slash counts as a segment of its own.
        host, path = "", slash + path
    written, has_drive = file_path(path)
    return f"//{'' if has_drive else host}{written}"


def _first_of(text: str, signs: str) -> int:
    """Return where the first of these signs stands, or the length of the text."""
    found = [at for sign in signs if (at := text.find(sign)) >= 0]
    return min(found, default=len(text))
