"""Writes the inputs: 100,000 and more a kind, valid, misspelt and mutated. Check characters are computed here, not by the project."""

import csv
import datetime
import json
import pathlib
import random
import sys

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent
EACH = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
TODAY = datetime.date(2026, 11, 25)
rnd = random.Random(20261125)

CODES = sorted({int(row["code"]) for name in ("regions", "regions-supplement")
                for row in csv.DictReader(open(ROOT / f"data/{name}.csv", encoding="utf-8"))})
COUNTIES = [code for code in CODES if code % 100 and code < 700_000]
PREFIXES = sorted({code // 100 for code in CODES if code < 700_000})
A31 = "0123456789ABCDEFGHJKLMNPQRTUWXY"
TW = dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", [10, 11, 12, 13, 14, 15, 16, 17, 34, 18, 19, 20, 21, 22, 35, 23, 24, 25, 26, 27, 28,
                                           29, 32, 30, 31, 33]))


def mod_11_2(body):
    total = sum(int(c) * pow(2, len(body) - i, 11) for i, c in enumerate(body))
    return body + "10X98765432"[total % 11]


def mod_11_10(body):
    p = 10
    for c in body:
        p = ((p + int(c)) % 10 or 10) * 2 % 11
    return body + str((11 - p) % 10)


def gb_11714(body):
    c = 11 - sum(int(c, 36) * w for c, w in zip(body, [3, 7, 9, 10, 5, 8, 4, 2])) % 11
    return body + {10: "X", 11: "0"}.get(c, str(c))


def gb_32100(body):
    return body + A31[(31 - sum(A31.index(c) * pow(3, i, 31) for i, c in enumerate(body))) % 31]


def hong_kong(body):
    padded = body.rjust(8)
    c = -sum((36 if c == " " else int(c, 36)) * w for c, w in zip(padded, range(9, 1, -1))) % 11
    return body + ("A" if c == 10 else str(c))


def taiwan(body):
    second = body[1] if body[1].isdigit() else str(TW[body[1]] % 10)
    digits = str(TW[body[0]]) + second + body[2:]
    return body + str(-sum(int(c) * w for c, w in zip(digits, [1, 9, 8, 7, 6, 5, 4, 3, 2, 1])) % 10)


def digits(n):
    return "".join(rnd.choice("0123456789") for _ in range(n))


def day(first=1900, last=None):
    start = datetime.date(first, 1, 1).toordinal()
    stop = (last or TODAY).toordinal()
    return datetime.date.fromordinal(rnd.randint(start, stop)).strftime("%Y%m%d")


def no_day():
    year = rnd.randint(1920, 2020)
    return rnd.choice([f"{year}0230", f"{year}0431", f"{year}1301", f"{year}0001", f"{year}0100", f"{year}0132",
                       f"{2 * (year // 2) + 1}0229", "19000229"])


def resident(region=None, date=None, sequence=None):
    return mod_11_2(f"{region or rnd.choice(COUNTIES):06}{date or day()}{sequence or digits(3)}")


def short():
    return f"{rnd.choice(COUNTIES):06}{day(1913, datetime.date(1999, 9, 30))[2:]}{digits(3)}"


def mobile(three):
    return three + digits(11 - len(three))


SEGMENTS = ("133 149 153 173 177 180 181 189 190 191 193 199 135 136 137 138 139 147 148 150 151 152 157 158 159 172 178 182 183 "
            "184 187 188 195 197 198 130 131 132 145 146 155 156 166 175 176 185 186 196 192 1340 1345 1348").split()

