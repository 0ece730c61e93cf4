"""What differs: between two JSON values, two answers, two builds, and one load and the next."""
