"""From a payload to its outcome, on the instance that answers."""