# Of each kind: what is drawn, under which label, in which share.
KINDS = {
    "resident-id": [
        ("valid", 30, resident),
        ("summary-county", 5, lambda: resident(rnd.choice(PREFIXES) * 100 + rnd.choice([1, 2, 11, 20]))),
        ("unlisted-county", 5, lambda: resident(rnd.choice(PREFIXES) * 100 + rnd.randint(3, 99))),
        ("prefecture", 2, lambda: resident(rnd.choice(PREFIXES) * 100)),
        ("any-region", 5, lambda: resident(rnd.randint(0, 999_999))),
        ("future", 5, lambda: resident(date=(TODAY + datetime.timedelta(days=rnd.randint(1, 20_000))).strftime("%Y%m%d"))),
        ("later-this-year", 1, lambda: resident(date=(TODAY + datetime.timedelta(days=rnd.randint(1, 36))).strftime("%Y%m%d"))),
        ("no-day", 5, lambda: resident(date=no_day())),
        ("born-18xx", 3, lambda: resident(date=day(1800, datetime.date(1899, 12, 31)))),
        ("first-generation", 5, short),
        ("first-generation-no-day", 2, lambda: f"{rnd.choice(COUNTIES)}{no_day()[2:]}{digits(3)}"),
    ],
    "residence-permit": [
        ("valid", 50, lambda: resident(rnd.choice([810000, 820000, 830000]), day(1920))),
        ("other-8", 10, lambda: resident(rnd.choice([81, 82, 83, 84, 71]) * 10_000 + rnd.randint(0, 9999))),
        ("no-day", 5, lambda: resident(rnd.choice([810000, 820000, 830000]), no_day())),
    ],
    "permanent-resident-id": [
        ("valid", 40, lambda: mod_11_2(f"9{rnd.choice(PREFIXES) // 100}{digits(3)}{day(1920)}{digits(3)}")),
        ("other-province", 10, lambda: mod_11_2(f"9{digits(2)}{digits(3)}{day(1920)}{digits(3)}")),
    ],
}


def unified(head, region=None):
    body = "".join(rnd.choice(A31) for _ in range(8))
    return gb_32100(f"{head}{region if region is not None else rnd.choice(COUNTIES):06}{gb_11714(body)}")


def unified_zero():
    while True:
        code = unified("91")
        if code[17] == "0":
            return code


KINDS["uscc"] = [
    ("valid", 40, lambda: unified(rnd.choice("91 92 93 11 12 13 51 52 53 31".split()))),
    ("valid-letter", 10, lambda: unified(rnd.choice("A1 N1 N2 N3 Y1 A9 N9".split()))),
    ("valid-end-0", 5, unified_zero),
    ("body-wrong", 10, lambda: gb_32100(f"91{rnd.choice(COUNTIES)}{digits(9)}")),
    ("any-region", 5, lambda: unified("91", rnd.randint(0, 999_999))),
    ("resident-id", 5, resident),
    ("all-alike", 1, lambda: rnd.choice(A31) * 18),
]
KINDS["registration-number"] = [
    ("valid", 60, lambda: mod_11_10(f"{rnd.choice(COUNTIES)}{digits(8)}")),
    ("first-generation-id", 10, short),
]
KINDS["filing-number"] = [("valid", 60, lambda: mod_11_2(f"{rnd.choice(COUNTIES)}{rnd.randint(19, 26)}{digits(11)}"))]
KINDS["org-code"] = [
    ("valid", 60, lambda: gb_11714("".join(rnd.choice("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") for _ in range(8)))),
]
KINDS["cn-mobile"] = [
    ("allocated", 40, lambda: mobile(rnd.choice(SEGMENTS))),
    ("virtual", 5, lambda: mobile(rnd.choice("162 165 167 170 171".split()))),
    ("satellite", 3, lambda: mobile(rnd.choice("13492 13493 13499 1619 17400 17405 17490".split()))),
    ("emergency", 1, lambda: mobile(rnd.choice("17406 17409 17410 17412".split()))),
    ("new-1610", 2, lambda: mobile("1610")),
    ("unallocated", 5, lambda: mobile(rnd.choice("140 141 142 143 144 154 164 194 1611 1742 17413".split()))),
    ("service-code", 5, lambda: mobile(rnd.choice("160 163 168 169 179".split()))),
    ("below-13", 3, lambda: mobile(rnd.choice("10 11 12".split()))),
    ("92-98", 2, lambda: mobile(rnd.choice(["92", "98"]))),
    ("machine-13", 2, lambda: rnd.choice("1064 1400 1410 1440 1441 1460 1480".split()) + digits(9)),
    ("prefixed", 10, lambda: rnd.choice(["+86", "0086", "86", "0", "+86 ", "+86-", "(+86)", "86-", "+86(0)", "tel:+86"]) + mobile("138")),
]
KINDS["hk-mobile"] = [("eight-digits", 60, lambda: digits(8)), ("prefixed", 10, lambda: rnd.choice(["+852", "852", "+852-", "852-"]) + rnd.choice("5679") + digits(7))]
KINDS["mo-mobile"] = [("eight-digits", 60, lambda: "6" + digits(7)), ("prefixed", 10, lambda: rnd.choice(["+853", "853", "+853-", "853-"]) + "6" + digits(7))]
KINDS["tw-mobile"] = [("national", 60, lambda: "09" + digits(8)), ("prefixed", 10, lambda: rnd.choice(["+886", "886", "+886-", ""]) + "9" + digits(8))]
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
KINDS["hk-id"] = [
    ("valid", 30, lambda: hong_kong(rnd.choice(LETTERS.replace("O", "")) + digits(6))),
    ("valid-two-letters", 15, lambda: hong_kong(rnd.choice(LETTERS.replace("O", "")) + rnd.choice(LETTERS.replace("O", "")) + digits(6))),
    ("valid-letter-O", 5, lambda: hong_kong(rnd.choice(["O", "AO", "OV"]) + digits(6))),
    ("printed", 15, lambda: (lambda n: f"{n[:-1]}({n[-1]})")(hong_kong(rnd.choice(["A", "K", "Z", "WX"]) + digits(6)))),
]
KINDS["mo-id"] = [("shape", 40, lambda: rnd.choice("157") + digits(7)), ("printed", 20, lambda: f"{rnd.choice('157')}{digits(6)}({digits(1)})"), ("any-8", 10, lambda: digits(8)),
                  ("letter-check", 10, lambda: rnd.choice("157") + digits(6) + rnd.choice(LETTERS))]
