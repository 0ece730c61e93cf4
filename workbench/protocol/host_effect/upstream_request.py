"""What becomes of the answers of `shape` and `sign`: a request to send, or a failed one (PROTOCOL.md section 8a)."""

from __future__ import annotations

from typing import Any, Final

from workbench.protocol.host_effect.effect import AnswerEffect, Effect, Reason, Rule, pointer
from workbench.protocol.host_effect.http_text import header_name_problem, header_value_problem, method_problem
from workbench.protocol.host_effect.payload_parts import object_list, part, text_part
from workbench.protocol.host_effect.results import SentHeader, UpstreamRequest
from workbench.protocol.host_effect.url import UrlError, parse_url
from workbench.protocol.wire.bytes64 import base64_problem, decoded_base64

CONTENT_LENGTH: Final = "content-length"
_SHOWN_MAX: Final = 80


def shape_effect(response: dict[str, Any]) -> AnswerEffect:
    """Return what the host does with the answer of `shape`: it fails the request, or drops `content-length`."""
    read = _Reader()
    url, method = read.url(response["url"]), read.method(response["method"])
    headers, body = read.headers(response["headers"]), read.body(response["body_base64"])
    if read.problems:
        return AnswerEffect(Effect.FAILS_REQUEST, tuple(read.problems))
    dropped = tuple(
        Reason(pointer("headers", index, "name"), Rule.CONTENT_LENGTH, "a length, which the host sets itself")
        for index, header in enumerate(headers)
        if header.name == CONTENT_LENGTH
    )
    kept = tuple(header for header in headers if header.name != CONTENT_LENGTH)
    effect = Effect.USED_IN_PART if dropped else Effect.USED
    return AnswerEffect(effect, dropped, UpstreamRequest(url, method, kept, body))


def sign_effect(payload: Any, response: dict[str, Any]) -> AnswerEffect:
    """Return what the host does with the answer of `sign`.

    A null field keeps what the request had; headers that are not null replace all of them.

    Args:
        payload: The request of `sign` as a JSON value; what is kept is read from it, and never judged.
        response: The decoded answer.
    """
    read, shaped = _Reader(), part(payload, "shaped")
    url = _kept_url(text_part(shaped, "url")) if response["url"] is None else read.url(response["url"])
    method = text_part(shaped, "method") if response["method"] is None else read.method(response["method"])
    headers = _kept_headers(shaped) if response["headers"] is None else read.headers(response["headers"])
    kept_body = decoded_base64(text_part(shaped, "body_base64"))
    body = kept_body if response["body_base64"] is None else read.body(response["body_base64"])
    if read.problems:
        return AnswerEffect(Effect.FAILS_REQUEST, tuple(read.problems))
    return AnswerEffect(Effect.USED, (), UpstreamRequest(url, method, tuple(headers), body))


def _kept_url(text: str) -> str:
    try:
        return parse_url(text)
    except ValueError:
        # A payload may hold what no host would: a text that is no URL, or half a surrogate pair.
        return text


def _kept_headers(shaped: Any) -> list[SentHeader]:
    return [
        SentHeader(text_part(header, "name").lower(), decoded_base64(text_part(header, "value_base64")))
        for _, header in object_list(shaped, "headers")
    ]


class _Reader:
    """Reads the fields of an answer in the host's order, and notes each problem."""

    def __init__(self) -> None:
        self.problems: list[Reason] = []

    def url(self, text: str) -> str:
        try:
            return parse_url(text)
        except UrlError as error:
            self._note(Rule.URL, f"{_quoted(_public_part(text))}: {error.cause}", "url")
            return ""

    def method(self, text: str) -> str:
        problem = method_problem(text.encode())
        if problem is not None:
            self._note(Rule.METHOD, f"{_quoted(text)}: {problem}", "method")
        return text

    def headers(self, headers: list[dict[str, str]]) -> list[SentHeader]:
        return [self._header(index, header) for index, header in enumerate(headers)]

    def _header(self, index: int, header: dict[str, str]) -> SentHeader:
        name, place = header["name"], ("headers", index, "value_base64")
        problem = header_name_problem(name.encode())
        if problem is not None:
            self._note(Rule.HEADER_NAME, f"{_quoted(name)}: {problem}", "headers", index, "name")
        content = self._decoded(header["value_base64"], *place)
        problem = header_value_problem(content)
        if problem is not None:
            self._note(Rule.HEADER_VALUE, problem, *place)
        return SentHeader(name.lower(), content)

    def body(self, text: str) -> bytes:
        return self._decoded(text, "body_base64")

    def _decoded(self, text: str, *place: str | int) -> bytes:
        content = decoded_base64(text)
        if content is None:
            self._note(Rule.BASE64, base64_problem(text) or "", *place)
        return content or b""

    def _note(self, rule: Rule, found: str, *place: str | int) -> None:
        self.problems.append(Reason(pointer(*place), rule, found))


def _public_part(url: str) -> str:
    """Return a URL without what may be secret: credentials, query and fragment."""
    before_query, question_mark, _ = url.partition("?")
    before, hash_sign, _ = before_query.partition("#")
    _, at_sign, behind = before.rpartition("@")
    return ("…@" if at_sign else "") + behind + ("…" if question_mark or hash_sign else "")


def _quoted(text: str) -> str:
    return repr(text if len(text) <= _SHOWN_MAX else text[:_SHOWN_MAX] + "…")
