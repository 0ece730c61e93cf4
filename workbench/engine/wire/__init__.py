"""What crosses between our process and the child: frames, messages, shared memory. Knows neither side."""
