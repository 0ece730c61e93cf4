"""What a browser loads: one page, its style sheet and its script, with the headers that say what they may do. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Final

from workbench.browser.client_files import FONT, SCRIPT, STYLES

HEADERS: Final[Mapping[str, str]] = {
    # The terminal sets styles of its own; nothing may come from, or go, anywhere else.
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; "
        "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""Of every answer."""

SHEET: Final = f"""
@font-face {{ font-family: "Roboto Mono"; src: url("/static/{FONT}"); font-weight: 100 700; }}
html, body {{ margin: 0; height: 100%; overflow: hidden; background: #0e1116; color: #c9d1d9; }}
body {{ font: 16px "Roboto Mono", monospace; }}
#terminal {{ position: absolute; inset: 0; }}
#terminal .xterm, #terminal .xterm-viewport {{ height: 100%; background: #0e1116 !important; }}
#terminal .xterm-viewport {{ overflow: hidden !important; scrollbar-width: none; }}
.said {{ position: absolute; inset: 0; display: flex; flex-direction: column; gap: 1em; z-index: 10;
        align-items: center; justify-content: center; background: #0e1116; text-align: center; }}
.said button {{ font: inherit; padding: .5em 1.5em; color: inherit; background: #21262d; border: 1px solid #484f58; }}
body.-first-byte #opening, #closed {{ display: none; }}
/* Below what was said at the end: why a screen could not begin stands there. */
#closed {{ top: auto; flex-direction: row; padding: 1em; border-top: 1px solid #484f58; }}
body.-closed #closed {{ display: flex; }}
"""

WORDS: Final = """"use strict";
// The token has become a cookie: it is not to stand in the address bar, in a picture of it, or in a history.
history.replaceState(null, "", "/");
document.getElementById("terminal").dataset.sessionWebsocketUrl = location.origin.replace(/^http/, "ws") + "/ws";
document.getElementById("again").addEventListener("click", () => location.reload());
// The terminal takes no keys before it has the focus; it is made by the script behind this one.
addEventListener("load", () => setTimeout(() => document.querySelector(".xterm-helper-textarea").focus()));
// Keys are for the screen, and not for the browser; but for those with ctrl+shift, paste, and the size of the page.
document.addEventListener("keydown", (pressed) => {
  const isBrowsers = pressed.shiftKey || ["v", "+", "-", "=", "0"].includes(pressed.key);
  if (/^F[0-9]+$/.test(pressed.key) || pressed.altKey || (pressed.ctrlKey && !isBrowsers)) {
    pressed.preventDefault();
  }
}, true);
"""
"""What the page does besides the terminal."""


def page(title: str) -> str:
    """Return the page; the title may quote a stranger's file name."""
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{escape(title)}</title>
<link rel="preload" href="/static/{FONT}" as="font" type="font/ttf" crossorigin>
<link rel="stylesheet" href="/static/{STYLES}">
<link rel="stylesheet" href="/workbench.css">
</head>
<body>
<div id="opening" class="said">{escape(title)}<noscript>The screen needs JavaScript.</noscript></div>
<div id="closed" class="said">The screen has ended.<button type="button" id="again">Open another</button></div>
<div id="terminal" class="textual-terminal" data-font-size="16"></div>
<script src="/workbench.js"></script>
<script src="/static/{SCRIPT}"></script>
</body>
</html>
"""
