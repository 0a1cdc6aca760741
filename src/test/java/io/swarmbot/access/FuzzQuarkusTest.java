package io.swarmbot.access;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.Scale;
import io.swarmbot.testing.NothingIsDue;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** Mutated input of anybody, in the mode {@code open}. */
@QuarkusTest
@TestProfile(NothingIsDue.class)
@Tag("stress")
class FuzzQuarkusTest extends AbstractFuzzTest {

    @Override
    String[] root() {
        return new String[0];
    }

    @Override
    List<String[]> senders() {
        return List.<String[]>of(new String[0]);
    }

    @Override
    int count() {
        // With those of FuzzWithTokensQuarkusTest 200,000 at full size.
        return Scale.of(20_000, 140_000);
    }
}
