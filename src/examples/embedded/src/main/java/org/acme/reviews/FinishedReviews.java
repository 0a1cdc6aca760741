package org.acme.reviews;

import io.swarmbot.swarm.TaskEvent.TaskStatusChanged;
import io.swarmbot.swarm.TaskStatus;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/** Remembers which tasks were completed. Thread-safe. */
@ApplicationScoped
public class FinishedReviews {

    private final Set<String> ids = new ConcurrentSkipListSet<>();

    /** Called once for each event, in log order, after the event was stored. */
    void onStatus(@Observes TaskStatusChanged event) {
        if (event.status() == TaskStatus.COMPLETED) {
            ids.add(event.taskId());
        }
    }

    /** The ids of all tasks that were completed since this process started. */
    public Set<String> ids() {
        return Set.copyOf(ids);
    }
}
