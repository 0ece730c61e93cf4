"""One file per screen region. Panes do not know each other: `show` comes down, messages go up."""
