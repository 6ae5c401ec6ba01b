"""The signed part with its disclosures is an SD-JWT to Python's sd-jwt, the IETF's reference: sd_jwt_check.py FILE

FILE as for jwcrypto_check.py. The library is lax where RFC 9901 is not (docs/spec.md, section 13), so it stands beside the
other checks and replaces none.
"""

import json
import sys

from jwcrypto import jwe, jwk
from jwcrypto_check import must
from sd_jwt.verifier import SDJWTVerifier


def check(file: dict) -> int:
    body = json.loads(file["body"])
    sealed = jwe.JWE(algs=["ECDH-ES", "A256GCM"])
    sealed.deserialize(body["sealed"], jwk.JWK(**file["vault_private_jwk"]))
    disclosures = json.loads(sealed.payload)["disclosures"]
    token = body["sd_jwt"] + "".join(each + "~" for each in disclosures)
    verifier = SDJWTVerifier(token, lambda issuer, header: jwk.JWK(**header["jwk"]))
    claims = verifier.get_verified_payload()
    for name, value in file["expected"].items():
        must(claims[name] == value, "the claims are back")
    must("_sd" not in claims and claims["nonce"] == file["challenge"], "the rest is as it was")
    return len(file["expected"])


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as source:
        fields = check(json.load(source))
    print(f"OK sd-jwt: {fields} disclosures became claims again")
