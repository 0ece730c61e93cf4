"""Many plugins at once: which files are meant, and the workers that check them. Prints nothing."""
