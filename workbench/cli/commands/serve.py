"""`workbench serve [PLUGIN]`: the screen in a browser, for whoever has the address with the token."""

from __future__ import annotations

import argparse
import asyncio
import os
import secrets
import socket
from functools import partial
from pathlib import PurePath
from typing import Final

from workbench.browser.admission import BrowserAdmission, is_address
from workbench.browser.client_files import client_folder
from workbench.cli.arguments import parse
from workbench.cli.options import resolved_settings
from workbench.cli.output import Exit, narrate
from workbench.cli.screen_parsers import arguments_again
from workbench.cli.streams import flush_out, write_out
from workbench.errors.serving import AddressUnusable
from workbench.visible import gated

_TOKEN_BYTES: Final = 32
_THIS_MACHINE: Final = ("127.", "::1")


def run(arguments: argparse.Namespace) -> int:
    """Serve until this is ended.

    Raises:
        ExtraMissing: What it needs is not installed.
        AddressUnusable: It cannot listen there.
        NameUnknown, InvalidSettings, FileUnreadable, FileDamaged: As of the screen, which would end at once.
    """
    client = client_folder()
    resolved_settings(arguments, goes_on=True)
    # What a screen refuses is refused before there is one.
    again = arguments_again(arguments)
    parse(again)
    listening = _listening(arguments.host, arguments.port)
    # The package is there: `client_folder` has looked.
    from workbench.browser.server import BrowserServer  # noqa: PLC0415

    token = secrets.token_urlsafe(_TOKEN_BYTES)
    names = [name for name in (*arguments.allow_host, arguments.host) if not is_address(name)]
    admission = BrowserAdmission(token, frozenset(name.lower() for name in names))
    words = ["--in-browser", *(["--allow-build"] if arguments.allow_build else []), *again]
    title = f"workbench · {PurePath(arguments.plugin).name}" if arguments.plugin else "workbench"
    server = BrowserServer(words, admission, client, gated(title))
    with listening:
        asyncio.run(server.run(listening, partial(_tell, arguments, listening, token)))
    return Exit.PASSED


def _listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens. Raises AddressUnusable."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, _, _, _, address = found[0]
        return socket.create_server(address[:2], family=family)
    except OSError as error:
        reason = os.strerror(error.errno).lower() if error.errno and error.errno > 0 else str(error.strerror).lower()
        raise AddressUnusable(host, port, reason) from error


def _tell(arguments: argparse.Namespace, listening: socket.socket, token: str) -> None:
    """Print the address, and say who else can reach it."""
    host, port = listening.getsockname()[:2]
    named = arguments.host if not is_address(arguments.host) else "127.0.0.1" if host == "0.0.0.0" else host
    named = "[::1]" if named == "::" else f"[{named}]" if ":" in named else named
    write_out(f"http://{named}:{port}/?token={token}\n")
    flush_out()
    if not host.startswith(_THIS_MACHINE):
        narrate(
            "workbench: other machines can reach this address. Nothing is encrypted: whoever reads along has the "
            "token, and with it the screen and your files. A tunnel is safer: ssh -L."
        )
    building = "a browser can run the build command" if arguments.allow_build else "building is off (--allow-build)"
    narrate(f"workbench: whoever has this address has the screen; {building}. ctrl+c ends the server and its screens.")
