"""Labelled symbols from and to files that other programs write and read."""
