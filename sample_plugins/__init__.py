"""The sample plugins: Zig sources, their built modules and what to expect of them. Only `build` is code."""
