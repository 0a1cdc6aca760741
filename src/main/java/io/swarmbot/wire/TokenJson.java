package io.swarmbot.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.swarmbot.grant.AccessToken;
import io.swarmbot.grant.Grant;
import io.swarmbot.grant.Grants;
import io.swarmbot.grant.NamePattern;
import io.swarmbot.grant.PrincipalPattern;
import io.swarmbot.grant.Role;
import io.swarmbot.grant.TokenKind;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JSON of tokens and grants. */
public final class TokenJson {

    /** Who made the tokens of a file: whoever wrote it. */
    public static final String WRITER = "tokens-file";

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

    /** A file of one token, which {@link #readFile} reads. */
    public static byte[] file(AccessToken token) {
        return Wire.bytes(out -> {
            out.writeStartArray();
            out.writeStartObject();
            out.writeStringField("id", token.id());
            out.writeStringField("name", token.name());
            out.writeStringField("sha256", token.sha256());
            write(out, token.grants());
            if (token.expiresAt() != null) {
                Wire.time(out, "expires_at", token.expiresAt());
            }
            out.writeEndObject();
            out.writeEndArray();
        });
    }

    /** A token's id is there more than once. */
    public static Rejection twice(String id) {
        return new Rejection(ErrorCode.BAD_FIELD, "the id '" + id + "' is there twice");
    }

    /**
     * Reads the field {@code grants}.
     *
     * @throws Rejection if it is not an array of grants
     * @throws io.swarmbot.grant.InvalidValue if a value of a grant is not good
     */
    public static Grants grants(Fields fields) {
        List<Grant> grants = new ArrayList<>();
        for (Fields grant : fields.objects("grants")) {
            grants.add(new Grant(
                    new NamePattern(grant.string("swarm")),
                    Role.parse(grant.string("role")),
                    grant.strings("agents").stream().map(NamePattern::new).toList(),
                    grant.strings("may_act_for").stream()
                            .map(PrincipalPattern::new)
                            .toList()));
            grant.end();
        }
        return new Grants(grants);
    }

    /**
     * Reads an array of grants.
     *
     * @throws Rejection if it is not that
     * @throws io.swarmbot.grant.InvalidValue if a value of a grant is not good
     */
    public static Grants grants(String array) {
        Fields fields = Fields.of("{\"grants\":" + array + "}");
        Grants grants = grants(fields);
        fields.end();
        return grants;
    }

    /** Writes a token as it is stored, with the hash of its secret. */
    static void write(JsonGenerator out, AccessToken token) throws IOException {
        out.writeStartObject();
        writeShown(out, token);
        out.writeStringField("sha256", token.sha256());
        out.writeEndObject();
    }

    /** Reads what {@link #write} wrote. */
    static AccessToken stored(Fields fields) {
        return new AccessToken(
                fields.string("id"),
                fields.string("name"),
                TokenKind.parse(fields.string("kind")),
                fields.string("sha256"),
                grants(fields),
                EntityJson.time(fields, "created_at"),
                EntityJson.optionalTime(fields, "expires_at"),
                fields.string("created_by"),
                fields.optionalString("parent").orElse(null),
                EntityJson.optionalTime(fields, "revoked_at"));
    }

    /** Writes what may be shown of a token. */
    private static void writeShown(JsonGenerator out, AccessToken token) throws IOException {
        out.writeStringField("id", token.id());
        out.writeStringField("name", token.name());
        out.writeStringField("kind", token.kind().wireName());
        write(out, token.grants());
        Wire.time(out, "created_at", token.createdAt());
        Wire.time(out, "expires_at", token.expiresAt());
        out.writeStringField("created_by", token.createdBy());
        Wire.string(out, "parent", token.parent());
        Wire.time(out, "revoked_at", token.revokedAt());
    }

    private static void write(JsonGenerator out, Grants grants) throws IOException {
        out.writeArrayFieldStart("grants");
        for (Grant grant : grants.list()) {
            out.writeStartObject();
            out.writeStringField("swarm", grant.swarm().text());
            out.writeStringField("role", grant.role().wireName());
            if (!grant.agents().isEmpty()) {
                Wire.strings(
                        out,
                        "agents",
                        grant.agents().stream().map(NamePattern::text).toList());
            }
            if (!grant.mayActFor().isEmpty()) {
                Wire.strings(
                        out,
                        "may_act_for",
                        grant.mayActFor().stream().map(PrincipalPattern::text).toList());
            }
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    /**
     * Tokens as a list shows them, without anything by which one could log in.
     *
     * @param lastUses when each was used last, by its id; one that was never used is missing
     */
    public static Document<Integer> list(List<AccessToken> tokens, Map<String, Instant> lastUses) {
        return new ListDocument<>(
                out -> {},
                "tokens",
                tokens,
                (out, index, token) -> {
                    out.writeStartObject();
                    writeShown(out, token);
                    Wire.time(out, "last_used_at", lastUses.get(token.id()));
                    out.writeEndObject();
                },
                out -> {});
    }

    /**
     * A token that was just made.
     *
     * @param secret the whole token, which is shown this once; null if it is not to be shown
     */
    public static byte[] made(AccessToken token, @Nullable String secret) {
        return Wire.bytes(out -> {
            out.writeStartObject();
            if (secret != null) {
                out.writeStringField("token", secret);
            }
            writeShown(out, token);
            Wire.time(out, "last_used_at", null);
            out.writeEndObject();
        });
    }

    /** A ticket that was just made, which is shown this once. */
    public static byte[] ticket(AccessToken ticket, String secret) {
        return Wire.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("ticket", secret);
            Wire.time(out, "expires_at", ticket.expiresAt());
            out.writeEndObject();
        });
    }

    /**
     * Who somebody is and what they may do.
     *
     * @param token of ours with which they logged in; null if it was not with one
     * @param expiresAt when the login expires; null if it lasts for ever
     */
    public static byte[] whoami(
            String name, boolean hasLogin, Grants grants, @Nullable AccessToken token, @Nullable Instant expiresAt) {
        return Wire.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("name", name);
            out.writeBooleanField("login", hasLogin);
            write(out, grants);
            if (token != null) {
                out.writeStringField("token_id", token.id());
                out.writeStringField("kind", token.kind().wireName());
            }
            if (hasLogin) {
                Wire.time(out, "expires_at", expiresAt);
            }
            out.writeEndObject();
        });
    }
}
