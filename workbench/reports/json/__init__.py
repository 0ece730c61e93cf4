"""The JSON objects of the command line's contract, one module for each command. Values in, plain values out."""