KINDS["tw-id"] = [("valid", 60, lambda: taiwan(rnd.choice(LETTERS) + rnd.choice("12") + digits(7))), ("resident-certificate", 5, lambda: taiwan(rnd.choice(LETTERS) + rnd.choice("89") + digits(7)))]
KINDS["tw-resident-certificate"] = [
    ("valid-0-6", 20, lambda: taiwan(rnd.choice(LETTERS) + rnd.choice("89") + rnd.choice("0123456") + digits(6))),
    ("valid-7-9", 20, lambda: taiwan(rnd.choice(LETTERS) + rnd.choice("89") + rnd.choice("789") + digits(6))),
    ("valid-old", 20, lambda: taiwan(rnd.choice(LETTERS) + rnd.choice("ABCD") + digits(7))),
    ("national", 5, lambda: taiwan(rnd.choice(LETTERS) + rnd.choice("12") + digits(7))),
]
KINDS["cn-passport"] = [
    ("E-digits", 20, lambda: "E" + digits(8)),
    ("E-letter", 20, lambda: "E" + rnd.choice(LETTERS) + digits(7)),
    ("G", 10, lambda: "G" + digits(8)),
    ("14-15", 5, lambda: rnd.choice(["14", "15"]) + digits(7)),
    ("official", 10, lambda: rnd.choice(["P", "PE", "S", "SE", "DE"]) + digits(7)),
    ("S-D-8", 5, lambda: rnd.choice("SD") + digits(8)),
    ("hk-mo", 5, lambda: rnd.choice(["K" + digits(8), "KJ" + digits(7), "H" + digits(8), "HJ" + digits(7), "MA" + digits(7), "MB" + digits(7)])),
    ("other-series", 5, lambda: rnd.choice("ABCFIJLNOQRTUVWXYZ") + digits(8)),
]
# Kinds that few or none of the peers has.
KINDS["hk-mo-travel-permit"] = [
    ("valid", 30, lambda: rnd.choice("HM") + digits(8)),
    ("valid-with-count", 20, lambda: rnd.choice("HM") + digits(10)),
    ("valid-non-chinese", 20, lambda: rnd.choice(["HA", "MA"]) + digits(7)),
    ("other-letter", 10, lambda: rnd.choice("ABCDEFGIJKLNOPQRSTUVWXYZ") + digits(8)),
    ("short", 5, lambda: rnd.choice("HM") + digits(7)),
]
KINDS["tw-travel-permit"] = [
    ("valid", 40, lambda: digits(8)),
    ("valid-ten", 15, lambda: digits(10)),
    ("valid-office", 15, lambda: f"{digits(10)}({rnd.choice('0123456789' + LETTERS)})"),
    ("short", 10, lambda: digits(7)),
]
KINDS["foreign-passport"] = [
    ("valid", 50, lambda: "".join(rnd.choice("0123456789" + LETTERS) for _ in range(rnd.randint(5, 9)))),
    ("long", 10, lambda: "".join(rnd.choice("0123456789" + LETTERS) for _ in range(rnd.randint(10, 14)))),
    ("short", 10, lambda: "".join(rnd.choice("0123456789" + LETTERS) for _ in range(4))),
]
STATES = [row["code"] for row in csv.DictReader(open(ROOT / "data/states.csv", encoding="utf-8"))]
STATES = [code for code in STATES if not code.isdigit()]


