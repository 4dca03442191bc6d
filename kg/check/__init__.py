"""Checks packages against rulebooks, and the facts against themselves."""
