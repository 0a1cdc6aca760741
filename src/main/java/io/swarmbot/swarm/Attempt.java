package io.swarmbot.swarm;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The present attempt at a task: who works on it and what came of it so far. A task that was never claimed is in
 * attempt 0.
 *
 * @param number how often the task was claimed; commands name it, so that agents of older attempts are refused
 * @param terms the smallest of what the task, the claim and the agent gave when the attempt began; it stays the same
 *     until the attempt ends
 * @param assignedAgents the agents that hold the task; after its end, those that held it last
 * @param progress 0 to 100 percent
 * @param question what the agent asked last in this attempt
 * @param answer the answer to that question
 * @param answerBy until when the question can be answered; null if no question is open
 * @param error why the task failed, or why the attempt before this one did
 * @param notBefore until when the task is kept back after a failed attempt
 * @param finishedAt when the task ended; null as long as it is open
 */
public record Attempt(
        int number,
        Lease.Terms terms,
        List<String> assignedAgents,
        @Nullable Integer progress,
        @Nullable String message,
        @Nullable Json question,
        @Nullable Json answer,
        @Nullable Instant answerBy,
        @Nullable Json result,
        @Nullable Json error,
        @Nullable Instant notBefore,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt) {

    /** The attempt of a task that nobody has claimed yet. */
    static final Attempt NONE = new Builder(0, List.of()).build();

    public Attempt {
        assignedAgents = List.copyOf(assignedAgents);
    }

    /** Starts an attempt in which nothing has happened yet. */
    public static Builder builder(int number, List<String> assignedAgents) {
        return new Builder(number, assignedAgents);
    }

    /** Starts a copy of this attempt; every field that is not set stays as it is. */
    public Builder change() {
        return new Builder(number, assignedAgents)
                .terms(terms)
                .progress(progress)
                .message(message)
                .question(question)
                .answer(answer)
                .answerBy(answerBy)
                .result(result)
                .error(error)
                .notBefore(notBefore)
                .startedAt(startedAt)
                .finishedAt(finishedAt);
    }

    /** Collects the fields of an attempt; those that are not set are null. Not thread-safe. */
    public static final class Builder {

        private final int number;
        private Lease.Terms terms = Lease.Terms.NONE;
        private List<String> assignedAgents;
        private @Nullable Integer progress;
        private @Nullable String message;
        private @Nullable Json question;
        private @Nullable Json answer;
        private @Nullable Instant answerBy;
        private @Nullable Json result;
        private @Nullable Json error;
        private @Nullable Instant notBefore;
        private @Nullable Instant startedAt;
        private @Nullable Instant finishedAt;

        private Builder(int number, List<String> assignedAgents) {
            this.number = number;
            this.assignedAgents = assignedAgents;
        }

        public Builder terms(Lease.Terms value) {
            terms = value;
            return this;
        }

        public Builder assignedAgents(List<String> agents) {
            assignedAgents = agents;
            return this;
        }

        public Builder progress(@Nullable Integer percent) {
            progress = percent;
            return this;
        }

        public Builder message(@Nullable String text) {
            message = text;
            return this;
        }

        public Builder question(@Nullable Json value) {
            question = value;
            return this;
        }

        public Builder answer(@Nullable Json value) {
            answer = value;
            return this;
        }

        public Builder answerBy(@Nullable Instant time) {
            answerBy = time;
            return this;
        }

        public Builder result(@Nullable Json value) {
            result = value;
            return this;
        }

        public Builder error(@Nullable Json value) {
            error = value;
            return this;
        }

        public Builder notBefore(@Nullable Instant time) {
            notBefore = time;
            return this;
        }

        public Builder startedAt(@Nullable Instant time) {
            startedAt = time;
            return this;
        }

        public Builder finishedAt(@Nullable Instant time) {
            finishedAt = time;
            return this;
        }

        public Attempt build() {
            return new Attempt(
                    number,
                    terms,
                    assignedAgents,
                    progress,
                    message,
                    question,
                    answer,
                    answerBy,
                    result,
                    error,
                    notBefore,
                    startedAt,
                    finishedAt);
        }
    }
}
