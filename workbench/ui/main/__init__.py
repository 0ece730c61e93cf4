"""The main screen: composes the panes, draws each state, and routes what its parts request."""
