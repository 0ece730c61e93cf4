"""Why the system gives no watch for changes of files, in words for a person."""

from __future__ import annotations


def no_watch(error: Exception) -> str:
    """Return what a person should know; on Linux the limit can be raised."""
    text = str(error).partition(" about ")[0].rstrip(".") or type(error).__name__
    limit = "limit reached" in text or "Too many open files" in text
    remedy = ", raise it with sysctl fs.inotify.max_user_watches and max_user_instances" if limit else ""
    return f"the system gives no file watch ({text}{remedy})"
