"""Who a server lets in: every rule has a request that breaks that one alone."""

from __future__ import annotations

from typing import Any

import pytest

from workbench.browser.admission import FORBIDDEN, UNAUTHORIZED, BrowserAdmission

TOKEN = "the-token"
HOST = "127.0.0.1:8000"
ADMISSION = BrowserAdmission(TOKEN, frozenset({"workbench.test"}))


def status(
    *, host: str | None = HOST, origin: str | None = None, token: str | None = TOKEN, from_page: bool = False
) -> int:
    refusal = ADMISSION.refusal(host=host, origin=origin, tokens=(None, token), from_page=from_page)
    return 200 if refusal is None else refusal.status


@pytest.mark.parametrize("token", [None, "", "the-toke", "the-token2", "THE-TOKEN", "tökén", "\ud800"])
def test_a_request_without_the_token_is_unauthorized(token: str | None) -> None:
    assert status(token=token) == UNAUTHORIZED


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "127.0.0.1:9000", "localhost:8000", "LOCALHOST", "[::1]:8000", "192.168.0.7:8000", "workbench.test"],
)
def test_addresses_localhost_and_the_named_hosts_are_served_at_any_port(host: str) -> None:
    assert status(host=host) == 200
    assert status(host=host, origin=f"http://{host}", from_page=True) == 200
    assert status(host=host, origin=f"https://{host.upper()}", from_page=True) == 200


@pytest.mark.parametrize(
    "host",
    [
        *(
            None,
            "",
            "evil.test",
            "127.0.0.1.evil.test",
            "localhost.evil.test",
            "evil.test:8000",
            "workbench.test.evil.test",
        ),
        *("localhost@evil.test", "evil.test/localhost", "[::1", "localhost:port", "localhost:0", "127.0.0.1 evil.test"),
    ],
)
def test_a_name_that_somebody_else_may_own_is_forbidden_whatever_the_token(host: str | None) -> None:
    assert status(host=host) == FORBIDDEN


@pytest.mark.parametrize(
    "origin",
    [
        *("null", "http://evil.test", "http://localhost:8000", "http://127.0.0.1", "http://127.0.0.1:8001", ""),
        *("http://127.0.0.1:8000.evil.test", "file://", "ftp://127.0.0.1:8000"),
    ],
)
def test_another_page_is_forbidden_whatever_the_token(origin: str) -> None:
    assert status(origin=origin) == FORBIDDEN


def test_what_only_a_page_can_ask_for_must_name_the_page() -> None:
    assert status(from_page=True) == FORBIDDEN
    assert status(origin=f"http://{HOST}", from_page=True) == 200


def test_no_refusal_quotes_what_was_sent() -> None:
    sent: dict[str, Any] = {"host": "evil.test", "origin": "http://evil.test", "tokens": ["guess"]}
    changes: list[dict[str, Any]] = [{}, {"host": HOST}, {"host": HOST, "origin": None}]
    for changed in changes:
        refusal = ADMISSION.refusal(**{**sent, **changed})
        assert refusal is not None
        assert "evil" not in refusal.reason
        assert "guess" not in refusal.reason
