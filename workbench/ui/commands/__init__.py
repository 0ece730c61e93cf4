"""What a command is, how it is declared, and which keys it has. Knows no command in particular.

A command is declared once: id, title, keys, where they work, what it does. Those of the main screen stand in
`actions`, those of lists in `widgets/list_commands.py`, those of a sheet on the methods of the sheet. Keys, palette,
footer and help are made of the declarations; keys can be remapped by id (`keymap`).
"""