def machine(body):
    values = (0 if c == "<" else int(c, 36) for c in body)
    return body + str(sum(value * (7, 3, 1)[i % 3] for i, value in enumerate(values)) % 10)


def zone(state=None, born=None, wrong=None):
    """Both lines of a passport; `wrong` is the place of a check digit that is changed."""
    nation = (state or rnd.choice(STATES)).ljust(3, "<")
    name = "<<".join("".join(rnd.choice(LETTERS) for _ in range(rnd.randint(2, 12))) for _ in range(2)).ljust(39, "<")
    number = machine("".join(rnd.choice("0123456789" + LETTERS) for _ in range(rnd.randint(6, 9))).ljust(9, "<"))
    birth = machine(born or day(1930)[2:])
    expiry = machine(f"{rnd.randint(27, 36)}{rnd.randint(1, 12):02}{rnd.randint(1, 28):02}")
    personal = machine("".join(rnd.choice("0123456789") for _ in range(rnd.choice([0, 8, 14]))).ljust(14, "<"))
    line = number + nation + birth + rnd.choice("MF<") + expiry + personal
    line += machine(number + birth + expiry + personal)[-1]
    if wrong is not None:
        line = line[:wrong] + str((int(line[wrong]) + rnd.randint(1, 9)) % 10) + line[wrong + 1:]
    return f"P<{nation}{name}\n{line}"


KINDS["passport-mrz"] = [
    ("valid", 60, zone),
    ("valid-unlisted-state", 5, lambda: zone(state="QQQ")),
    ("valid-birth-unknown", 3, lambda: zone(born=f"{rnd.randint(30, 99)}<<<<")),
    ("check-wrong", 15, lambda: zone(wrong=rnd.choice([9, 19, 27, 43]))),
    ("no-day", 5, lambda: zone(born=f"{rnd.randint(30, 99)}{rnd.choice(['0230', '0431', '1301', '0001'])}")),
]
HAN = [(0x4E00, 0x9FA5), (0x4E00, 0x9FA5), (0x4E00, 0x9FA5), (0x3400, 0x4DBF), (0x20000, 0x2A6DF)]


def han(least=1, most=3):
    return "".join(chr(rnd.randint(*rnd.choice(HAN))) for _ in range(rnd.randint(least, most)))


KINDS["person-name"] = [
    ("valid", 40, lambda: han(2, 4)),
    ("valid-dot", 15, lambda: han(2, 5) + rnd.choice("·•‧・⋅") + han(2, 5)),
    ("valid-latin", 15, lambda: " ".join("".join(rnd.choice(LETTERS) for _ in range(rnd.randint(2, 9))) for _ in range(2))),
    ("with-digits", 10, lambda: han(1, 3) + digits(2)),
    ("with-sign", 5, lambda: han(1, 3) + rnd.choice("@#$%&*=☺🙂©")),
]
KINDS["hk-mobile"].append(("first-1-3", 5, lambda: rnd.choice("123") + digits(7)))
KINDS["mo-mobile"].append(("not-6", 5, lambda: rnd.choice("12345789") + digits(7)))
KINDS["tw-mobile"].append(("not-09", 5, lambda: "0" + rnd.choice("2345678") + digits(8)))

