package io.swarmbot.access;

/** How the service knows who asks. */
public enum SecurityMode {
    /** There is no login: everybody may do everything. */
    OPEN,
    /** Whoever asks has a token. */
    TOKENS,
    /** Whoever asks has a token of an OpenID Connect issuer, or one of ours. */
    OIDC
}
