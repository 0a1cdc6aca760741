package io.swarmbot.webhook;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.swarmbot.grant.InvalidValue;
import io.swarmbot.grant.NamePattern;
import io.swarmbot.swarm.EventType;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes the webhooks of the settings. No message has a secret, or a URL with credentials. */
final class Webhooks {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");
    private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(1);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    /** Of Standard Webhooks 1.0 (standardwebhooks.com), "Signature scheme". */
    private static final int LEAST_SECRET_BYTES = 24;

    private static final int MOST_SECRET_BYTES = 64;

    private Webhooks() {}

    /**
     * All webhooks, in the order of their names.
     *
     * @throws ConfigurationException if one of them cannot work
     */
    static List<Webhook> of(WebhooksConfig config, WebhookConfig alerts) {
        Map<String, Webhook> webhooks = new TreeMap<>();
        config.byName().forEach((name, hook) -> webhooks.put(name, webhook(name, hook)));
        alerts.url().ifPresent(url -> {
            if (webhooks.put(Webhook.ALERTS, alerts(url, alerts)) != null) {
                throw new ConfigurationException("there are two webhooks named '" + Webhook.ALERTS
                        + "': swarmbot.alerts.webhook and swarmbot.webhooks.alerts. Give the second another name, or"
                        + " leave one out");
            }
        });
        return List.copyOf(webhooks.values());
    }

    private static Webhook alerts(URI url, WebhookConfig config) {
        String prefix = "swarmbot.alerts.webhook.";
        return new Webhook(
                Webhook.ALERTS,
                prefix + "url",
                checked(prefix + "url", url),
                Set.of(EventType.ALERT.wireName()),
                List.of(NamePattern.ANY),
                config.secret()
                        .map(secret -> signature(prefix + "secret", secret, false))
                        .orElse(null),
                config.timeout(),
                config.retryAfter(),
                Math.max(1, config.attempts()));
    }

    private static Webhook webhook(String name, WebhooksConfig.Hook hook) {
        if (!NAME.matcher(name).matches()) {
            throw new ConfigurationException("'" + name
                    + "' in swarmbot.webhooks cannot be the name of a webhook; it is 1 to 32 of a-z, 0-9 and -, and does"
                    + " not begin with -");
        }
        String prefix = "swarmbot.webhooks." + name + ".";
        String url = hook.url()
                .orElseThrow(() -> new ConfigurationException(
                        prefix + "url is missing; it says where the events of the webhook are sent"));
        if (hook.timeout().compareTo(Duration.ZERO) <= 0 || hook.timeout().compareTo(LONGEST_TIMEOUT) > 0) {
            throw new ConfigurationException(
                    prefix + "timeout is a time above 0 and up to " + LONGEST_TIMEOUT + ", not " + hook.timeout());
        }
        return new Webhook(
                name,
                prefix + "url",
                parsed(prefix + "url", url),
                types(prefix + "types", hook.types().orElse(List.of())),
                swarms(prefix + "swarms", hook.swarms().orElse(List.of())),
                hook.secret()
                        .map(secret -> signature(prefix + "secret", secret, true))
                        .orElse(null),
                hook.timeout(),
                RETRY_AFTER,
                0);
    }

    private static URI parsed(String key, String url) {
        try {
            return checked(key, new URI(url.strip()));
        } catch (URISyntaxException e) {
            // Its message has the whole URL, which may have a password in it.
            throw new ConfigurationException(
                    key + " is not a URL: " + e.getReason() + " at character " + (e.getIndex() + 1));
        }
    }

    private static URI checked(String key, URI url) {
        String authority = url.getRawAuthority();
        // A host with an underline has no user info of its own.
        if (authority != null && authority.indexOf('@') >= 0) {
            throw new ConfigurationException(key + " has a user or a password before the host, which are not sent;"
                    + " leave them out, and sign the requests with a secret");
        }
        boolean isHttp = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
        if (!isHttp || url.getHost() == null) {
            // The URL is not shown: it may have a secret in it.
            throw new ConfigurationException(
                    key + " is not a URL to post to: it must begin with http:// or https:// and a host");
        }
        return url;
    }

    private static Set<String> types(String key, List<String> names) {
        Set<String> types = new TreeSet<>();
        for (String name : names) {
            Optional<EventType> type = EventType.ofWireName(name.strip()).filter(EventType.ofSwarms()::contains);
            types.add(type.orElseThrow(() -> new ConfigurationException(
                            key + " has '" + name + "', which is no type of events; the types are "
                                    + String.join(
                                            ", ",
                                            EventType.ofSwarms().stream()
                                                    .map(EventType::wireName)
                                                    .toList())))
                    .wireName());
        }
        return types;
    }

    private static List<NamePattern> swarms(String key, List<String> texts) {
        List<NamePattern> patterns = new ArrayList<>();
        for (String text : texts) {
            try {
                patterns.add(new NamePattern(text.strip()));
            } catch (InvalidValue e) {
                throw new ConfigurationException(key + ": " + e.getMessage());
            }
        }
        return patterns.isEmpty() ? List.of(NamePattern.ANY) : patterns;
    }

    /** @param isStrict whether the secret must be one of Standard Webhooks */
    private static WebhookSignature signature(String key, String secret, boolean isStrict) {
        boolean isMarked = secret.startsWith(WebhookSignature.BASE64_MARK);
        byte[] bytes = isMarked ? decoded(secret) : null;
        boolean isRightSize = bytes != null && bytes.length >= LEAST_SECRET_BYTES && bytes.length <= MOST_SECRET_BYTES;
        if (isStrict ? !isRightSize : isMarked && (bytes == null || bytes.length == 0)) {
            throw new ConfigurationException(key + " is not " + WebhookSignature.BASE64_MARK + " and Base64"
                    + (isStrict ? " of " + LEAST_SECRET_BYTES + " to " + MOST_SECRET_BYTES + " bytes" : ""));
        }
        return new WebhookSignature(secret);
    }

    private static byte @Nullable [] decoded(String secret) {
        try {
            return Base64.getDecoder().decode(secret.substring(WebhookSignature.BASE64_MARK.length()));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
