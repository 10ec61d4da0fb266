import { createLocalJWKSet, jwtVerify, type JSONWebKeySet, type JWTPayload } from "jose";

/** What a credential says, if it is valid for this shop; throws otherwise. */
export async function verified(token: string, keys: JSONWebKeySet, shop: string): Promise<JWTPayload> {
  const { payload } = await jwtVerify(token, createLocalJWKSet(keys), {
    algorithms: ["EdDSA"],
    requiredClaims: ["exp", "sub", "jti"],
  });
  if (payload.shop !== shop) throw new Error("wrong_shop");
  return payload;
}
