package io.swarmbot.access;

import io.swarmbot.grant.Right;
import java.util.List;

/** What a route needs of its caller. */
enum Need {
    /** Nothing, not even a login. */
    PUBLIC,
    /**
     * Nothing yet. The client logs in with its first message, which names a swarm that it must be able to view
     * ({@link LateLogin}); until then it is told nothing and can do nothing.
     */
    LATER,
    /** A login, whatever its rights are. */
    LOGIN,
    /** To view at least one swarm, also one that does not exist yet. The answer shows only those that may be viewed. */
    VIEW_SOMETHING(Right.VIEW),
    /**
     * To steer at least one swarm, also one that does not exist yet. The answer shows only those that may be steered.
     */
    STEER_SOMETHING(Right.STEER),
    /** To administer at least one swarm, also one that does not exist yet. */
    ADMINISTER_SOMETHING(Right.ADMINISTER),
    /** To observe all swarms: what is shown is not told apart by swarm. */
    OBSERVE_ALL(Right.OBSERVE),
    // The rest is in the swarm that the path names.
    VIEW(Right.VIEW),
    SUBMIT(Right.SUBMIT),
    /** To work as at least one agent. Each command says as which. */
    WORK(Right.WORK),
    STEER(Right.STEER),
    /** To send messages. The kind of the message says which of them it takes. */
    SEND(Right.SUBMIT, Right.WORK, Right.STEER),
    /** To share files: to submit, or to work as the agent that made the file. */
    SHARE(Right.SUBMIT, Right.WORK),
    /** To steer, or to work as the agent that leaves. */
    LEAVE(Right.WORK, Right.STEER),
    ADMINISTER(Right.ADMINISTER);

    @SuppressWarnings("ImmutableEnumChecker") // It is a List.of.
    private final List<Right> rights;

    Need(Right... rights) {
        this.rights = List.of(rights);
    }

    /** One of these is enough. Empty if none is needed. */
    List<Right> rights() {
        return rights;
    }
}
