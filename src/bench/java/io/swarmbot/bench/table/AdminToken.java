package io.swarmbot.bench.table;

import io.swarmbot.grant.TokenText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

/** A token for an admin of all swarms, for one start of the service. */
final class AdminToken {

    private final TokenText text = TokenText.generate(new SecureRandom());

    /** Writes what {@code swarmbot.security.tokens-file} names. */
    void writeTo(Path file) throws IOException {
        String hash = HexFormat.of().formatHex(text.sha256());
        Files.writeString(
                file,
                "[{\"id\":\"" + text.id() + "\",\"name\":\"bench\",\"sha256\":\"" + hash
                        + "\",\"grants\":[{\"swarm\":\"*\",\"role\":\"admin\"}]}]");
    }

    /** The value of the header {@code Authorization}. */
    String authorization() {
        return "Bearer " + text.reveal();
    }
}
