package io.swarmbot.access;

import static io.swarmbot.testing.WithTokens.as;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.Scale;
import io.swarmbot.testing.WithTenants;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** Mutated input of those who have a token, with many rights and with few. */
@QuarkusTest
@TestProfile(WithTenants.class)
@Tag("stress-only")
class FuzzWithTokensQuarkusTest extends AbstractFuzzTest {

    @Override
    String[] root() {
        return as("root");
    }

    @Override
    List<String[]> senders() {
        return List.of(as("operator"), as("agent"), as("viewer"));
    }

    @Override
    int count() {
        return Scale.of(6_000, 60_000);
    }
}