# What is certainly well-formed and what certainly is not, by how it was drawn: that is what this project itself is held against.
# The rest (any region, E and any letter) may be either.
WELL = {"summary-county", "unlisted-county", "prefecture", "born-18xx", "first-generation", "printed", "allocated", "virtual", "satellite",
        "emergency", "new-1610", "unallocated", "92-98", "machine-13", "prefixed", "E-digits", "G", "14-15", "official", "S-D-8", "hk-mo"}
ILL = {"future", "later-this-year", "no-day", "first-generation-no-day", "all-alike", "service-code", "below-13", "letter-check", "other-series",
       "resident-certificate", "other-letter", "short", "long", "check-wrong", "with-digits", "with-sign", "first-1-3", "not-6", "not-09"}
WELL_OF = {("mo-id", "shape"), ("tw-mobile", "national"), ("mo-mobile", "eight-digits")}
ILL_OF = {("tw-resident-certificate", "national")}
# Their check characters promise to notice one wrong digit among digits.
CHECKED = {"residence-permit", "permanent-resident-id", "uscc", "org-code", "registration-number", "filing-number"}


def expectation(kind, label):
    if label.startswith("valid") or label in WELL or (kind, label) in WELL_OF:
        return "well"
    # Eighteen zeros are right by every check character; what is new to a list is a warning, never a refusal.
    return "ill" if label in ILL or (kind, label) in ILL_OF else "either"


def spelt(text):
    """The same number, written otherwise: still that number."""
    way = rnd.randrange(6)
    at = rnd.randint(1, max(1, len(text) - 1))
    if way == 0:
        return "spelt-lower", text.lower()
    if way == 1:
        return "spelt-blank", text[:at] + rnd.choice([" ", "\u00a0", "\u3000"]) + text[at:]
    if way == 2:
        return "spelt-ends", rnd.choice([" ", "\t", "\n"]) + text + rnd.choice(["", " "])
    if way == 3:
        return "spelt-full-width", "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)
    if way == 4:
        return "spelt-hyphen", text[:at] + rnd.choice(["-", "\u2011", "\u2014"]) + text[at:]
    if len(text) == 18 and text[17] == "X":
        return "spelt-like-X", text[:17] + rnd.choice("ХхΧχⅩⅹ×")
    return "spelt-invisible", text[:at] + rnd.choice(["\u200b", "\u202d", "\ufeff"]) + text[at:]


def mutated(text):
    way = rnd.randrange(6)
    at = rnd.randrange(len(text))
    if way <= 1:
        return "wrong-digit", text[:at] + rnd.choice("0123456789") + text[at + 1:]
    if way == 2:
        at = min(at, len(text) - 2)
        return "swapped", text[:at] + text[at + 1] + text[at] + text[at + 2:]
    if way == 3:
        return "dropped", text[:at] + text[at + 1:]
    if way == 4:
        return "inserted", text[:at] + rnd.choice("0123456789") + text[at:]
    return "wrong-letter", text[:at] + rnd.choice("OIZSBXV/张é") + text[at + 1:]


def main():
    out = HERE / "out"
    out.mkdir(exist_ok=True)
    for kind, drawn in KINDS.items():
        labels = [label for label, *_ in drawn]
        weights = [weight for _, weight, _ in drawn]
        makers = {label: make for label, _, make in drawn}
        with open(out / f"{kind}.jsonl", "w", encoding="utf-8") as file:
            for _ in range(EACH):
                label = rnd.choices(labels, weights)[0]
                text = makers[label]()
                expected = "either" if text == "0" * 18 else expectation(kind, label)
                way = rnd.random()
                if way > 0.75:
                    before = text
                    label, text = mutated(text)
                    caught = label == "wrong-digit" and kind in CHECKED and text != before
                    at = next((i for i, (one, other) in enumerate(zip(before, text)) if one != other), 0)
                    expected = "ill" if caught and expected == "well" and before[at].isdigit() else "either"
                elif way > 0.65:
                    label, text = spelt(text)
                file.write(json.dumps([label, text, expected]) + "\n")


main()
