"""The terminal: what the screen takes of it, and how it is given back whatever happens.

`running` ties the parts together: `preflight` says why a terminal cannot show the screen, `driver` reads keys and
writes frames, `saved_terminal` gives the terminal back, `signals` ends the screen when the system asks for it, and
`crash` has written down what went wrong. Knows the app, but no pane, no session and no plugin.
"""
