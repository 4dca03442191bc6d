"""What the project says of itself, in one place: who makes it, under which licence, how to cite it.

CITATION.cff and the headers of the ontology and the shapes say the same; a test compares them.
"""

from __future__ import annotations

from kg.core.ids import ROOT

VERSION = "0.1.0"
CREATOR = "sanctions-kg maintainers"
# Of the data; the code is under Apache-2.0.
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
ONTOLOGY = f"{ROOT}ontology"

# How the whole is cited; CITATION.cff has the long form.
CITATION = f"{CREATOR}. sanctions-kg, version {VERSION}. {ROOT}"
