package io.swarmbot.access;

import io.swarmbot.command.AgentCommand;
import io.swarmbot.command.AgentSteering;
import io.swarmbot.command.Command;
import io.swarmbot.command.Giver;
import io.swarmbot.command.KeyedCommand;
import io.swarmbot.command.RemoveAgent;
import io.swarmbot.command.SetAgentMode;
import io.swarmbot.command.SubmitTask;
import io.swarmbot.command.TaskCommand;
import io.swarmbot.grant.AccessToken;
import io.swarmbot.grant.Grants;
import io.swarmbot.grant.Principal;
import io.swarmbot.grant.Right;
import io.swarmbot.push.Admission;
import io.swarmbot.swarm.AgentMode;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Whoever sent a request, and what it may do.
 *
 * <p>Thread-safety: any thread.
 */
public final class Caller {

    private static final String KEY = "swarmbot.caller";

    private final Principal principal;
    private final @Nullable AccessToken token;
    private final Logins logins;

    private Caller(Principal principal, @Nullable AccessToken token, Logins logins) {
        this.principal = principal;
        this.token = token;
        this.logins = logins;
    }

    /** Everybody, if there is no login. */
    static Caller anonymous(Logins logins) {
        return new Caller(Principal.ANONYMOUS, null, logins);
    }

    static Caller of(AccessToken token, Logins logins) {
        return new Caller(token.principal(), token, logins);
    }

    /** The caller of a request that has passed the gate. */
    public static Caller of(RoutingContext context) {
        return Objects.requireNonNull(context.get(KEY), "every request has a caller");
    }

    void keepIn(RoutingContext context) {
        context.put(KEY, this);
    }

    public String name() {
        return principal.name();
    }

    public Grants grants() {
        return principal.grants();
    }

    /** Whether there is no login, so that callers are not told apart. */
    public boolean isAnonymous() {
        return token == null;
    }

    public boolean mayView(String swarm) {
        return grants().give(Right.VIEW, swarm);
    }

    /** How long a stream of this caller may go on. */
    public Admission.Login login() {
        AccessToken known = token;
        if (known == null) {
            return Admission.Login.FOR_EVER;
        }
        return () -> {
            EndOfLogin end = logins.end(known);
            return end == null ? null : end.wireName();
        };
    }

    /**
     * Requires that the login is still good: the rest of a request may come long after its head.
     *
     * @throws Rejection {@code unauthenticated} if it is not
     */
    public void requireLogin() {
        if (token != null) {
            logins.requireGood(token);
        }
    }

    /**
     * Lets an answer wait only as long as this caller's login is good: then it is canceled.
     *
     * @return the answer; fails with {@code unauthenticated} if it was canceled for that
     */
    public <T> CompletableFuture<T> untilLoginEnds(CompletableFuture<T> answer) {
        return token == null ? answer : logins.untilEnd(token, answer);
    }

    /**
     * Requires at least one of the rights in a swarm.
     *
     * @throws Rejection {@code unknown_swarm} if the caller may not even view it, so that nobody learns whether it is
     *     there; {@code forbidden} otherwise
     */
    void requireAny(List<Right> rights, String swarm) {
        if (!mayView(swarm)) {
            throw new Rejection(ErrorCode.UNKNOWN_SWARM, "there is no swarm '" + swarm + "'");
        }
        if (rights.stream().noneMatch(right -> grants().give(right, swarm))) {
            throw missing(rights.get(0), "in swarm '" + swarm + "'");
        }
    }

    /** Requires a right that is not about one swarm. */
    void requireAnywhere(Need need) {
        Right right = need.rights().get(0);
        boolean isGiven = need == Need.OBSERVE_ALL ? grants().giveEverywhere(right) : grants().giveAnywhere(right);
        if (!isGiven) {
            throw missing(right, need == Need.OBSERVE_ALL ? "in all swarms" : "in any swarm");
        }
    }

    private Rejection missing(Right right, String where) {
        return new Rejection(ErrorCode.FORBIDDEN, "'" + name() + "' lacks the right " + right.wireName() + " " + where);
    }

    /** This caller as one who gives commands to a swarm. */
    public Giver in(String swarm) {
        return isAnonymous() ? Giver.ANYBODY : new InSwarm(swarm);
    }

    private final class InSwarm implements Giver {

        private final String swarm;

        InSwarm(String swarm) {
            this.swarm = swarm;
        }

        @Override
        public String name() {
            return principal.name();
        }

        @Override
        public void require(Command command) {
            requireLogin();
            requireRight(command);
        }

        private void requireRight(Command command) {
            if (command instanceof KeyedCommand keyed) {
                requireRight(keyed.command());
            } else if (command instanceof AgentCommand work) {
                requireToWorkAs(work.agentId());
            } else if (command instanceof TaskCommand work) {
                requireToWorkAs(work.agentId());
            } else if (command instanceof AgentSteering leaving && isToLeave(leaving)) {
                requireToLeave(leaving.agentId());
            } else if (command instanceof SubmitTask) {
                requireAny(List.of(Right.SUBMIT), swarm);
            } else {
                requireAny(List.of(Right.STEER), swarm);
            }
        }

        private boolean isToLeave(AgentSteering command) {
            return command instanceof RemoveAgent
                    || command instanceof SetAgentMode change && change.mode() == AgentMode.DRAINING;
        }

        private void requireToLeave(String agentId) {
            if (!grants().give(Right.STEER, swarm)) {
                requireToWorkAs(agentId);
            }
        }

        /** @param agentId null for whichever agent holds the task */
        private void requireToWorkAs(@Nullable String agentId) {
            requireAny(List.of(Right.WORK), swarm);
            if (agentId == null || !grants().letWorkAs(swarm, agentId)) {
                throw missing(Right.WORK, "as agent '" + agentId + "' of swarm '" + swarm + "'");
            }
        }
    }
}
