"""What may run the shapes: apart from what runs them, so that a command can name it at once."""

from __future__ import annotations

from enum import StrEnum


class Engine(StrEnum):
    """What runs the shapes."""

    compiled = "compiled"
    reference = "reference"
