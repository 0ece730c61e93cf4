"""From a payload to its outcome, on the instance that answers, with a trace of what crossed the border."""
