package io.swarmbot.command;

import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Lease;
import io.swarmbot.swarm.Named;
import io.swarmbot.swarm.Receipt;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.Stamp;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.TaskRules;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A command, and something about the way it was given. Apart from that it is the command inside. */
public sealed interface WrappedCommand extends Command {

    /** The command inside. It may be wrapped, too. */
    Command command();

    /** The same wrapping around another command. */
    WrappedCommand with(Command other);

    @Override
    default Command plain() {
        return command().plain();
    }

    @Override
    default @Nullable String speaker() {
        return command().speaker();
    }

    @Override
    default Intervention intervention() {
        return command().intervention();
    }

    @Override
    default List<Lease> leases(SwarmState state) {
        return command().leases(state);
    }

    @Override
    default boolean isAnsweredWithDue() {
        return command().isAnsweredWithDue();
    }

    @Override
    default boolean isAnsweredWithHeldTask() {
        return command().isAnsweredWithHeldTask();
    }

    @Override
    default Duration patience() {
        return command().patience();
    }

    @Override
    default int size() {
        return command().size();
    }

    @Override
    default void describe(Meaning meaning) {
        command().describe(meaning);
    }

    @Override
    default Reply decide(Draft draft) {
        return command().decide(draft);
    }

    @Override
    default Reply replyAgain(Receipt.Answer first, SwarmState state) {
        return command().replyAgain(first, state);
    }

    /**
     * A command with an idempotency key: it is done once, however often it is given, and each time it gets the first
     * answer.
     *
     * @param key chosen by the caller, 1 to {@value #MAX_KEY} visible characters of ASCII
     * @param owner the principal whose key it is: the keys of two are never the same. Null if callers are not told
     *     apart
     * @param fingerprint of what the command says: the same key with another content is refused
     */
    record Keyed(String key, @Nullable String owner, Fingerprint fingerprint, Command command)
            implements WrappedCommand {

        /** Tells whether two commands with one key say the same. */
        public interface Fingerprint {

            /** The hash that a receipt of the command keeps. */
            String hash(TaskRules rules);

            /** Whether a receipt with that hash is of a command that says the same. */
            boolean matches(String hash, TaskRules rules);
        }

        /** A fingerprint that is given. */
        private record FixedFingerprint(String hash) implements Fingerprint {

            @Override
            public String hash(TaskRules rules) {
                return hash;
            }

            @Override
            public boolean matches(String other, TaskRules rules) {
                return hash.equals(other);
            }
        }

        public static final int MAX_KEY = 128;

        public Keyed {
            boolean isVisible = key.chars().allMatch(c -> c > ' ' && c < 0x7f);
            if (key.isEmpty() || key.length() > MAX_KEY || !isVisible) {
                throw new Rejection(
                        ErrorCode.BAD_FIELD, "an idempotency key has 1 to " + MAX_KEY + " visible characters of ASCII");
            }
        }

        /** A command whose content the caller has hashed. */
        public Keyed(String key, String hash, Command command) {
            this(key, null, new FixedFingerprint(hash), command);
        }

        @Override
        public Keyed with(Command other) {
            return new Keyed(key, owner, fingerprint, other);
        }

        /** The key among those of all owners. No key has a space, so nobody can say one of somebody else. */
        private String receiptKey() {
            return owner == null ? key : owner + " " + key;
        }

        /**
         * The first answer again, with the entity as it is now; null if the command was not done before.
         *
         * @throws Rejection {@code key_reused} if another command was done under this key; {@code unreadable} if it
         *     cannot be said what was done
         */
        @Nullable
        Reply replay(SwarmState state, Instant now) {
            Receipt receipt = state.receipt(receiptKey(), now).orElse(null);
            if (receipt == null) {
                return null;
            }
            if (receipt.isUnreadable()) {
                throw Named.unreadable("what was done under the key '" + key + "'");
            }
            if (!fingerprint.matches(receipt.hash(), state.rules())) {
                throw new Rejection(ErrorCode.KEY_REUSED, "the key '" + key + "' was used for another command");
            }
            return new Reply.Replayed(command.replyAgain(receipt.answer(), state), receipt.cursor());
        }

        /** What is remembered of this command after it was answered; null if it counts as not done. */
        @Nullable
        Receipt receipt(Reply reply, Stamp stamp, TaskRules rules) {
            Receipt.Answer answer = reply.remembered();
            return answer == null
                    ? null
                    : new Receipt(receiptKey(), fingerprint.hash(rules), answer, stamp.cursor(), stamp.timestamp());
        }

        @Override
        public int size() {
            return command.size() + receiptKey().length();
        }
    }

    /**
     * A command that belongs to a trace. Its last event says so.
     *
     * @param traceparent as W3C Trace Context 1 has it, in the 55 characters of version 00
     */
    record Traced(String traceparent, Command command) implements WrappedCommand {

        /** Version, trace, span and flags; neither version ff nor an id of zeros only is allowed. */
        private static final Pattern FORM =
                Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

        public Traced {
            if (!isTraceparent(traceparent)) {
                throw new Rejection(
                        ErrorCode.BAD_FIELD,
                        "traceparent is as in W3C Trace Context: 00-<32 hex digits>-<16 hex digits>-<2 hex digits>");
            }
        }

        /**
         * The command in the trace of the request with which it came, unless the command says a trace itself.
         *
         * @param header of the request. What has not the form of a {@code traceparent} is ignored, as the standard
         *     wants
         */
        public static Command of(@Nullable String header, Command command) {
            return header == null || command instanceof Traced || !isTraceparent(header)
                    ? command
                    : new Traced(header, command);
        }

        /** Like {@link #of(String, Command)}, for each of the commands. */
        public static List<Command> of(@Nullable String header, List<Command> commands) {
            return header == null
                    ? commands
                    : commands.stream().map(command -> of(header, command)).toList();
        }

        private static boolean isTraceparent(String text) {
            return FORM.matcher(text).matches();
        }

        @Override
        public Traced with(Command other) {
            return new Traced(traceparent, other);
        }

        @Override
        public int size() {
            return command.size() + traceparent.length();
        }
    }
}
