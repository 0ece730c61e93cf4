"""The one crossing between screen and session: requests go to the session's threads, states come back as messages."""
