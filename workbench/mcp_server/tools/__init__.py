"""One module for each tool: its arguments in the words of an agent, and the use case that it calls."""
