"""Verifies and opens a bundle with Python's jwcrypto: python3 tests/interop/jwcrypto_check.py FILE

FILE is JSON with the members body, challenge, aud, vault_private_jwk, expected; more are ignored.
"""

import base64
import hashlib
import json
import sys

from jwcrypto import jwe, jwk, jws


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def digest(text: str) -> str:
    return b64(hashlib.sha256(text.encode("ascii")).digest())


def must(holds: bool, what: str) -> None:
    if not holds:
        sys.exit(f"FAILED: {what}")


def check(file: dict) -> int:
    body = json.loads(file["body"])
    must(set(body) == {"v", "sd_jwt", "sealed"} and body["v"] == 1, "members of the body")

    # The gateway's part.
    must(body["sd_jwt"].count("~") == 1 and body["sd_jwt"].endswith("~"), "one tilde, at the end")
    token = jws.JWS()
    token.allowed_algs = ["ES256"]
    token.deserialize(body["sd_jwt"][:-1])
    header = token.jose_header
    must(set(header) == {"alg", "typ", "jwk"} and header["typ"] == "realname+sd-jwt", "header")
    must(set(header["jwk"]) == {"kty", "crv", "x", "y"}, "members of the key")
    key = jwk.JWK(**header["jwk"])
    token.verify(key)
    claims = json.loads(token.payload)
    jkt = key.thumbprint()
    must(claims["iss"] == "urn:ietf:params:oauth:jwk-thumbprint:sha-256:" + jkt, "iss")
    must(claims["aud"] == file["aud"] and claims["nonce"] == file["challenge"], "aud and nonce")
    must(claims["exp"] - claims["iat"] == 300, "lifetime")
    must(claims["_sd_alg"] == "sha-256" and len(claims["_sd"]) == 8, "_sd")
    must(claims["_sd"] == sorted(set(claims["_sd"])), "_sd is sorted, nothing twice")
    must(claims["sealed_hash"] == digest(body["sealed"]), "sealed_hash")
    outer = json.loads(unb64(body["sealed"].split(".")[0]))
    must(outer["apu"] == jkt and outer["apv"] == digest(file["challenge"]), "apu and apv")

    # The vault's part.
    vault = jwk.JWK(**file["vault_private_jwk"])
    must(outer["kid"] == vault.thumbprint(), "kid")
    sealed = jwe.JWE(algs=["ECDH-ES", "A256GCM"])
    sealed.deserialize(body["sealed"], vault)
    must(len(sealed.payload) % 1024 == 0, "padding")
    inside = json.loads(sealed.payload)
    must((inside["jkt"], inside["nonce"], inside["aud"]) == (jkt, file["challenge"], file["aud"]), "binding inside sealed")
    values = {}
    for disclosure in inside["disclosures"]:
        must(digest(disclosure) in claims["_sd"], "a disclosure has its digest")
        salt, name, value = json.loads(unb64(disclosure))
        must(len(unb64(salt)) == 16 and name not in values, "salt and name")
        values[name] = value
    must(values == file["expected"], "the values")
    return len(values)


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as source:
        fields = check(json.load(source))
    print(f"OK jwcrypto: signature, bindings, {fields} disclosures")
