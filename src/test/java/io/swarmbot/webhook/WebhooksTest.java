package io.swarmbot.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.swarmbot.testing.Settings;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhooksTest {

    private static final String SECRET = "whsec_" + Base64.getEncoder().encodeToString(new byte[24]);
    private static final String URL = "https://example.org/hook";

    private static List<Webhook> webhooks(Object... keysAndValues) {
        return Webhooks.of(
                Settings.of(WebhooksConfig.class, keysAndValues), Settings.of(WebhookConfig.class, keysAndValues));
    }

    private static List<Webhook> hook(String key, String value) {
        return webhooks("swarmbot.webhooks.ci.url", URL, "swarmbot.webhooks.ci." + key, value);
    }

    @Test
    void noneIsThereIfNoneIsConfigured() {
        assertThat(webhooks()).isEmpty();
    }

    @Test
    void settingsBecomeAWebhook() {
        List<Webhook> webhooks = webhooks(
                "swarmbot.webhooks.ci-1.url",
                URL,
                "swarmbot.webhooks.ci-1.types",
                "task_submitted, alert",
                "swarmbot.webhooks.ci-1.swarms",
                "acme-*,default",
                "swarmbot.webhooks.ci-1.secret",
                SECRET,
                "swarmbot.webhooks.ci-1.timeout",
                "7s");

        assertThat(webhooks).hasSize(1);
        Webhook webhook = webhooks.get(0);
        assertThat(webhook.name()).isEqualTo("ci-1");
        assertThat(webhook.url()).hasToString(URL);
        assertThat(webhook.types()).containsExactlyInAnyOrder("task_submitted", "alert");
        assertThat(List.of("acme-1", "acme-", "default"))
                .filteredOn(webhook::wantsSwarm)
                .hasSize(3);
        assertThat(List.of("acme", "default1", ".registry")).noneMatch(webhook::wantsSwarm);
        assertThat(webhook.signature()).isNotNull();
        assertThat(webhook.attempts()).as("never given up").isZero();
        assertThat(webhook.hold()).isEqualTo(Duration.ofSeconds(14));
        assertThat(webhook.toString()).doesNotContain(SECRET.substring(6));
    }

    @Test
    void settingsOfAlertsBecomeAWebhookForAlerts() {
        List<Webhook> webhooks = webhooks(
                "swarmbot.alerts.webhook.url",
                URL,
                "swarmbot.alerts.webhook.secret",
                "any text",
                "swarmbot.alerts.webhook.queue",
                "7",
                "swarmbot.webhooks.zoo.url",
                URL);

        assertThat(webhooks).extracting(Webhook::name).containsExactly("alerts", "zoo");
        assertThat(webhooks.get(0).types()).containsExactly("alert");
        assertThat(webhooks.get(0).wantsSwarm("any")).isTrue();
        assertThat(webhooks.get(0).attempts()).isEqualTo(6);
        assertThat(webhooks.get(0).hold()).isEqualTo(Duration.ofSeconds(10));
        assertThat(webhooks.get(1).types()).isEmpty();
        assertThat(webhooks.get(1).wantsSwarm("any")).isTrue();
    }

    @Test
    void webhookWithoutAUrlStopsTheStart() {
        assertThatThrownBy(() -> webhooks("swarmbot.webhooks.ci.types", "alert"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("swarmbot.webhooks.ci.url is missing");
    }

    @Test
    void twoWebhooksNamedAlertsStopTheStart() {
        assertThatThrownBy(() -> webhooks("swarmbot.alerts.webhook.url", URL, "swarmbot.webhooks.alerts.url", URL))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("two webhooks named 'alerts'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "types   | alarm              | which is no type of events; the types are agent_registered,",
                "types   | alert,token_made   | 'token_made'",
                "swarms  | *-acme             | swarmbot.webhooks.ci.swarms: pattern",
                "swarms  | .registry          | swarmbot.webhooks.ci.swarms: pattern",
                "timeout | 0s                 | swarmbot.webhooks.ci.timeout is a time above 0 and up to PT1M, not PT0S",
                "timeout | 61s                | not PT1M1S",
                "url     | ftp://example.org  | it must begin with http:// or https:// and a host",
                "url     | http:///hook       | it must begin with http:// or https:// and a host",
                "url     | http://a b         | is not a URL: Illegal character in authority at character 8",
            })
    void settingThatCannotWorkStopsTheStart(String key, String value, String message) {
        assertThatThrownBy(() -> hook(key, value))
                .isInstanceOf(ConfigurationException.class)
                .hasNoCause()
                .hasMessageContaining("swarmbot.webhooks.ci." + key)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CI", "-ci", "a_b", "a23456789012345678901234567890123"})
    void nameThatIsNoneStopsTheStart(String name) {
        assertThatThrownBy(() -> webhooks("swarmbot.webhooks." + name + ".url", URL))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("'" + name + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hunter2-hunter2", "whsec_", "whsec_hunter2!", "whsec_aHVudGVyMg=="})
    void badSecretStopsTheStartAndIsNotShown(String secret) {
        assertThatThrownBy(() -> hook("secret", secret))
                .isInstanceOf(ConfigurationException.class)
                .hasNoCause()
                .hasMessage("swarmbot.webhooks.ci.secret is not whsec_ and Base64 of 24 to 64 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"whsec_", "whsec_hunter2!"})
    void badSecretOfAlertsStopsTheStartAndIsNotShown(String secret) {
        assertThatThrownBy(() -> webhooks("swarmbot.alerts.webhook.url", URL, "swarmbot.alerts.webhook.secret", secret))
                .isInstanceOf(ConfigurationException.class)
                .hasNoCause()
                .hasMessage("swarmbot.alerts.webhook.secret is not whsec_ and Base64");
    }

    @ParameterizedTest
    @ValueSource(strings = {"swarmbot.webhooks.ci.url", "swarmbot.alerts.webhook.url"})
    void urlWithCredentialsStopsTheStartAndIsNotShown(String key) {
        assertThatThrownBy(() -> webhooks(key, "https://ann:hunter2@example.org/"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(key + " has a user or a password")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void urlThatCannotBeReadIsNotShown() {
        assertThatThrownBy(() -> hook("url", "https://ann:hunter2@exa mple.org/"))
                .isInstanceOf(ConfigurationException.class)
                .hasNoCause()
                .hasMessageNotContaining("hunter2");
    }
}
