"""What differs: between two values, two answers, two builds, and one load and the next."""
