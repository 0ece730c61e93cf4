"""Our process: the child is started, supervised, asked, cancelled and replaced. Must not know how guests are run."""
