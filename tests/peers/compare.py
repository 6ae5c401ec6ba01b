"""Joins the answers, explains each class of disagreement by `verdicts.csv`, writes docs/peers.md. Fails on a class without a verdict."""

import collections
import csv
import json
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent
OUT = HERE / "out"
rules = [{**row, **{field: re.compile(row[field]) for field in ("peer", "kind", "detail")}}
         for row in csv.DictReader(open(HERE / "verdicts.csv", encoding="utf-8"))]
SIDES = {"1": "accepts, we refuse", "0": "refuses, we accept", "!": "raises"}


def spelling(text):
    """How a text is written: a canonical one has only digits, capitals and a leading plus; a passport's zone is two lines of 44."""
    return "as it is" if re.fullmatch(r"\+?[0-9A-Z]+|[0-9A-Z<]{44}\n[0-9A-Z<]{44}", text) else "otherwise"


def answers_of(kind):
    lines = [json.loads(line) for line in open(OUT / f"{kind}.jsonl", encoding="utf-8")]
    return lines, (OUT / f"{kind}.ours.txt").read_text().split("\n")


def own_share(kind):
    """This project held against how each input was drawn: those certainly well-formed, those certainly not."""
    plain = {"1": [0, 0], "0": [0, 0]}
    wrong = []
    for (label, text, drawn), own in zip(*answers_of(kind), strict=True):
        if drawn == "either":
            continue
        expected = "1" if drawn == "well" else "0"
        plain[expected][0] += 1
        plain[expected][1] += own[0] == expected
        if own[0] != expected:
            wrong.append((kind, label, own, text))
    for case in wrong[:10]:
        print("not as drawn:", *case)
    return plain


def read(kind):
    lines, ours = answers_of(kind)
    for path in sorted(OUT.iterdir()):
        peer = path.name.removeprefix(kind + ".").removesuffix(".txt")
        if path.name.startswith(kind + ".") and path.suffix == ".txt" and peer != "ours":
            answers = zip(lines, ours, path.read_text(), strict=True)
            yield peer, [case for case in answers if case[2] != "?"]


def main():
    kinds = sorted(path.stem for path in OUT.glob("*.jsonl"))
    unexplained = []
    summary, found = [], collections.OrderedDict()
    held = {kind: own_share(kind) for kind in kinds}
    for kind in kinds:
        for peer, cases in read(kind):
            counts = collections.Counter()
            # Written canonically: well-formed and malformed, and how many of each the peer sees so.
            plain = {"1": [0, 0], "0": [0, 0]}
            for (label, text, _), own, their in cases:
                if spelling(text) == "as it is":
                    plain[own[0]][0] += 1
                    plain[own[0]][1] += own[0] == their
                if own[0] == their:
                    continue
                detail = own[2:]
                side = SIDES[their]
                facts = f"{side}; {label}; written {spelling(text)}; {detail or 'no warning'}; {text}"
                rule = next((rule for rule in rules if rule["peer"].search(peer) and rule["kind"].search(kind)
                             and rule["detail"].search(facts)), None)
                if rule is None:
                    unexplained.append((kind, peer, facts, text))
                    continue
                key = (rule["right"], rule["class"], rule["why"])
                counts[side] += 1
                entry = found.setdefault(key, {"count": collections.Counter(), "example": text})
                entry["count"][f"{peer} ({kind})"] += 1
            summary.append((kind, peer, len(cases), counts, plain))
    for kind, peer, facts, text in unexplained[:60]:
        print(kind, peer, json.dumps(facts))
    if unexplained:
        classes = collections.Counter((kind, peer, facts[: facts.rindex("; ")]) for kind, peer, facts, _ in unexplained)
        for (kind, peer, facts), count in classes.most_common():
            print(count, kind, peer, facts)
        sys.exit(f"{len(unexplained)} cases in {len(classes)} classes without a verdict")
    write(summary, found, held)


def share(plain):
    if plain is None:
        return "–"
    # Rounded down: 100 % is all of them.
    return " / ".join("–" if of == 0 else f"{int(1000 * same / of) / 10:.1f}".removesuffix(".0") + " %" for of, same in plain.values())


def kinds_and_peers(summary, own):
    lines = ["*realname*: of the inputs that are certainly well-formed by the way they were drawn (their check characters computed by the script), how many",
             "it accepts, however they are written / of those that certainly are not, how many it refuses. The peers: of the inputs written canonically, how",
             "many of the well-formed each accepts / how many of the malformed it refuses, by this project's reading. – means it has no such kind, or",
             "nothing was drawn. What *realname* lacks of 100 %: of a first-generation number of somebody born in 1918 to 1920 nobody can tell that it is not",
             "the beginning of eighteen digits, so it is `incomplete`; and `tel:` with a blank in it is no prefix.", ""]
    peers = sorted({peer for _, peer, *_ in summary}, key=str.lower)
    lines += ["| kind | realname | " + " | ".join(peers) + " |", "|---" * (len(peers) + 2) + "|"]
    for kind in sorted(own):
        shares = {peer: plain for of, peer, _, _, plain in summary if of == kind}
        lines.append(f"| {kind} | {share(own[kind])} | " + " | ".join(share(shares.get(peer)) for peer in peers) + " |")
    return lines


def write(summary, found, own):
    page = ["# Beside the peers", "",
            "Written by `tests/peers/run.sh`: every disagreement between this project and the libraries that people use, over generated and",
            "mutated inputs, at least 100,000 a kind. The inputs' check characters are computed by the script, not by this project. Every class",
            "has a verdict in `tests/peers/verdicts.csv`; a class without one fails the run. All numbers are made up; places and dates are drawn",
            "evenly over all codes and years, so abolished places are far more frequent than in life.", "",
            "## How often", "", "| kind | peer | inputs | it accepts, we refuse | it refuses, we accept | it raises |",
            "|---|---|---|---|---|---|"]
    for kind, peer, inputs, counts, _ in summary:
        cells = " | ".join(f"{counts[side]:,}" for side in SIDES.values())
        page.append(f"| {kind} | {peer} | {inputs:,} | {cells} |")
    table = kinds_and_peers(summary, own)
    page += ["", "## Kinds and peers", "", *table]
    readme = ROOT / "README.md"
    text = readme.read_text(encoding="utf-8")
    begin, end = "<!-- kinds -->\n", "\n<!-- /kinds -->"
    readme.write_text(text[: text.index(begin) + len(begin)] + "\n".join(table) + text[text.index(end):], encoding="utf-8")
    page += ["", "## Each class", "", "| class | who is right | why | where, how often | example |", "|---|---|---|---|---|"]
    for (right, name, why), entry in sorted(found.items(), key=lambda item: (item[0][0], -sum(item[1]["count"].values()))):
        where = ", ".join(f"{place} {count:,}" for place, count in entry["count"].most_common())
        example = json.dumps(entry["example"]).strip('"').replace("|", "\\|")
        page.append(f"| {name} | {right} | {why} | {where} | `{example}` |")
    page += ["", "## What their users complain of", "",
             "Fifteen kinds of complaints from the peers' trackers, and the test of `tests/complaints.rs` that settles each.", "",
             "| test | complaint | issues |", "|---|---|---|"]
    for row in csv.DictReader(open(HERE / "complaints.csv", encoding="utf-8")):
        page.append(f"| `{row['test']}` | {row['complaint']} | {row['issues']} |")
    (ROOT / "docs" / "peers.md").write_text("\n".join(page) + "\n", encoding="utf-8")


main()
