package io.swarmbot.access;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Tells everybody how one may log in here. Thread-safety: immutable. */
@ApplicationScoped
public class WaysToLogIn {

    private final SecurityMode mode;

    WaysToLogIn(SecuritySettings settings) {
        this.mode = settings.mode();
    }

    /**
     * {@code token}: a page asks for a token and opens a session with it. {@code oidc}: a page lets the browser go to
     * {@code /login/oidc}. Empty if there is no login.
     */
    public List<String> names() {
        return switch (mode) {
            case OPEN -> List.of();
            case TOKENS -> List.of("token");
            case OIDC -> List.of("token", "oidc");
        };
    }
}
