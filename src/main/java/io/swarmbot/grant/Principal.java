package io.swarmbot.grant;

import org.jspecify.annotations.Nullable;

/**
 * Somebody who asks for something: a person, a program, or the application itself.
 *
 * @param name as the log shows it; see {@link PrincipalName}
 * @param tokenId the token with which it logged in; null if it came without one
 */
public record Principal(
        String name, Grants grants, @Nullable String tokenId) {

    /** Everybody, in the mode {@code open}. What it says about its {@code actor} is not checked there. */
    public static final Principal ANONYMOUS = new Principal(PrincipalName.ANONYMOUS, Grants.ALL, null);

    /** The application itself, such as a bean that names no principal. */
    public static final Principal SYSTEM = new Principal(PrincipalName.SYSTEM, Grants.ALL, null);

    public Principal {
        PrincipalName.require("name", name);
        if (tokenId != null) {
            TokenText.requireId("token id", tokenId);
            PrincipalName.requireOfLogin("name", name);
        }
    }

    /**
     * A principal that logged in without a token of ours, such as with OpenID Connect.
     *
     * @throws InvalidValue if the name cannot be that of a principal with a login
     */
    public static Principal ofLogin(String name, Grants grants) {
        return new Principal(PrincipalName.requireOfLogin("name", name), grants, null);
    }
}
