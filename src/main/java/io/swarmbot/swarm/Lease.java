package io.swarmbot.swarm;

/** The right of an agent to work on one attempt at a task. It ends if the agent does not renew it often enough. */
public record Lease(String taskId, int attempt) {

    /** Tells leases from agents: no agent's id has a colon. */
    private static final String MARK = "task:";

    public static Lease of(Task task) {
        return new Lease(task.id(), task.attempt().number());
    }

    /** The key under which its last renewal is kept, beside those of agents. */
    public String key() {
        return MARK + taskId + ':' + attempt;
    }

    public static boolean isKey(String key) {
        return key.startsWith(MARK);
    }

    /** Whether the key is of an attempt that an agent holds in this state. */
    public static boolean isHeld(String key, SwarmState state) {
        int end = key.lastIndexOf(':');
        Task task = state.task(key.substring(MARK.length(), end)).orElse(null);
        return task != null
                && task.isHeld()
                && key.substring(end + 1).equals(Integer.toString(task.attempt().number()));
    }
}
