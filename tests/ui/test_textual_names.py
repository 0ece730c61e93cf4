"""Private names of Textual that we override or lean on: each is pinned, and a new Textual that changes one fails here.

When one fails: read what changed, adapt ours, then pin the new one.
"""

from __future__ import annotations

import hashlib
import inspect
from typing import Any

import pytest
from textual import worker
from textual._parser import Parser
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.document._document import Document
from textual.document._document_navigator import DocumentNavigator
from textual.document._wrapped_document import WrappedDocument
from textual.driver import Driver
from textual.drivers._writer_thread import WriterThread
from textual.drivers.linux_driver import LinuxDriver
from textual.message_pump import MessagePump
from textual.timer import Timer
from textual.widgets import TextArea

PINNED: list[tuple[Any, str]] = [
    (App._handle_exception, "baea2e7f88e7"),
    (App._fatal_error, "2474616cec7f"),
    (App.get_driver_class, "b4903f3dba39"),
    (App.suspend, "66d2c24066e3"),
    (App.exit, "d8c06b817ac8"),
    (App.on_event, "3dbf14d69491"),
    (App._on_key, "474680364759"),
    (App._check_bindings, "c9643552d942"),
    (App._process_messages, "7934609529be"),
    (App._shutdown, "c264035bcb62"),
    (Driver.suspend_application_mode, "20cef4924da3"),
    (LinuxDriver.__init__, "671887bbf938"),
    (LinuxDriver.start_application_mode, "7c41f5ba11a8"),
    (LinuxDriver.stop_application_mode, "9a7e99c8d4bd"),
    (LinuxDriver.disable_input, "6154c5a7c174"),
    (LinuxDriver.write, "b78a34033db5"),
    (LinuxDriver._run_input_thread, "d2ef22cc2c97"),
    (LinuxDriver.run_input_thread, "d796af6d69db"),
    (WriterThread, "411a9202bed5"),
    (Parser, "5e97a0be1bb0"),
    (XTermParser.feed, "a2ae8e648629"),
    (MessagePump._close_messages_no_wait, "f5db7e8fd40a"),
    (MessagePump.call_later, "39889507a370"),
    (MessagePump._on_message, "12c0b6eb18e5"),
    (MessagePump._process_messages_loop, "8b26d5edccbb"),
    (Timer._tick, "131880e700f4"),
    (worker.Worker._run, "f6d25246c9cd"),
    (TextArea._refresh_size, "dddf5bc75815"),
    (TextArea._undo_batch, "56c81dd074b9"),
    (TextArea._set_document, "3bea23d1becf"),
    (TextArea._render_line, "11d1cc3274dc"),
    (TextArea.render_line, "0fab1cf6e049"),
    (TextArea.render_lines, "5a3931b3e86a"),
    (TextArea.edit, "21cc90872992"),
    (TextArea._on_key, "7d96cf803349"),
    (TextArea._on_paste, "786b2d3d97b5"),
    (TextArea._watch_selection, "79fbab0aa225"),
    (TextArea._watch_soft_wrap, "167b3d2e95aa"),
    (TextArea._build_highlight_map, "08a9cc360a6c"),
    (TextArea._app_theme_changed, "9b568f808887"),
    (TextArea._rewrap_and_refresh_virtual_size, "32725265da6e"),
    (Document, "b4bcbef302c2"),
    (WrappedDocument, "6f7940460260"),
    (DocumentNavigator, "c0835dbe70e6"),
    (TextArea._redo_batch, "617241443293"),
]


@pytest.mark.parametrize(("name", "pinned"), PINNED, ids=[one.__qualname__ for one, _ in PINNED])
def test_what_we_lean_on_is_as_it_was_read(name: Any, pinned: str) -> None:
    assert digest(name) == pinned, f"{name.__qualname__} of Textual has changed"


def digest(name: Any) -> str:
    return hashlib.sha256(inspect.getsource(inspect.unwrap(name)).encode()).hexdigest()[:12]
