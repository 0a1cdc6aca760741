package io.swarmbot.coordinator;

import io.swarmbot.concurrent.StageFailure;
import io.swarmbot.coordinator.measure.CoordinatorMeter;
import io.swarmbot.coordinator.time.Idleness;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.NoSuchSwarmException;
import io.swarmbot.store.PageLimit;
import io.swarmbot.store.ReadResult;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.view.InboxEntry;
import io.swarmbot.swarm.view.InboxPage;
import io.swarmbot.swarm.view.SwarmOverview;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The swarms that this process knows: those that are loaded, and one line of each that is not. It loads a swarm when
 * somebody asks for it, and puts the line in its place when its runner is unloaded.
 *
 * <p>Thread-safety: any thread. A swarm has one place at a time, so there are never two runners that take requests.
 */
final class SwarmRegistry {

    /** What is known of one swarm. */
    sealed interface Place permits LoadedSwarm, Unloaded {}

    /**
     * A swarm that is not in memory.
     *
     * @param isOutdated whether its log has moved on since
     */
    record Unloaded(SwarmLine line, boolean isOutdated) implements Place {}

    /**
     * All that is kept of a swarm that is not loaded. By the rules of {@link Idleness} nothing is due in it, so there
     * is no next time to remember.
     *
     * @param failed the newest tasks that failed for good: all that the inbox may have to show. A task with a question
     *     or an alert keeps its swarm loaded
     * @param isMeasured whether metrics were taken at this cursor, so that loading the swarm is no reason to take them
     *     again
     */
    record SwarmLine(SwarmOverview overview, List<InboxEntry> failed, boolean isMeasured) {

        static SwarmLine of(SwarmState state, boolean isMeasured, Instant now) {
            return new SwarmLine(SwarmOverview.of(state), InboxPage.newestFailed(state, now), isMeasured);
        }

        Cursor cursor() {
            return overview.cursor();
        }
    }

    /** A swarm of another coordinator that is found here by its name, and is in no list of this registry. */
    private record Mounted(String swarm, SwarmRegistry registry) {}

    private static final PageLimit ONE_ENTRY = new PageLimit(1, 1);

    private final SwarmContext context;
    private final SwarmLoader loader;
    private final ConcurrentHashMap<String, Place> places = new ConcurrentHashMap<>();
    /** Swarms whose log moved and that are not loaded. */
    private final Set<String> neglected = ConcurrentHashMap.newKeySet();
    /** Null most of the time. Written by whoever mounts. */
    private volatile @Nullable Mounted mounted;

    SwarmRegistry(SwarmContext context) {
        this.context = context;
        this.loader = new SwarmLoader(context);
    }

    /** As {@link SwarmCoordinator#mount}. */
    void mount(String swarm, SwarmRegistry other) {
        mounted = new Mounted(swarm, other);
    }

    void unmount() {
        mounted = null;
    }

    /** Where the swarm of that name is found: here, unless it is mounted. */
    private SwarmRegistry at(String swarm) {
        Mounted known = mounted;
        return known != null && known.swarm().equals(swarm) ? known.registry() : this;
    }

    /** What is known of the swarm; null if nothing is. */
    @Nullable
    Place place(String swarm) {
        Place place = places.get(swarm);
        if (place instanceof LoadedSwarm loaded) {
            SwarmRunner runner = loaded.runner();
            if (runner != null && runner.isUnloaded()) {
                // Its run is about to do the same.
                unload(swarm, loaded, runner);
                return places.get(swarm);
            }
        }
        return place;
    }

    /** The swarm's runner, if it is loaded. It may be unloaded at any moment. */
    @Nullable
    SwarmRunner runner(String swarm) {
        return at(swarm).places.get(swarm) instanceof LoadedSwarm loaded ? loaded.runner() : null;
    }

    /** The swarm, which is loaded if it is not in memory. */
    LoadedSwarm find(String swarm) {
        return at(swarm).findHere(swarm);
    }

    private LoadedSwarm findHere(String swarm) {
        while (true) {
            Place place = place(swarm);
            if (place instanceof LoadedSwarm loaded) {
                return loaded;
            }
            LoadedSwarm loading = new LoadedSwarm(place instanceof Unloaded unloaded ? unloaded.line() : null);
            if (place == null ? places.putIfAbsent(swarm, loading) == null : places.replace(swarm, place, loading)) {
                load(swarm, loading);
                return loading;
            }
        }
    }

    private void load(String swarm, LoadedSwarm loading) {
        SwarmLine line = loading.line();
        long askedNanos = context.ticker().nanos();
        loader.load(swarm, line == null ? null : line.cursor()).whenComplete((state, failure) -> {
            if (failure == null) {
                loading.succeed(new SwarmRunner(state, askedNanos, line, context, new Owner(swarm, loading)));
                return;
            }
            if (line == null || Rejections.isUnknownSwarm(failure)) {
                places.remove(swarm, loading);
            } else {
                places.replace(swarm, loading, new Unloaded(line, true));
            }
            loading.fail(Rejections.of(failure, swarm));
        });
    }

    private void unload(String swarm, LoadedSwarm loaded, SwarmRunner runner) {
        places.replace(swarm, loaded, new Unloaded(runner.line(), false));
    }

