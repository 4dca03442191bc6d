"""Answers in the forms that people read."""

from kg.present.forms import BY_NAME, BY_SUFFIX, FORMS, Form, installed, write

__all__ = ["BY_NAME", "BY_SUFFIX", "FORMS", "Form", "installed", "write"]
