package io.swarmbot.coordinator;

/**
 * Tells this process what became of a swarm's log, and whether the store answers.
 *
 * <p>Ordering: the notices of one swarm come one after another, in log order.
 *
 * <p>Failure: it never throws, whatever those who are told do. It runs on the thread that works for the swarm, so
 * whoever is told must only signal and must not wait.
 */
public interface Publisher {

    void publish(Notice notice);
}
