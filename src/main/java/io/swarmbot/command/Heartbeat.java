package io.swarmbot.command;

import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Identifiers;
import io.swarmbot.swarm.Lease;
import io.swarmbot.swarm.Limits;
import io.swarmbot.swarm.Receipt;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.Task;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Shows that an agent lives, and renews the leases of the tasks that it works on. Makes no event, unless the agent was
 * judged silent before.
 */
public record Heartbeat(String agentId, List<Work> tasks) implements AgentCommand {

    /** @param attempt the attempt that the agent works on; null if it does not say */
    public record Work(String id, @Nullable Integer attempt) {

        public Work {
            Identifiers.require("tasks.id", id);
            Limits.Whole.ATTEMPT.require(attempt);
        }
    }

    public Heartbeat {
        Identifiers.require("agent_id", agentId);
        tasks = List.copyOf(tasks);
        if (tasks.size() > Limits.NAMES) {
            throw new Rejection(
                    ErrorCode.BAD_FIELD, "tasks holds " + tasks.size() + " entries; " + Limits.NAMES + " is the limit");
        }
    }

    @Override
    public boolean isAnsweredWithDue() {
        return true;
    }

    @Override
    public void describe(Meaning meaning) {
        meaning.put("agent_id", agentId);
        for (int n = 0; n < tasks.size(); n++) {
            meaning.put("tasks." + n + ".id", tasks.get(n).id())
                    .put("tasks." + n + ".attempt", tasks.get(n).attempt());
        }
    }

    @Override
    public Reply decide(Draft draft) {
        return reply(draft.agent(agentId), draft.state());
    }

    private Reply.Held reply(Agent agent, SwarmState state) {
        List<Reply.HeldTask> answer = new ArrayList<>();
        for (Task task : state.heldBy(agentId)) {
            answer.add(Reply.HeldTask.held(task));
        }
        for (Work work : tasks) {
            Task present = state.task(work.id()).orElse(null);
            if (!isMine(work, present)) {
                int attempt = work.attempt() == null ? 0 : work.attempt();
                answer.add(Reply.HeldTask.canceled(work.id(), attempt, present == null ? null : present.status()));
            }
        }
        return new Reply.Held(agent, answer);
    }

    /** What the agent holds is answered as it is now; nothing of the first answer is needed. */
    @Override
    public Reply replyAgain(Receipt.Answer first, SwarmState state) {
        return state.agent(agentId).<Reply>map(agent -> reply(agent, state)).orElseGet(Reply.Gone::new);
    }

    @Override
    public List<Lease> leases(SwarmState state) {
        List<Lease> leases = new ArrayList<>();
        for (Work work : tasks) {
            leases.addAll(AttemptFence.leaseOf(state, work.id(), agentId, work.attempt()));
        }
        return leases;
    }

    private boolean isMine(Work work, @Nullable Task present) {
        return present != null && present.isHeldBy(agentId) && AttemptFence.isPresentAttempt(present, work.attempt());
    }
}
