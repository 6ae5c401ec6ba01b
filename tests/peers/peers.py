"""What the Python peers say: a character a line, 1 accepted, 0 refused, ! raised an exception."""

import functools
import json
import pathlib

from id_validator import data, validator
from stdnum.cn import ric, uscc
from stdnum.iso7064 import mod_11_2, mod_11_10

# id-validator makes its tables of places anew up to six times a number, which takes it 18 ms: they are kept here. The first of
# each kind are asked both ways, so that nothing else becomes another.
TABLES = ("get_address_code", "get_address_code_timeline", "get_additional_address_code_timeline")
STOCK = {name: getattr(data, name) for name in TABLES}
KEPT = {name: functools.cache(table) for name, table in STOCK.items()}
BOTH_WAYS = 300
OUT = pathlib.Path(__file__).parent / "out"
IDENTITY = {"python-stdnum": ric.is_valid, "id-validator.py": lambda text: bool(validator.is_valid(text))}
PEERS = {
    "resident-id": IDENTITY,
    "residence-permit": IDENTITY,
    "permanent-resident-id": IDENTITY,
    "uscc": {"python-stdnum": uscc.is_valid},
    # The check digit alone: python-stdnum has no number of these kinds.
    "registration-number": {"python-stdnum": lambda text: len(text) == 15 and mod_11_10.is_valid(text)},
    "filing-number": {"python-stdnum": lambda text: len(text) == 20 and mod_11_2.is_valid(text)},
}


def answer(accepts, text):
    try:
        return "1" if accepts(text) else "0"
    except Exception:  # noqa: BLE001 - that it raises is the finding
        return "!"


def tables(which):
    for name, table in which.items():
        setattr(data, name, table)


for kind, peers in PEERS.items():
    texts = [json.loads(line)[1] for line in open(OUT / f"{kind}.jsonl", encoding="utf-8")]
    for peer, accepts in peers.items():
        tables(KEPT)
        answers = "".join(answer(accepts, text) for text in texts)
        if peer == "id-validator.py":
            tables(STOCK)
            stock = "".join(answer(accepts, text) for text in texts[:BOTH_WAYS])
            assert answers.startswith(stock), f"{kind}: its answers depend on whether its tables are kept"
        (OUT / f"{kind}.{peer}.txt").write_text(answers)
