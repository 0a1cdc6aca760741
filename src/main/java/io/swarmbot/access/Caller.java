package io.swarmbot.access;

import io.swarmbot.access.limit.CallerLimits;
import io.swarmbot.command.AgentCommand;
import io.swarmbot.command.AgentSteering;
import io.swarmbot.command.Command;
import io.swarmbot.command.FileCommand;
import io.swarmbot.command.Giver;
import io.swarmbot.command.MessageCommand;
import io.swarmbot.command.RemoveAgent;
import io.swarmbot.command.SetAgentMode;
import io.swarmbot.command.SubmitTask;
import io.swarmbot.command.TaskCommand;
import io.swarmbot.grant.AccessToken;
import io.swarmbot.grant.Grant;
import io.swarmbot.grant.Grants;
import io.swarmbot.grant.NamePattern;
import io.swarmbot.grant.Principal;
import io.swarmbot.grant.Right;
import io.swarmbot.grant.Role;
import io.swarmbot.push.Admission;
import io.swarmbot.swarm.AgentMode;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.message.MessageKind;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
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
    private static final String WARM_UP = "warm-up";

    private final Principal principal;
    private final @Nullable Login login;
    private final Logins logins;
    private final CallerLimits limits;

    private Caller(Principal principal, @Nullable Login login, Logins logins) {
        this(principal, login, logins, logins.limits());
    }

    private Caller(Principal principal, @Nullable Login login, Logins logins, CallerLimits limits) {
        this.principal = principal;
        this.login = login;
        this.logins = logins;
        this.limits = limits;
    }

    /** Everybody, if there is no login. */
    static Caller anonymous(Logins logins) {
        return new Caller(Principal.ANONYMOUS, null, logins);
    }

    static Caller of(Login login, Logins logins) {
        return new Caller(login.principal(), login, logins);
    }

    /**
     * The service itself, while it warms up. It may do everything in one swarm, and nothing elsewhere.
     *
     * @param limits count what it does apart from what clients do
     */
    static Caller ofService(String swarm, Logins logins, CallerLimits limits) {
        Grants own = Grants.of(new Grant(new NamePattern(swarm), Role.ADMIN));
        Login login = new Login.OfService(Principal.ofLogin(WARM_UP, own));
        return new Caller(login.principal(), login, logins, limits);
    }

    /**
     * @param ticket says what the caller may do
     * @param parent the login from which the ticket came, with which this one ends
     */
    static Caller ofTicket(AccessToken ticket, AccessToken parent, Logins logins) {
        return new Caller(
                new Principal(ticket.name(), ticket.grants(), parent.id()),
                new Login.WithToken(parent, logins),
                logins);
    }

    /** The caller of a request that has passed the gate. */
    public static Caller of(RoutingContext context) {
        return Objects.requireNonNull(context.get(KEY), "every request has a caller");
    }

    /** The caller of a request; null if the gate has not let it in, or did not have to ask who it is. */
    static @Nullable Caller find(RoutingContext context) {
        return context.get(KEY);
    }

    void keepIn(RoutingContext context) {
        context.put(KEY, this);
    }

    public String name() {
        return principal.name();
    }

    /** The id of the caller's token, which is no secret; null if there is no login. */
    @Nullable
    String tokenId() {
        return principal.tokenId();
    }

    public Grants grants() {
        return principal.grants();
    }

    /** Our token with which it logged in; null if it came without one. */
    public @Nullable AccessToken token() {
        return login instanceof Login.WithToken known ? known.token() : null;
    }

    /** When its login expires; null if it lasts for ever. */
    public @Nullable Instant expiresAt() {
        return login == null ? null : login.expiresAt();
    }

    /** @throws Rejection {@code forbidden} if it came without one */
    Login requireAnyLogin() {
        if (login == null) {
            throw new Rejection(ErrorCode.FORBIDDEN, "this takes a login");
        }
        return login;
    }

    /** Whether that is the caller's own token, or came from it. */
    boolean isOwn(AccessToken other) {
        AccessToken token = token();
        return token != null
                && (other.id().equals(token.id())
                        || token.id().equals(other.parent())
                        || other.id().equals(token.parent()));
    }

    /** Whether there is no login, so that callers are not told apart. */
    public boolean isAnonymous() {
        return login == null;
    }

    public boolean mayView(String swarm) {
        return grants().give(Right.VIEW, swarm);
    }

    public boolean maySteer(String swarm) {
        return grants().give(Right.STEER, swarm);
    }

    /** How many streams this caller may have, and how long they may go on. */
    public Admission.Login login() {
        Login known = login;
        if (known == null) {
            return Admission.Login.FOR_EVER;
        }
        return new Admission.Login() {
            @Override
            public @Nullable String end() {
                EndOfLogin end = known.end();
                return end == null ? null : end.wireName();
            }

            @Override
            public void takePlace() {
                limits.streams().take(principal.name());
            }

            @Override
            public void givePlace() {
                limits.streams().give(principal.name());
            }
        };
    }

    /** How long the answer to a request of this caller is held back that was refused with {@code rate_limited}. */
    Duration holdRefusal() {
        return limits.commands().holdRefusal(name());
    }

    /**
     * This caller with a new token, for a stream that is to go on after the present one has ended.
     *
     * @param text the token, as it would stand in {@code Authorization} after {@code Bearer}
     * @return fails with {@code unauthenticated} if the token is not good, and with {@code forbidden} if it is one of
     *     another principal, or may not view the swarm
     * @throws Rejection {@code rate_limited}: to renew counts like a command
     */
    public CompletableFuture<Caller> renewed(String text, String swarm) {
        limits.commands().take(name(), swarm);
        return logins.callerOf(text).thenApply(renewed -> {
            if (!renewed.name().equals(name()) || !renewed.mayView(swarm)) {
                throw new Rejection(
                        ErrorCode.FORBIDDEN,
                        "a login is renewed with a token of the same principal that may view the swarm");
            }
            return renewed;
        });
    }

    /** Whether what it logged in with is still good. */
    boolean isLoginGood() {
        return login == null || login.end() == null;
    }

    /**
     * Requires that the login is still good: the rest of a request may come long after its head.
     *
     * @throws Rejection {@code unauthenticated} if it is not
     */
    public void requireLogin() {
        if (!isLoginGood()) {
            throw Logins.notGood();
        }
    }

    /**
     * Lets an answer wait only as long as this caller's login is good: then it is canceled.
     *
     * @return the answer; fails with {@code unauthenticated} if it was canceled for that
     */
    public <T> CompletableFuture<T> untilLoginEnds(CompletableFuture<T> answer) {
        return login == null ? answer : logins.untilEnd(login, answer);
    }

    /**
     * Requires at least one of the rights in a swarm.
     *
     * @throws Rejection {@code unknown_swarm} if the caller may not even view it, so that nobody learns whether it is
     *     there; {@code forbidden} otherwise
     */
    void requireAny(List<Right> rights, String swarm) {
        requireToView(swarm);
        if (rights.stream().noneMatch(right -> grants().give(right, swarm))) {
            throw missing(rights.get(0), "in swarm '" + swarm + "'");
        }
    }

    /**
     * Requires a right in a swarm.
     *
     * @throws Rejection {@code unknown_swarm} if the caller may not even view it; {@code forbidden} otherwise
     */
    public void require(Right right, String swarm) {
        requireAny(List.of(right), swarm);
    }

    /**
     * Requires the right to work as an agent of a swarm.
     *
     * @param agentId null for whichever agent holds a task
     * @throws Rejection {@code unknown_swarm} if the caller may not even view the swarm; {@code forbidden} otherwise
     */
    public void requireToWorkAs(@Nullable String agentId, String swarm) {
        require(Right.WORK, swarm);
        if (agentId == null || !grants().letWorkAs(swarm, agentId)) {
            throw missing(Right.WORK, "as agent '" + agentId + "' of swarm '" + swarm + "'");
        }
    }

    /**
     * Requires the right to share a file in a swarm: as that agent, or else to submit.
     *
     * @param agentId the agent that made the file; null if none did
     * @throws Rejection {@code unknown_swarm} if the caller may not even view the swarm; {@code forbidden} otherwise
     */
    public void requireToShare(@Nullable String agentId, String swarm) {
        if (agentId == null) {
            require(Right.SUBMIT, swarm);
        } else {
            requireToWorkAs(agentId, swarm);
        }
    }

    /** @throws Rejection {@code unknown_swarm} if the caller may not view the swarm */
    void requireToView(String swarm) {
        if (!mayView(swarm)) {
            throw new Rejection(ErrorCode.UNKNOWN_SWARM, "there is no swarm '" + swarm + "'");
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
        if (!isAnonymous()) {
            return new InSwarm(swarm);
        }
        return limits.commands().areForSwarms() ? new AnybodyInSwarm(swarm) : Giver.ANYBODY;
    }

    /** Somebody without a login, who is given no more than the swarm takes. */
    private final class AnybodyInSwarm implements Giver {

        private final String swarm;

        AnybodyInSwarm(String swarm) {
            this.swarm = swarm;
        }

        @Override
        public @Nullable String name() {
            return null;
        }

        @Override
        public boolean mayActFor(String actor) {
            return true;
        }

        @Override
        public void require(Command command) {
            limits.commands().take(swarm);
        }
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
        public boolean mayActFor(String actor) {
            return grants().letActFor(swarm, actor);
        }

        @Override
        public void require(Command command) {
            requireLogin();
            limits.commands().take(principal.name(), swarm);
            requireRight(command.plain());
        }

        @Override
        public void requireStill(Command command) {
            requireRight(command.plain());
        }

        @Override
        public void beginWait() {
            limits.waitingClaims().take(principal.name());
        }

        @Override
        public void endWait() {
            limits.waitingClaims().give(principal.name());
        }

        private void requireRight(Command command) {
            if (command instanceof AgentCommand work) {
                requireToWorkAs(work.agentId(), swarm);
            } else if (command instanceof TaskCommand work) {
                requireToWorkAs(work.agentId(), swarm);
            } else if (command instanceof AgentSteering leaving && isToLeave(leaving)) {
                requireToLeave(leaving.agentId());
            } else if (command instanceof SubmitTask) {
                requireAny(List.of(Right.SUBMIT), swarm);
            } else if (command instanceof FileCommand.Share sharing) {
                requireToShare(sharing.agentId(), swarm);
            } else if (command instanceof FileCommand.Remove) {
                // Whoever shared it may remove it. The command itself knows who that was.
                requireToView(swarm);
            } else if (command instanceof MessageCommand.Acknowledge reading) {
                requireToWorkAs(reading.agentId(), swarm);
            } else if (command instanceof MessageCommand.Send sending && sending.kind() == MessageKind.FOLLOW_UP) {
                requireAny(Need.SEND.rights(), swarm);
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
                requireToWorkAs(agentId, swarm);
            }
        }
    }
}
