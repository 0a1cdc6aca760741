package io.swarmbot.wire;

import io.swarmbot.grant.Grants;
import io.swarmbot.grant.InvalidValue;
import io.swarmbot.grant.PrincipalName;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Limits;
import io.swarmbot.swarm.Rejection;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The wish for a token: {@code {"name","grants","expires_in"}}.
 *
 * @param expiresIn 1 s to {@link Limits#LONGEST}; null if the token is to last for ever
 */
public record TokenRequest(
        String name, Grants grants, @Nullable Duration expiresIn) {

    private static final Duration SHORTEST = Duration.ofSeconds(1);

    /** @throws Rejection if a field is unknown, missing or wrong */
    public static TokenRequest read(Fields fields) {
        try {
            String name = PrincipalName.requireOfLogin("name", fields.string("name"));
            Grants grants = TokenJson.grants(fields);
            Duration expiresIn = fields.optionalDuration("expires_in").orElse(null);
            fields.end();
            if (expiresIn != null && (expiresIn.compareTo(SHORTEST) < 0 || expiresIn.compareTo(Limits.LONGEST) > 0)) {
                throw new Rejection(ErrorCode.BAD_FIELD, "expires_in is from 1s to 876000h");
            }
            return new TokenRequest(name, grants, expiresIn);
        } catch (InvalidValue wrong) {
            throw new Rejection(ErrorCode.BAD_FIELD, String.valueOf(wrong.getMessage()));
        }
    }
}
