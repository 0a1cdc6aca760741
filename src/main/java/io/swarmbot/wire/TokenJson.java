package io.swarmbot.wire;

import io.swarmbot.grant.AccessToken;
import io.swarmbot.grant.Grant;
import io.swarmbot.grant.Grants;
import io.swarmbot.grant.NamePattern;
import io.swarmbot.grant.Role;
import io.swarmbot.grant.TokenKind;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The JSON of tokens and grants. */
public final class TokenJson {

    /** Who made the tokens of a file: whoever wrote it. */
    private static final String WRITER = "tokens-file";

    private TokenJson() {}

    /**
     * Reads a file of tokens: an array of {@code {"id","name","sha256","grants","expires_at"}}.
     *
     * @throws Rejection if it is not that
     * @throws io.swarmbot.grant.InvalidValue if a value of a token is not good
     */
    public static List<AccessToken> readFile(byte[] content) {
        List<AccessToken> tokens = new ArrayList<>();
        ArrayElements elements = new ArrayElements(content);
        while (elements.next()) {
            Fields fields = Fields.of(content, elements.from(), elements.to() - elements.from());
            tokens.add(new AccessToken(
                    fields.string("id"),
                    fields.string("name"),
                    TokenKind.TOKEN,
                    fields.string("sha256"),
                    grants(fields),
                    Instant.EPOCH,
                    fields.optionalTime("expires_at").orElse(null),
                    WRITER,
                    null,
                    null));
            fields.end();
        }
        return tokens;
    }

    /** A token's id is there more than once. */
    public static Rejection twice(String id) {
        return new Rejection(ErrorCode.BAD_FIELD, "the id '" + id + "' is there twice");
    }

    private static Grants grants(Fields fields) {
        List<Grant> grants = new ArrayList<>();
        for (Fields grant : fields.objects("grants")) {
            grants.add(new Grant(
                    new NamePattern(grant.string("swarm")),
                    Role.parse(grant.string("role")),
                    grant.strings("agents").stream().map(NamePattern::new).toList(),
                    List.of()));
            grant.end();
        }
        return new Grants(grants);
    }

    /** Who somebody is and what they may do. */
    public static byte[] whoami(String name, boolean hasLogin, Grants grants) {
        return Wire.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("name", name);
            out.writeBooleanField("login", hasLogin);
            out.writeArrayFieldStart("grants");
            for (Grant grant : grants.list()) {
                out.writeStartObject();
                out.writeStringField("swarm", grant.swarm().text());
                out.writeStringField("role", grant.role().wireName());
                if (!grant.agents().isEmpty()) {
                    out.writeArrayFieldStart("agents");
                    for (NamePattern agent : grant.agents()) {
                        out.writeString(agent.text());
                    }
                    out.writeEndArray();
                }
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeEndObject();
        });
    }
}
