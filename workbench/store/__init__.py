"""Our own files: where they stand, how they are written, and what each of them holds."""
