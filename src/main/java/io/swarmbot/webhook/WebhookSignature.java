package io.swarmbot.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs a webhook after Standard Webhooks 1.0 (standardwebhooks.com): HMAC-SHA256 over id, time and body, so that
 * nobody else can send one, nor this one again later. Thread-safe.
 */
final class WebhookSignature {

    private static final String ALGORITHM = "HmacSHA256";
    static final String BASE64_MARK = "whsec_";
    private static final String VERSION = "v1,";

    private final SecretKeySpec key;

    WebhookSignature(String secret) {
        byte[] bytes = secret.startsWith(BASE64_MARK)
                ? Base64.getDecoder().decode(secret.substring(BASE64_MARK.length()))
                : secret.getBytes(UTF_8);
        key = new SecretKeySpec(bytes, ALGORITHM);
    }

    /** The value of the header {@code webhook-signature}. */
    String of(String id, long seconds, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update((id + '.' + seconds + '.').getBytes(UTF_8));
            return VERSION + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }
}