    /** Notes that somebody should look into that swarm. */
    void neglect(String swarm) {
        if (!RegistryLog.is(swarm)) {
            neglected.add(swarm);
        }
    }

    /**
     * The swarms that somebody should look into. They are named once, and again only after something happened in them.
     */
    @SuppressWarnings("ModifyCollectionInEnhancedForLoop") // A concurrent set.
    List<String> takeNeglected() {
        List<String> taken = new ArrayList<>();
        for (String swarm : neglected) {
            if (neglected.remove(swarm)) {
                taken.add(swarm);
            }
        }
        return taken;
    }

    /** The names of those that are loaded and of those whose line is known. */
    List<String> readyNames() {
        List<String> names = new ArrayList<>();
        places.forEach((swarm, place) -> {
            if (!RegistryLog.is(swarm) && (place instanceof Unloaded || runner(swarm) != null)) {
                names.add(swarm);
            }
        });
        return names;
    }

    /** What is known of each swarm. */
    Map<String, Place> places() {
        return Map.copyOf(places);
    }

    /** Who counts what is done in the swarm. */
    CoordinatorMeter meter(String swarm) {
        return at(swarm).context.meter();
    }

    /** Those that are loaded. */
    List<SwarmRunner> runners() {
        List<SwarmRunner> runners = new ArrayList<>();
        for (Place place : places.values()) {
            SwarmRunner runner = place instanceof LoadedSwarm loaded ? loaded.runner() : null;
            if (runner != null) {
                runners.add(runner);
            }
        }
        return runners;
    }

    /** The log of that swarm may have entries up to there. */
    void hear(String swarm, Cursor head) {
        Place place = place(swarm);
        if (place instanceof LoadedSwarm loaded) {
            // If it is being loaded, what moves now may be missing in what is read.
            loaded.whenReady((runner, failure) -> {
                if (runner != null) {
                    runner.hear(head);
                }
            });
        } else if (place instanceof Unloaded unloaded) {
            if (isNews(head, unloaded.line().cursor())) {
                places.replace(swarm, place, new Unloaded(unloaded.line(), true));
                neglect(swarm);
            }
        } else {
            neglect(swarm);
        }
    }

    private static boolean isNews(Cursor head, Cursor known) {
        return head.seq() > known.seq() || !head.epoch().equals(known.epoch());
    }

    /**
     * Somebody says that the swarm is no more. That may be old news, and a swarm of that name may have been made again:
     * so its log is asked before anything is ended.
     */
    void hearEnd(String swarm) {
        Place known = place(swarm);
        if (known == null && swarm.equals(SwarmCoordinator.DEFAULT_SWARM)) {
            // It is always there: whoever finds it makes it.
            known = find(swarm);
        }
        if (known instanceof LoadedSwarm loaded) {
            loaded.whenReady((runner, failure) -> {
                if (runner != null) {
                    runner.hearEnd();
                }
            });
        } else if (known instanceof Unloaded unloaded) {
            askForEnd(swarm, unloaded);
        }
    }

    /** Made before this replica deletes a swarm: it then ends what is loaded of it, unless another one began since. */
    Runnable endOf(String swarm) {
        Place place = place(swarm);
        SwarmRunner runner = place instanceof LoadedSwarm loaded ? loaded.runner() : null;
        if (place == null || runner == null) {
            return () -> {};
        }
        String epoch = runner.state().cursor().epoch();
        return () -> {
            if (runner.state().cursor().epoch().equals(epoch) && places.remove(swarm, place)) {
                context.publisher().publish(new SwarmDeleted(swarm, runner));
                runner.end();
            }
        };
    }

    /** @param known what is known of the swarm, which is not loaded */
    private void askForEnd(String swarm, Unloaded known) {
        context.store().read(swarm, known.line().cursor(), ONE_ENTRY).whenComplete((read, failure) -> {
            if (read != null) {
                hear(swarm, read instanceof ReadResult.Gap gap ? gap.head() : ((ReadResult.Page) read).head());
            } else if (StageFailure.causeOf(Objects.requireNonNull(failure)) instanceof NoSuchSwarmException) {
                if (places.remove(swarm, known)) {
                    context.publisher().publish(new SwarmDeleted(swarm, null));
                }
            } else {
                // What is known stays as it is. Whoever asks for the swarm next finds out.
                context.failures().add("swarm " + swarm + " may be deleted, and cannot be read", failure);
            }
        });
    }

    /** Keeps one runner in its place. */
    private final class Owner implements SwarmRunner.Owner {

        private final String swarm;
        private final LoadedSwarm place;

        Owner(String swarm, LoadedSwarm place) {
            this.swarm = swarm;
            this.place = place;
        }

        @Override
        public void onMissing() {
            // If the store said so first, it was removed then.
            if (places.remove(swarm, place)) {
                context.publisher().publish(new SwarmDeleted(swarm, place.runner()));
            }
        }

        @Override
        public void onEndHeard() {
            hearEnd(swarm);
        }

        @Override
        public void onUnloaded() {
            place(swarm);
        }

        @Override
        public void onMoved(Cursor head) {
            hear(swarm, head);
        }

        @Override
        public CompletableFuture<SwarmRunner> successor() {
            return find(swarm).ready();
        }
    }
}
