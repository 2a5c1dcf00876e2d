"""Verbs, one file a path. Every verb is a sandwich: load, decide, save. Nothing is sent from inside a decision."""
