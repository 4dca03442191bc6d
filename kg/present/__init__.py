"""Answers in the forms that people read."""
