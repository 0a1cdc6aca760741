package io.swarmbot.access;

import io.swarmbot.grant.Right;
import org.jspecify.annotations.Nullable;

/** What a route needs of its caller. */
enum Need {
    /** Nothing, not even a login. */
    PUBLIC(null),
    /** A login, whatever its rights are. */
    LOGIN(null),
    /** To view at least one swarm, also one that does not exist yet. The answer shows only those that may be viewed. */
    VIEW_SOMETHING(Right.VIEW),
    /** To observe all swarms: what is shown is not told apart by swarm. */
    OBSERVE_ALL(Right.OBSERVE),
    // The rest is in the swarm that the path names.
    VIEW(Right.VIEW),
    SUBMIT(Right.SUBMIT),
    /** To work as at least one agent. Each command says as which. */
    WORK(Right.WORK),
    STEER(Right.STEER),
    ADMINISTER(Right.ADMINISTER);

    private final @Nullable Right right;

    Need(@Nullable Right right) {
        this.right = right;
    }

    /** Null if no right is needed. */
    @Nullable
    Right right() {
        return right;
    }
}
