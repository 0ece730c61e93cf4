"""The screen in a browser: a server on this machine that gives each connection a screen of its own.

    browser ── http, websocket ── server.py ── pseudo-terminal ── `workbench` (cli/in_browser.py), one process each

`admission` says who is let in, `page` is what a browser loads, `client_files` finds the terminal that draws it there
(textual-serve brings it), `screen_process` runs a screen. Only this folder imports aiohttp. It knows no plugin.
"""
