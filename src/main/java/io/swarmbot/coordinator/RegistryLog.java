package io.swarmbot.coordinator;

import org.jspecify.annotations.Nullable;

/**
 * What is different about the log of tokens, {@link SwarmCoordinator#REGISTRY}: it is in no list, count, stream,
 * observer or limit of swarms.
 *
 * <p>Thread-safety: any thread.
 */
final class RegistryLog {

    private RegistryLog() {}

    /** Whether that is the log of tokens. */
    static boolean is(String log) {
        return log.equals(SwarmCoordinator.REGISTRY);
    }

    /** Whether a log of that name is made again if the store has none. */
    static boolean isLasting(String log) {
        return log.equals(SwarmCoordinator.DEFAULT_SWARM) || is(log);
    }

    /**
     * A publisher that tells of the registry only that it moved, so that no subscriber and no observer sees a token.
     *
     * @param publisher gets everything else as it is
     */
    static Publisher hiddenFrom(Publisher publisher) {
        return notice -> {
            String log = logOf(notice);
            if (log == null || !is(log)) {
                publisher.publish(notice);
            } else if (notice instanceof GroupCommitted || notice instanceof SwarmReset) {
                publisher.publish(new RegistryMoved(notice instanceof SwarmReset));
            }
        };
    }

    private static @Nullable String logOf(Notice notice) {
        if (notice instanceof GroupCommitted group) {
            return group.swarm();
        } else if (notice instanceof SwarmReset reset) {
            return reset.swarm();
        } else if (notice instanceof SwarmDeleted deleted) {
            return deleted.swarm();
        }
        return notice instanceof StoreAvailability store ? store.swarm() : null;
    }
}
