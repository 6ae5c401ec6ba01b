"""Makes a bundle with Python's jwcrypto, for our verifier to accept: jwcrypto_make.py VECTOR > FILE

Policy, decisions and the challenge key are those of VECTOR (tests/vectors/bundle-jose.json); the rest is fresh.
"""

import hashlib
import hmac
import json
import os
import sys

from jwcrypto import jwe, jwk, jws
from jwcrypto_check import b64, digest


def length_prefixed(part: bytes) -> bytes:
    return len(part).to_bytes(4, "big") + part


def main(vector: dict) -> None:
    inputs, aud = vector["inputs"], vector["aud"]
    device = jwk.JWK.generate(kty="EC", crv="P-256")
    public = json.loads(device.export_public())
    public = {name: public[name] for name in ("kty", "crv", "x", "y")}
    jkt = device.thumbprint()
    policy = hashlib.sha256(inputs["policy"].encode()).digest()

    # The gateway's side: the challenge.
    key_id, expires, random = b"\x01", (inputs["now"] + 300).to_bytes(4, "big"), os.urandom(16)
    message = b"rnc2" + length_prefixed(key_id) + expires + random
    for bound in (inputs["session"], inputs["account_ref"], aud, inputs["origin"], jkt):
        message += length_prefixed(bound.encode())
    key = bytes.fromhex(vector["challenge_parts"]["tag_key"])
    tag = hmac.new(key, message + policy, hashlib.sha256).digest()[:16]
    challenge = "rnc2." + b64(key_id + expires + random + tag)

    # The page's side. Python's own JSON has blanks after commas and colons, and escapes every Chinese character.
    disclosures = [b64(json.dumps([b64(os.urandom(16)), name, value]).encode()) for name, value in vector["expected"].items()]
    digests = [digest(each) for each in disclosures]
    digests += [b64(hashlib.sha256(os.urandom(32)).digest()) for _ in range(8 - len(digests))]
    inside = {"v": 1, "jkt": jkt, "nonce": challenge, "aud": aud, "disclosures": disclosures, "pad": ""}
    inside["pad"] = "0" * (-len(json.dumps(inside)) % 1024)
    vault = jwk.JWK(**{name: value for name, value in vector["vault_private_jwk"].items() if name != "d"})
    header = {
        "alg": "ECDH-ES", "enc": "A256GCM", "kid": vault.thumbprint(), "typ": "realname-sealed+jwe",
        "cty": "application/json", "apu": jkt, "apv": digest(challenge),
    }
    box = jwe.JWE(json.dumps(inside).encode(), json.dumps(header))
    box.add_recipient(vault)
    sealed = box.serialize(compact=True)
    claims = {
        "iss": "urn:ietf:params:oauth:jwk-thumbprint:sha-256:" + jkt,
        "aud": aud,
        "iat": inputs["now"],
        "exp": inputs["now"] + 300,
        "jti": b64(os.urandom(16)),
        "nonce": challenge,
        "origin": inputs["origin"],
        "policy": b64(policy),
        "_sd_alg": "sha-256",
        "_sd": sorted(digests),
        "sealed_hash": digest(sealed),
        "consent": json.loads(vector["sd_jwt"]["payload"])["consent"],
        "sdk": "jwcrypto/1.6.1",
    }
    token = jws.JWS(json.dumps(claims))
    token.add_signature(device, alg="ES256", protected=json.dumps({"alg": "ES256", "typ": "realname+sd-jwt", "jwk": public}))
    body = json.dumps({"v": 1, "sd_jwt": token.serialize(compact=True) + "~", "sealed": sealed})
    about = "Made by Python jwcrypto 1.6.1 with tests/interop/jwcrypto_make.py."
    print(json.dumps({"about": about, "body": body, "challenge": challenge}, indent=2))


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as source:
        main(json.load(source))
