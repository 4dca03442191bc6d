"""The commands that ask a verb and no more, each with an example."""

from __future__ import annotations

from kg.cli.build import Call, asks

_EXAMPLES = {
    "price": "price export-suspension",
    "residual": "residual wertz-2019-framework --after 3",
    "exposure": "exposure wertz-2019-framework --after 3",
    "balance": "balance hanoi-2019-dprk-offer",
    "compare": "compare hanoi-2019-us-position hanoi-2019-dprk-offer",
    "why": "why hanoi-2019-dprk-offer exports-need-fissile-halt",
    "stakeholders": "stakeholders wertz-2019-framework",
    "calendar": "calendar wertz-2019-framework --from 2019-06-01 -o relief.ics",
    "authority": "authority us/nkspea/201B --on 2019-12-20",
    "can-i": "can-i send 8413 --from us --as ngo",
    "regime": "regime --on 2017-08-04 --goods coal",
    "changes": "changes --from 2017-08-01 --to 2017-12-31 --sender unsc",
    "history": "history coal",
    "show": "show un/2397/7",
    "find": "find oil cap",
    "list": "list relief",
}


def _plain(call: Call) -> None:
    call.end(call.ask())


_plain.__doc__ = None
for _name, _example in _EXAMPLES.items():
    asks(_name, _example)(_plain)
