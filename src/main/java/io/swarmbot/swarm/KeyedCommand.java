package io.swarmbot.swarm;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A command that is done once, however often it is given: what it was answered is remembered under its key.
 *
 * @param key of the caller's own, 1 to {@value #MAX_KEY} visible characters of ASCII
 * @param hash of the command's content: the same key with another content is refused
 */
public record KeyedCommand(String key, String hash, Command command) implements Command {

    public static final int MAX_KEY = 128;

    public KeyedCommand {
        boolean isVisible = key.chars().allMatch(c -> c > ' ' && c < 0x7f);
        if (key.isEmpty() || key.length() > MAX_KEY || !isVisible) {
            throw new Rejection(
                    ErrorCode.BAD_FIELD, "an idempotency key has 1 to " + MAX_KEY + " visible characters of ASCII");
        }
    }

    /** What it is answered where it was done before; null where it was not. */
    @Nullable
    Reply replay(SwarmState state, Instant now) {
        Receipt receipt = state.receipt(key, now).orElse(null);
        if (receipt == null) {
            return null;
        }
        if (!receipt.hash().equals(hash)) {
            throw new Rejection(ErrorCode.KEY_REUSED, "the key '" + key + "' was used for another command");
        }
        return new Reply.Replayed(receipt.reply(state), receipt.cursor());
    }

    @Override
    public @Nullable String speaker() {
        return command.speaker();
    }

    @Override
    public Intervention intervention() {
        return command.intervention();
    }

    @Override
    public List<Lease> leases(SwarmState state) {
        return command.leases(state);
    }

    @Override
    public Duration patience() {
        return command.patience();
    }

    @Override
    public int size() {
        return command.size() + key.length();
    }

    @Override
    public Reply decide(Draft draft) {
        return command.decide(draft);
    }
}
