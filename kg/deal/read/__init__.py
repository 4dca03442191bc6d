"""Reads packages: YAML, JSON-LD and Turtle become one tree, and the tree becomes a package."""
