"""Pasted requests: what each form is read as, and the payload that a host would make of it."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from workbench.errors.documents import ImportUnreadable
from workbench.protocol.json import parsing
from workbench.protocol.payload_import.http_message import read_http_message
from workbench.protocol.payload_import.read import read_request
from workbench.protocol.payload_import.request import PastedRequest, imported
from workbench.protocol.wire.decode import from_value
from workbench.protocol.wire.messages import request_type

BODY = '{"model":"m","messages":[]}'
CURL = f"""curl https://api.anthropic.com/v1/messages \\
     --header "x-api-key: $ANTHROPIC_API_KEY" \\
     --header "anthropic-version: 2023-06-01" \\
     --header "Content-Type: application/json" \\
     --data '{BODY}'
"""


def har(*entries: dict[str, Any]) -> dict[str, Any]:
    return {"log": {"entries": [{"request": entry} for entry in entries]}}


def entry(url: str, body: str = BODY) -> dict[str, Any]:
    headers = [{"name": ":authority", "value": "h"}, {"name": "Host", "value": "h"}, {"name": "X-A", "value": "é"}]
    return {
        "method": "POST",
        "url": url,
        "headers": headers,
        "postData": {"mimeType": "application/json", "text": body},
    }


def read(text: str, number: int | None = None) -> PastedRequest:
    return read_request(text.encode(), number)


@pytest.mark.parametrize("function", ["shape", "filter"])
@pytest.mark.parametrize(
    "text",
    [
        CURL,
        json.dumps(har(entry("https://h/v1/messages?beta=true"))),
        json.dumps({"request": entry("https://h/v1/messages")}),
        json.dumps(entry("https://h/v1/messages")),
        f"POST /v1/messages?a=b HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer t\r\n\r\n{BODY}",
        BODY,
    ],
)
def test_each_form_becomes_a_payload_that_the_function_takes(text: str, function: str) -> None:
    payload = imported(read(text), function).payload
    parsed = parsing.parse(json.dumps(payload))
    from_value(request_type(function), parsed)
    request = payload if function == "filter" else payload["request"]
    assert base64.b64decode(request["body_base64"]) == BODY.encode()
    assert (request["method"], request["path"]) == ("POST", "/v1/messages")
    names = {header["name"] for header in request["headers"]}
    assert not names & {"host", "authorization", "x-api-key", ":authority"}
    assert all(name == name.lower() for name in names)


def test_what_a_host_removes_is_removed_and_named() -> None:
    text = "curl https://h/ -u me:pw -H 'X-API-Key: k' -H 'HOST: h' -H 'accept: */*'"
    found = imported(read(text), "shape")
    assert {name for name, _ in found.removed} == {"x-api-key", "host", "authorization"}
    assert [header["name"] for header in found.payload["request"]["headers"]] == ["accept"]
    assert "cHc" not in json.dumps(found.payload)


@pytest.mark.parametrize(
    ("command", "method", "path", "query", "body"),
    [
        ("curl h.example", "GET", "/", None, ""),
        ("curl -X PUT 'https://h/a?b=c&d'", "PUT", "/a", "b=c&d", ""),
        ("curl -XDELETE https://h/a#f", "DELETE", "/a", None, ""),
        ("curl --request=PATCH https://h/a", "PATCH", "/a", None, ""),
        ("curl -d a=b -d c=d https://h/a", "POST", "/a", None, "a=b&c=d"),
        ("curl -G -d a=b https://h/a?x=y", "GET", "/a", "x=y&a=b", ""),
        ("curl -I https://h/a", "HEAD", "/a", None, ""),
        ("curl --json '{}' https://h/a", "POST", "/a", None, "{}"),
        ("curl --url https://h/a --oauth2-bearer t", "GET", "/a", None, ""),
        (r"curl https://h/a\ b$ ", "GET", "/a b$", None, ""),
        ("curl --data-urlencode 'b c' https://h/a", "POST", "/a", None, "b+c"),
        ("curl --data-urlencode '=b c' https://h/a", "POST", "/a", None, "b+c"),
        ("curl --data-urlencode 'a=b c' https://h/a", "POST", "/a", None, "a=b+c"),
        ("curl --data-raw @literal https://h/a", "POST", "/a", None, "@literal"),
        (r"curl https://h/a --data-raw $'it\'s \u0021\n\xc3\xa9\ud83d\ude00'", "POST", "/a", None, "it's !\né😀"),
        ('curl https://h/a -d "a \\"b\\" \\$c"', "POST", "/a", None, 'a "b" $c'),
        ("curl -sSL -o out --max-time 5 https://h/a --compressed | jq .", "GET", "/a", None, ""),
        ("$ curl https://h/a", "GET", "/a", None, ""),
        ("TOKEN=x /usr/bin/curl https://h/a", "GET", "/a", None, ""),
    ],
)
def test_a_curl_command_makes_the_request_that_curl_makes(
    command: str, method: str, path: str, query: str | None, body: str
) -> None:
    found = read(command)
    assert (found.method, found.path, found.query, found.body.decode()) == (method, path, query, body)


@pytest.mark.parametrize(
    ("options", "headers"),
    [
        ("-d x", {"content-type": "application/x-www-form-urlencoded"}),
        ("-d x -H 'Content-Type: text/plain'", {"Content-Type": "text/plain"}),
        ("-d x -H 'Content-Type:'", {}),
        ("--json x", {"content-type": "application/json", "accept": "application/json"}),
        ("-A me -e there -b c=d", {"user-agent": "me", "referer": "there", "cookie": "c=d"}),
        ("-H 'X-Empty;'", {"X-Empty": ""}),
    ],
)
def test_a_curl_command_gives_its_headers_and_those_of_its_body(options: str, headers: dict[str, str]) -> None:
    assert dict(read(f"curl https://h/ {options}").headers) == headers


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("wget https://h/", "begins with curl"),
        ("curl", "a URL"),
        ("curl a b", "one URL"),
        ("curl -d @body.json https://h/", "a file"),
        ("curl -F a=b https://h/", "a file"),
        ("curl --heder x https://h/", "did you mean --header?"),
        ("curl -Z https://h/", "found -Z"),
        ("curl https://h/ -H", "a value behind --header"),
        ("curl https://h/ -H broken", "Name: value"),
        ("curl -oout http://h/ -X", "a value behind --request"),
        ("curl 'https://h/", "a closing '"),
        ('curl "https://h/', 'a closing "'),
    ],
)
def test_a_command_that_cannot_be_read_is_named(command: str, said: str) -> None:
    with pytest.raises(ImportUnreadable) as raised:
        read(command)
    assert said in str(raised.value)


def test_of_a_har_file_the_messages_request_is_taken_or_the_one_that_is_named() -> None:
    text = json.dumps(har(entry("https://h/other", "1"), entry("https://h/v1/messages", "2")))
    assert read(text).body == b"2"
    assert read(text, 1).body == b"1"


def test_a_har_body_in_base64_is_decoded() -> None:
    one = entry("https://h/v1/messages")
    one["postData"] = {"text": base64.b64encode(b"\xff").decode(), "encoding": "base64"}
    assert read(json.dumps(one)).body == b"\xff"


@pytest.mark.parametrize(
    ("value", "number", "said"),
    [
        (har(), None, "an entry"),
        (har(entry("/a"), entry("/b")), None, "--entry N"),
        (har(entry("/a")), 2, "from 1 to 1"),
        ({"log": {"entries": {}}}, None, "log.entries"),
        ({"request": {"url": 1, "method": "GET"}}, None, "request.url"),
        ({"request": {"url": "/", "method": None}}, None, "request.method"),
        ({"request": {"url": "/", "method": "GET", "headers": {}}}, None, "request.headers"),
        ({"request": {"url": "/", "method": "GET", "headers": [{"name": "a"}]}}, None, "request.headers[0].value"),
        ({"request": {"url": "/", "method": "GET", "postData": {"text": 1}}}, None, "postData.text"),
        ({"request": {"url": "/", "method": "GET", "postData": {"text": "?", "encoding": "base64"}}}, None, "base64"),
        ({"model": "m"}, None, "an object with messages"),
        ([1], None, "an object with messages"),
    ],
)
def test_a_har_or_a_body_that_cannot_be_read_is_named(value: Any, number: int | None, said: str) -> None:
    with pytest.raises(ImportUnreadable) as raised:
        read(json.dumps(value), number)
    assert said in str(raised.value)


@pytest.mark.parametrize("content", [b"", b" \n", b"{", b"POST / HTTP/1.1\nno header\n\n"])
def test_a_text_that_holds_no_request_is_named(content: bytes) -> None:
    with pytest.raises(ImportUnreadable):
        read_request(content)


def test_a_message_without_a_body_or_with_an_absolute_target_is_read() -> None:
    assert read("GET /a HTTP/1.1\nA: b").headers == (("A", " b"),)
    found = read("GET https://h/a?b HTTP/1.1\n\n")
    assert (found.path, found.query, found.body) == ("/a", "b", b"")


def test_blank_lines_in_a_head_are_passed_over_and_another_first_line_is_named() -> None:
    assert read_http_message(b"GET /a HTTP/1.1\n \nA: b\n\nbody").headers == (("A", " b"),)
    with pytest.raises(ImportUnreadable, match="another first line"):
        read_http_message(b"HTTP/1.1 200 OK\n\n")


def test_an_entry_without_headers_has_none() -> None:
    assert read('{"method":"GET","url":"https://h/a"}').headers == ()


def test_the_url_of_a_curl_command_may_stand_in_an_option() -> None:
    assert read("curl --url https://h/v1/messages -d '{}'").path == "/v1/messages"


def test_a_variable_of_the_shell_is_left_as_it_is_written() -> None:
    assert ("x-a", "$A") in read("curl https://h/v1/messages -H x-a:$A -d '{}'").headers


def test_a_har_request_without_a_body_has_an_empty_one() -> None:
    request = entry("https://h/v1/messages")
    del request["postData"]
    assert read(json.dumps(har(request))).body == b""


def test_a_line_of_white_space_in_the_head_is_no_header() -> None:
    assert read("POST /v1/messages HTTP/1.1\n \nA: b\n\n{}").headers == (("A", " b"),)


def test_a_message_begins_with_a_request_line() -> None:
    with pytest.raises(ImportUnreadable, match="a request line"):
        read_http_message(b"A: b\n\n")
