"""Nouns of the lab. Standard library only: nothing here awaits, reads a clock, draws at random, logs or opens a file.

What a function needs of the world (the moment, a language, a random order) is an argument, so every rule in here can
be tested by calling it.
"""
