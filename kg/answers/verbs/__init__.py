"""The questions that users ask, each a function that gives one answer for every format.

The command line, the server and the tools for assistants all ask these, so that they agree. A verb
takes a regime, then what is asked about, then options; where a parameter is a ``Deal``, the caller
reads the package. What an argument means stands in the docstring of the verb, where the callers
read it too.

>>> [verb.name for verb in VERBS][:3]
['validate', 'repair', 'justify']
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, get_origin

from kg.answers.verbs import law, packages, possible
from kg.answers.verbs.answer import Answer

__all__ = ["VERBS", "Answer", "Argument", "Verb"]

_ARGUMENT = re.compile(r"^        (\w+): (.+(?:\n {12,}.+)*)", re.MULTILINE)


@dataclass(frozen=True)
class Argument:
    """An argument of a verb.

    Attributes:
        parameter: the name of the Python parameter.
        name: its name for users; a last underscore is left out.
        type: its type, in Python.
        default: its value where none is given; ``inspect.Parameter.empty`` where one must be.
        meaning: what it is, in a few words.
    """

    parameter: str
    name: str
    type: Any
    default: Any
    meaning: str

    @property
    def is_package(self) -> bool:
        """Whether it is a deal package."""
        from kg.deal import Deal

        return self.type in (Deal, Deal | None)

    @property
    def is_list(self) -> bool:
        """Whether it takes several values."""
        return get_origin(self.type) is Sequence

    @property
    def required(self) -> bool:
        """Whether there must be one."""
        return self.default is inspect.Parameter.empty


@dataclass(frozen=True)
class Verb:
    """A question: what it is called and the function that answers it."""

    name: str
    ask: Callable[..., Answer]

    @cached_property
    def says(self) -> str:
        """What it answers, in a sentence.

        >>> next(verb for verb in VERBS if verb.name == "price").says
        'Find the least concessions and safeguards for a relief.'
        """
        return " ".join((inspect.getdoc(self.ask) or "").partition("\n\n")[0].split())

    @cached_property
    def arguments(self) -> tuple[Argument, ...]:
        """What it takes beside the regime, in the order of the function.

        >>> [each.name for each in next(verb for verb in VERBS if verb.name == "why").arguments]
        ['package', 'rule', 'rulebook']
        """
        from kg.deal import Deal
        from kg.graph.regime import Regime

        names = {"Deal": Deal, "Regime": Regime}
        found = inspect.signature(self.ask, eval_str=True, locals=names).parameters.values()
        means = dict(_ARGUMENT.findall(self.ask.__doc__ or ""))
        return tuple(
            Argument(
                each.name,
                each.name.rstrip("_"),
                each.annotation,
                each.default,
                " ".join(means[each.name].split()),
            )
            for each in list(found)[1:]
            if each.kind is not inspect.Parameter.KEYWORD_ONLY
        )

    @property
    def packages(self) -> tuple[Argument, ...]:
        """Those of its arguments that are packages."""
        return tuple(each for each in self.arguments if each.is_package)


#: Every verb, the core ones first.
VERBS: tuple[Verb, ...] = (
    Verb("validate", packages.validate),
    Verb("repair", possible.repair),
    Verb("justify", packages.justify),
    Verb("most", possible.most),
    Verb("price", law.price),
    Verb("frontier", possible.frontier),
    Verb("residual", packages.residual),
    Verb("exposure", packages.exposure),
    Verb("balance", packages.balance),
    Verb("compare", packages.compare),
    Verb("why", packages.why),
    Verb("stakeholders", packages.stakeholders),
    Verb("value", packages.value),
    Verb("worth", law.worth),
    Verb("authority", law.authority),
    Verb("can-i", law.can_i),
    Verb("regime", law.regime),
    Verb("changes", law.changes),
    Verb("history", law.history),
    Verb("show", law.show),
)
