"""What happens outside between saving a source and loading its build: sources, build command, artifact."""
