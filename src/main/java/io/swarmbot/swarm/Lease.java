package io.swarmbot.swarm;

/** One attempt at a task, which an agent holds for as long as it says so often enough. */
record Lease(String taskId, int attempt) {

    /** No agent's id has a colon. */
    private static final String MARK = "task:";

    static Lease of(Task task) {
        return new Lease(task.id(), task.attempt());
    }

    /** Under which its silence is kept, beside that of agents. */
    String key() {
        return MARK + taskId + ':' + attempt;
    }

    static boolean isKey(String key) {
        return key.startsWith(MARK);
    }

    /** Whether that key is of an attempt which somebody holds. */
    static boolean isHeld(String key, SwarmState state) {
        int end = key.lastIndexOf(':');
        Task task = state.task(key.substring(MARK.length(), end)).orElse(null);
        return task != null && task.isHeld() && key.substring(end + 1).equals(Integer.toString(task.attempt()));
    }
}
