// Signs a token with a key pair that it makes, and verifies it; one that was changed is refused.
import assert from "node:assert/strict";
import { load, run } from "miniasync";

const { errors, generateKeyPair, jwtVerify, SignJWT } = load("jose");
const [{ publicKey, privateKey }] = run(generateKeyPair("ES256"));

// The line of the table.
const [token] = run(new SignJWT({ name: "Ada" }).setProtectedHeader({ alg: "ES256" }).setIssuedAt().sign(privateKey));
const [{ payload }] = run(jwtVerify(token, publicKey));
assert.equal(payload.name, "Ada");
const [refused] = run(jwtVerify(`${token.slice(0, -6)}AAAAAA`, publicKey), { returnExceptions: [errors.JOSEError] });
assert.equal(refused.code, "ERR_JWS_SIGNATURE_VERIFICATION_FAILED");
