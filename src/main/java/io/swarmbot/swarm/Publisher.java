package io.swarmbot.swarm;

/** Tells this process what became of a swarm's log. It never throws and never waits. */
public interface Publisher {

    /** @param notice a {@link GroupCommitted}, {@link SwarmReset} or {@link SwarmDeleted} */
    void publish(Object notice);
}
