"""What can be typed next in a payload, from the wire table. Knows no screen.

`slots` finds the type of the place where the cursor stands, `snippets` writes values to be filled in, `candidates`
brings both together.
"""
