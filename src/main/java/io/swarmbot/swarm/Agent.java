package io.swarmbot.swarm;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A program that works on tasks, as the log describes it.
 *
 * @param modeBy who set the mode; null if nobody did or it is not known
 * @param version the sequence of the last event that changed the agent
 */
public record Agent(
        String id,
        Description description,
        AgentMode mode,
        @Nullable String modeBy,
        Activity activity,
        Liveness liveness,
        Instant registeredAt,
        Instant updatedAt,
        long version) {

    /**
     * What an agent says about itself when it registers.
     *
     * @param slots how many tasks it is given at a time, if tasks are pushed to it
     * @param terms the lease that it wants for its tasks
     */
    public record Description(
            String name,
            @Nullable String role,
            List<String> capabilities,
            Assignment assignment,
            int slots,
            Lease.Terms terms,
            @Nullable Json metrics) {

        public Description {
            capabilities = List.copyOf(capabilities);
        }
    }

    /**
     * What an agent does and what it has done: the part of an agent that changes with its work.
     *
     * @param currentTask the task that the agent got last; once that ended, the one it holds that changed last
     * @param completed tasks that the agent completed
     * @param failed attempts that ended without a result, whoever ended them; canceled ones do not count
     */
    public record Activity(
            AgentStatus status,
            @Nullable String currentTask,
            @Nullable Json details,
            int completed,
            int failed) {

        /** The activity of an agent that has just registered. */
        static final Activity NONE = new Activity(AgentStatus.IDLE, null, null, 0, 0);

        public Activity with(AgentStatus newStatus, @Nullable Json newDetails) {
            return new Activity(newStatus, currentTask, newDetails, completed, failed);
        }

        public Activity with(AgentStatus newStatus) {
            return with(newStatus, details);
        }

        public Activity at(@Nullable String task) {
            return new Activity(status, task, details, completed, failed);
        }

        public Activity plusCompleted(int tasks) {
            return new Activity(status, currentTask, details, completed + tasks, failed);
        }

        public Activity plusFailed(int attempts) {
            return new Activity(status, currentTask, details, completed, failed + attempts);
        }
    }

    /** A new agent: active, idle, live, without work. */
    public static Agent registered(String id, Description description, Stamp stamp) {
        Instant now = stamp.timestamp();
        return new Agent(id, description, AgentMode.ACTIVE, null, Activity.NONE, Liveness.LIVE, now, now, stamp.seq());
    }

    public String name() {
        return description.name();
    }

    public @Nullable String role() {
        return description.role();
    }

    public List<String> capabilities() {
        return description.capabilities();
    }

    public Assignment assignment() {
        return description.assignment();
    }

    public int slots() {
        return description.slots();
    }

    public Lease.Terms terms() {
        return description.terms();
    }

    public @Nullable Json metrics() {
        return description.metrics();
    }

    public AgentStatus status() {
        return activity.status();
    }

    public @Nullable String currentTask() {
        return activity.currentTask();
    }

    public @Nullable Json details() {
        return activity.details();
    }

    public int completed() {
        return activity.completed();
    }

    public int failed() {
        return activity.failed();
    }

    /**
     * How many of 1,000 attempts the agent completes. A new agent starts with 1,000, and one success is added to its
     * record.
     */
    int reliability() {
        return (int) ((completed() + 1L) * 1_000 / (completed() + failed() + 1L));
    }

    /** Whether the agent may be given something to do, now or when it has room. */
    public boolean isAvailable() {
        return mayClaim()
                && liveness == Liveness.LIVE
                && status() != AgentStatus.ERROR
                && status() != AgentStatus.OFFLINE;
    }

    /** Whether the agent may ask for tasks: nobody paused it, and it did not pause itself. */
    public boolean mayClaim() {
        return mode == AgentMode.ACTIVE && status() != AgentStatus.PAUSED;
    }

    /** How many tasks the agent is given to hold at a time. */
    public int mostTasks() {
        return assignment() == Assignment.PUSH ? slots() : Limits.NAMES;
    }

    public Agent with(Description newDescription, Stamp stamp) {
        return changed(newDescription, activity, liveness, stamp);
    }

    /** The agent with a mode that whoever is on the stamp gives it. */
    public Agent with(AgentMode newMode, Stamp stamp) {
        return new Agent(
                id,
                description,
                newMode,
                stamp.actor(),
                activity,
                liveness,
                registeredAt,
                stamp.timestamp(),
                stamp.seq());
    }

    Agent with(Activity newActivity, Stamp stamp) {
        return changed(description, newActivity, liveness, stamp);
    }

    Agent with(Liveness newLiveness, Stamp stamp) {
        return changed(description, activity, newLiveness, stamp);
    }

    private Agent changed(Description newDescription, Activity newActivity, Liveness newLiveness, Stamp stamp) {
        return new Agent(
                id,
                newDescription,
                mode,
                modeBy,
                newActivity,
                newLiveness,
                registeredAt,
                stamp.timestamp(),
                stamp.seq());
    }
}
