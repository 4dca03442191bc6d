"""Edits packages: as data, and in the text of the file that states them."""
