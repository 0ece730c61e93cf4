"""A `curl` command as a request: as browsers and API documentation give it. Reads no file, asks no server."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote_plus

from workbench.errors.documents import ImportUnreadable
from workbench.naming import nearest
from workbench.protocol.payload_import.request import PastedRequest, path_and_query
from workbench.protocol.payload_import.shell_words import shell_words

FOUND_AS: Final = "curl command"

_SHORT: Final = {
    "X": "request", "H": "header", "d": "data", "A": "user-agent", "e": "referer", "b": "cookie", "u": "user",
    "G": "get", "I": "head", "F": "form", "T": "upload-file", "o": "output", "m": "max-time", "x": "proxy",
    "w": "write-out", "K": "config", "E": "cert", "c": "cookie-jar", "D": "dump-header", "r": "range",
    "y": "speed-time", "Y": "speed-limit", "s": "silent", "S": "show-error", "L": "location", "v": "verbose",
    "k": "insecure", "i": "include", "N": "no-buffer", "f": "fail", "g": "globoff", "O": "remote-name",
    "q": "disable", "4": "ipv4", "6": "ipv6", "0": "http1.0", "J": "remote-header-name", "#": "progress-bar",
    "j": "junk-session-cookies",
}  # fmt: skip
_DATA: Final = {"data", "data-raw", "data-binary", "data-ascii", "data-urlencode", "json"}
_NOT_READ: Final = {"form", "form-string", "upload-file", "config"}
"""They make a body of files, or stand for options that are not here."""
_WITHOUT_EFFECT: Final = {
    "output", "max-time", "connect-timeout", "retry", "retry-delay", "retry-max-time", "proxy", "cacert", "capath",
    "cert", "key", "cert-type", "key-type", "pass", "ciphers", "tls-max", "resolve", "connect-to", "interface",
    "write-out", "cookie-jar", "dump-header", "limit-rate", "max-redirs", "stderr", "trace", "trace-ascii",
    "proxy-header", "proxy-user", "noproxy", "unix-socket", "keepalive-time", "range", "speed-time", "speed-limit",
    "max-filesize", "dns-servers", "output-dir", "expect100-timeout", "happy-eyeballs-timeout-ms", "netrc-file",
}  # fmt: skip
"""Options with a value that changes nothing of the request that arrives."""
_SWITCHES: Final = {
    "silent", "show-error", "location", "location-trusted", "verbose", "insecure", "include", "compressed",
    "no-buffer", "fail", "fail-with-body", "fail-early", "globoff", "remote-name", "disable", "ipv4", "ipv6",
    "http1.0", "http1.1", "http2", "http2-prior-knowledge", "http3", "tlsv1.2", "tlsv1.3", "tlsv1", "ssl",
    "ssl-reqd", "basic", "digest", "anyauth", "progress-bar", "remote-header-name", "junk-session-cookies",
    "path-as-is", "raw", "netrc", "no-keepalive", "tcp-nodelay", "tr-encoding", "no-progress-meter",
    "compressed-ssh", "create-dirs", "get", "head", "parallel", "retry-all-errors", "retry-connrefused", "no-alpn",
    "no-sessionid", "proxy-insecure", "styled-output",
}  # fmt: skip
_VALUED: Final = _DATA | _NOT_READ | _WITHOUT_EFFECT | {
    "request", "header", "user-agent", "referer", "cookie", "user", "url", "oauth2-bearer",
}  # fmt: skip
_HEADERS: Final = {"user-agent": "user-agent", "referer": "referer", "cookie": "cookie"}


@dataclass
class _Command:
    method: str | None = None
    url: str | None = None
    headers: list[tuple[str, str]] = field(default_factory=list)
    removed: set[str] = field(default_factory=set)
    data: list[str] = field(default_factory=list)
    is_json: bool = False
    in_query: bool = False
    """`-G`: what would be the body goes into the query."""
    is_head: bool = False


def read_curl(text: str) -> PastedRequest:
    """Return the request that a command makes, with the headers that curl adds for a body.

    Raises:
        ImportUnreadable: It is no such command, has an option that is not known, or takes its body from a file.
    """
    words = shell_words(text)
    while words and (words[0] == "$" or "=" in words[0].partition(" ")[0]) and words[0] != "curl":
        words = words[1:]
    if not words or words[0].rpartition("/")[2] not in ("curl", "curl.exe"):
        raise ImportUnreadable(FOUND_AS, "a command that begins with curl", repr(words[0][:40]) if words else "nothing")
    return _request(_command(words[1:]))


def _command(words: list[str]) -> _Command:
    command = _Command()
    rest = iter(words)
    for word in rest:
        for option, value in _options(word):
            if option is None:
                _take_url(command, value or "")
            elif option in _SWITCHES:
                command.in_query |= option == "get"
                command.is_head |= option == "head"
            else:
                taken = next(rest, None) if value is None else value
                if taken is None:
                    raise ImportUnreadable(FOUND_AS, f"a value behind --{option}", "the end of the command")
                _take(command, option, taken)
    return command


def _options(word: str) -> list[tuple[str | None, str | None]]:
    """Return the options of a word, each with its value: None: it has none here. A word that is none is a URL."""
    if word.startswith("--") and len(word) > 2:
        name, sign, value = word[2:].partition("=")
        if name not in _SWITCHES | _VALUED:
            known = _SWITCHES | _VALUED
            meant = nearest(name, known)
            question = f"; did you mean --{meant}?" if meant else ""
            raise ImportUnreadable(FOUND_AS, "an option of curl that is known here", f"--{name}{question}")
        return [(name, value if sign else None)]
    if not word.startswith("-") or word == "-":
        return [(None, word)]
    found: list[tuple[str | None, str | None]] = []
    for at, letter in enumerate(word[1:], start=2):
        name = _SHORT.get(letter, "")
        if not name:
            raise ImportUnreadable(FOUND_AS, "an option of curl that is known here", f"-{letter}")
        if name in _VALUED:
            return [*found, (name, word[at:] or None)]
        found.append((name, None))
    return found


def _take_url(command: _Command, url: str) -> None:
    if command.url is not None:
        raise ImportUnreadable(FOUND_AS, "one URL", f"a second one, {url[:80]!r}")
    command.url = url


def _take(command: _Command, option: str, value: str) -> None:
    if option in _NOT_READ or (option in _DATA - {"data-raw"} and value.startswith("@")):
        raise ImportUnreadable(FOUND_AS, "the body itself, in --data or --json", f"--{option} {value[:80]}, a file")
    if option in _DATA:
        command.is_json |= option == "json"
        command.data.append(_url_encoded(value) if option == "data-urlencode" else value)
    elif option == "request":
        command.method = value
    elif option == "url":
        _take_url(command, value)
    elif option == "header":
        _take_header(command, value)
    elif option in _HEADERS:
        command.headers.append((_HEADERS[option], value))
    elif option in ("user", "oauth2-bearer"):
        encoded = base64.b64encode(value.encode("utf-8", "surrogateescape")).decode()
        command.headers.append(("authorization", f"Basic {encoded}" if option == "user" else f"Bearer {value}"))


def _take_header(command: _Command, line: str) -> None:
    """Take in what `-H` says: `Name: value`; `Name;` is one without a value, `Name:` takes one of curl's own away."""
    name, sign, value = line.partition(":")
    if sign and not value.strip():
        command.removed.add(name.strip().lower())
    elif sign:
        command.headers.append((name.strip(), value.strip()))
    elif line.endswith(";"):
        command.headers.append((line[:-1].strip(), ""))
    else:
        raise ImportUnreadable(FOUND_AS, "a header as 'Name: value'", f"{line[:40]!r}")


def _url_encoded(value: str) -> str:
    name, sign, content = value.partition("=")
    return f"{name}={quote_plus(content)}" if sign and name else quote_plus(content if sign else value)


def _request(command: _Command) -> PastedRequest:
    if command.url is None:
        raise ImportUnreadable(FOUND_AS, "a URL", "none")
    path, query = path_and_query(command.url)
    body = ("" if command.is_json else "&").join(command.data)
    has_body = bool(command.data) and not command.in_query
    if command.data and command.in_query:
        query, body = "&".join(part for part in (query, body) if part), ""
    headers = list(command.headers)
    if has_body:
        names = {name.lower() for name, _ in headers} | command.removed
        form = "application/x-www-form-urlencoded"
        added = {"content-type": "application/json" if command.is_json else form}
        if command.is_json:
            added["accept"] = "application/json"
        headers += [(name, value) for name, value in added.items() if name not in names]
    usual = "HEAD" if command.is_head else "POST" if has_body else "GET"
    content = body.encode("utf-8", "surrogateescape")
    return PastedRequest(FOUND_AS, command.method or usual, path, query, tuple(headers), content)
