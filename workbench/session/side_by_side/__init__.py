"""Two builds side by side, as a person asks for them: loaded, called, and what differs."""
