"""What a package leaves, and the ways back, as text, JSON data and rows."""

from __future__ import annotations

from kg.answers.after.exposure_text import exposure_json, exposure_rows, exposure_text
from kg.answers.after.residual_text import residual_json, residual_rows, residual_text

__all__ = [
    "exposure_json",
    "exposure_rows",
    "exposure_text",
    "residual_json",
    "residual_rows",
    "residual_text",
]
