"""Serve the page and the JSON API, and give the command line; importing it loads no torch."""
