<?php
/** What a credential says, if it is valid for this shop; throws otherwise. */
function verified(string $token, array $keys, string $shop): array
{
    $parts = explode('.', $token);
    if (count($parts) !== 3) {
        throw new Exception('malformed');
    }
    [$head, $body, $signature] = array_map(
        fn (string $part) => sodium_base642bin($part, SODIUM_BASE64_VARIANT_URLSAFE_NO_PADDING),
        $parts,
    );
    $header = json_decode($head, true, 8, JSON_THROW_ON_ERROR);
    $known = array_column($keys['keys'], 'x', 'kid');
    if (($header['alg'] ?? '') !== 'EdDSA' || !isset($known[$header['kid'] ?? ''])) {
        throw new Exception('bad_signature');
    }
    $key = sodium_base642bin($known[$header['kid']], SODIUM_BASE64_VARIANT_URLSAFE_NO_PADDING);
    if (!sodium_crypto_sign_verify_detached($signature, "$parts[0].$parts[1]", $key)) {
        throw new Exception('bad_signature');
    }
    $claims = json_decode($body, true, 8, JSON_THROW_ON_ERROR);
    if ($claims['exp'] <= time()) {
        throw new Exception('expired');
    }
    if ($claims['shop'] !== $shop) {
        throw new Exception('wrong_shop');
    }
    return $claims;
}
