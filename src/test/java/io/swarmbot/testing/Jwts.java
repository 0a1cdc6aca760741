package io.swarmbot.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes JSON Web Tokens (RFC 7519), good ones and bad ones. */
public final class Jwts {

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private Jwts() {}

    public static KeyPair newKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static String signed(PrivateKey key, String keyId, Map<String, Object> claims) {
        String content = content(Map.of("alg", "RS256", "typ", "JWT", "kid", keyId), claims);
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(content.getBytes(US_ASCII));
            return content + "." + BASE64.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** With a secret: the public key of the issuer, which everybody knows, if the attack is to be an old one. */
    public static String signedWithSecret(byte[] secret, String keyId, Map<String, Object> claims) {
        String content = content(Map.of("alg", "HS256", "typ", "JWT", "kid", keyId), claims);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return content + "." + BASE64.encodeToString(mac.doFinal(content.getBytes(US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static String unsigned(Map<String, Object> claims) {
        return content(Map.of("alg", "none", "typ", "JWT"), claims) + ".";
    }

    private static String content(Map<String, Object> header, Map<String, Object> claims) {
        return part(header) + "." + part(claims);
    }

    /** A part of a token, before its signature. */
    public static String part(Map<String, Object> fields) {
        try {
            return BASE64.encodeToString(
                    new ObjectMapper().writeValueAsString(fields).getBytes(UTF_8));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
