package io.swarmbot.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.Seeds;
import io.vertx.core.net.HostAndPort;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names lead here only if they are known; addresses always do. */
class HostNamesTest {

    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789-_";
    private static final int ROUNDS = 2_000;

    private final HostNames names =
            new HostNames(List.of("Swarm.Example", "box", " spaced.example ", "dotted.example."));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "a.localhost",
                "a.b-c.localhost",
                "swarm.example",
                "box",
                "spaced.example",
                "dotted.example",
                "127.0.0.1",
                "10.1.2.3",
                "0.0.0.0",
                "255.255.255.255",
                "[::1]",
                "[::]",
                "[2001:db8::1]",
                "[::ffff:10.0.0.1]",
                "[fe80::1%eth0]"
            })
    void addressLoopbackNameAndKnownNameAreThisService(String host) {
        assertThat(names.contain(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "swarm.example.evil.example",
                "a.swarm.example",
                "evilswarm.example",
                "swarm",
                "box.example",
                "localhost.evil.example",
                "evillocalhost",
                ".localhost",
                "a..localhost",
                "a/b.localhost",
                "localhost..",
                "swarm.example..",
                "127.0.0.1.evil.example",
                "127.0.0.1.nip.io",
                "127.0.0.256",
                "127.1",
                "0x7f.0.0.1",
                "2130706433",
                "1.2.3.4.5",
                "[::1",
                "[::1].evil.example",
                "[evil.example]",
                "[v1.a]",
                "*",
                ".",
                ""
            })
    void anyOtherHostIsNot(String host) {
        assertThat(names.contain(host)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void caseOneTrailingDotAndPortDoNotMatter(long seed) {
        Random random = Seeds.random("caseOneTrailingDotAndPortDoNotMatter", seed);
        for (int round = 0; round < ROUNDS; round++) {
            String known = name(random);
            String other = name(random) + ".other";
            HostNames only = new HostNames(List.of(spelled(known, random)));

            assertThat(only.contain(host(spelled(known, random), random)))
                    .as(known)
                    .isTrue();
            assertThat(only.contain(host(spelled(below("localhost", random), random), random)))
                    .isTrue();
            assertThat(only.contain(host(spelled(address(random), random), random)))
                    .isTrue();
            assertThat(only.contain(host(spelled(other, random), random)))
                    .as("%s beside %s", other, known)
                    .isFalse();
            assertThat(only.contain(host(spelled(name(random) + "." + known, random), random)))
                    .as("below %s", known)
                    .isFalse();
            assertThat(only.contain(host(spelled(known + ".evil", random), random)))
                    .as("behind %s", known)
                    .isFalse();
        }
    }

    /** What is no name must not open the way for a request without one. */
    @Test
    void settingThatIsNoNameIsIgnored() {
        HostNames odd = new HostNames(List.of("", ".", "http://a.example", "a.example:80", "*.example", "*"));

        for (String host : List.of("", ".", "http://a.example", "a.example", "*.example", "b.example", "*")) {
            assertThat(odd.contain(host)).as(host).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "A.Example", "my_service", "xn--bcher-kva.example", "swarm.example.", "10.0.0.1"})
    void nameIsLabelsOfLettersDigitsHyphensAndUnderscores(String text) {
        assertThat(HostNames.isName(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ".", "a..b", ".a", "a:80", "http://a", "a/b", "*", "*.a", "b\u00fccher", "[::1]"})
    void anythingElseIsNoName(String text) {
        assertThat(HostNames.isName(text)).isFalse();
    }

    /** The host as the gate gets it: without the port. */
    private static String host(String spelled, Random random) {
        String text = random.nextBoolean() ? spelled : spelled + ":" + random.nextInt(65_536);
        return HostAndPort.parseAuthority(text, -1).host();
    }

    private static String spelled(String host, Random random) {
        StringBuilder spelled = new StringBuilder();
        for (int i = 0; i < host.length(); i++) {
            String c = host.substring(i, i + 1);
            spelled.append(random.nextBoolean() ? c.toUpperCase(Locale.ROOT) : c);
        }
        boolean mayHaveDot = !host.startsWith("[");
        return spelled + (mayHaveDot && random.nextBoolean() ? "." : "");
    }

    private static String below(String parent, Random random) {
        return random.nextBoolean() ? parent : name(random) + "." + parent;
    }

    private static String name(Random random) {
        StringBuilder name = new StringBuilder();
        for (int labels = 1 + random.nextInt(3); labels > 0; labels--) {
            // A letter first: a name of digits only could be an address.
            name.append(LETTERS.charAt(random.nextInt(26)));
            for (int more = random.nextInt(8); more > 0; more--) {
                name.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
            }
            name.append(labels > 1 ? "." : "");
        }
        return name.toString();
    }

    private static String address(Random random) {
        if (random.nextBoolean()) {
            return random.nextInt(256) + "." + random.nextInt(256) + "." + random.nextInt(256) + "."
                    + random.nextInt(256);
        }
        StringBuilder groups = new StringBuilder("[");
        for (int i = 0; i < 8; i++) {
            groups.append(i > 0 ? ":" : "").append(Integer.toHexString(random.nextInt(65_536)));
        }
        return groups.append(']').toString();
    }
}
