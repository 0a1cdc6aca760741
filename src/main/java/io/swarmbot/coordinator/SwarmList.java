package io.swarmbot.coordinator;

import io.swarmbot.coordinator.SwarmRegistry.SwarmLine;
import io.swarmbot.store.NoSuchSwarmException;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.view.SwarmInbox;
import io.swarmbot.swarm.view.SwarmOverview;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;

/** The list of all swarms. Of a swarm that is not loaded it says what its line says. Thread-safety: any thread. */
final class SwarmList {

    private final SwarmContext context;
    private final SwarmRegistry registry;
    private final SwarmSurvey survey;
    private final StoreWatch watch;
    /** The last creation. The next one begins after it, so that none counts while another one adds. Guarded by this. */
    private CompletableFuture<?> lastCreation = CompletableFuture.completedFuture(null);

    SwarmList(SwarmContext context, SwarmRegistry registry, SwarmSurvey survey, StoreWatch watch) {
        this.context = context;
        this.registry = registry;
        this.survey = survey;
        this.watch = watch;
    }

    /** As {@link SwarmCoordinator#create}. */
    CompletableFuture<Boolean> create(String swarm) {
        CompletableFuture<Boolean> created;
        synchronized (this) {
            created = lastCreation
                    .handle((before, failure) -> true)
                    .thenComposeAsync(ready -> createIfRoom(swarm), context.executor());
            lastCreation = created;
        }
        return created.copy();
    }

    private CompletableFuture<Boolean> createIfRoom(String swarm) {
        return context.answered(swarm, storedNames()).thenCompose(names -> {
            int limit = context.settings().swarms().max();
            if (!names.contains(swarm) && names.size() >= limit) {
                return CompletableFuture.failedFuture(
                        new Rejection(ErrorCode.LIMIT_REACHED, "there are " + limit + " swarms, the limit"));
            }
            return context.answered(swarm, context.store().create(swarm));
        });
    }

    /** As {@link SwarmCoordinator#delete}. When it is done, this replica knows it, too. */
    CompletableFuture<Void> delete(String swarm) {
        Runnable end = registry.endOf(swarm);
        return context.answered(swarm, context.store().delete(swarm)).thenAccept(existed -> {
            if (!existed) {
                throw Rejections.of(new NoSuchSwarmException(swarm), swarm);
            }
            end.run();
        });
    }

    /** As {@link SwarmCoordinator#overviews}. */
    CompletableFuture<List<SwarmOverview>> overviews() {
        return each(name -> true, SwarmLine::overview, SwarmOverview::of);
    }

    /** As {@link SwarmCoordinator#inboxes}. */
    CompletableFuture<List<SwarmInbox>> inboxes(Predicate<String> swarms) {
        return each(
                swarms,
                line -> new SwarmInbox.Unloaded(line.overview().swarm(), line.cursor(), line.failed()),
                SwarmInbox.Loaded::new);
    }

    /**
     * What there is to say of each swarm, in order of their names.
     *
     * @param swarms the names of those that are asked for; nothing is read of others
     * @param ofLine of a swarm that is not loaded and did not move
     */
    private <T> CompletableFuture<List<T>> each(
            Predicate<String> swarms, Function<SwarmLine, T> ofLine, Function<SwarmState, T> ofState) {
        CompletableFuture<List<String>> names = watch.awaySince().isPresent()
                ? CompletableFuture.completedFuture(knownNames())
                : context.answered("", storedNames()).exceptionally(this::knownNamesDespite);
        return names.thenCompose(known -> {
            List<CompletableFuture<Optional<T>>> found = known.stream()
                    .filter(swarms)
                    .map(name -> one(name, ofLine, ofState))
                    .toList();
            return CompletableFuture.allOf(found.toArray(CompletableFuture[]::new))
                    .thenApply(all ->
                            found.stream().flatMap(each -> each.join().stream()).toList());
        });
    }

    private CompletionStage<List<String>> storedNames() {
        return context.store()
                .swarms()
                .thenApply(names ->
                        names.stream().filter(name -> !RegistryLog.is(name)).toList());
    }

    private List<String> knownNames() {
        return registry.readyNames().stream().sorted().toList();
    }

    /** The known names, if all reads say by now that they may be stale; otherwise the failure. */
    private List<String> knownNamesDespite(Throwable failure) {
        if (watch.unsureSince().isEmpty()) {
            throw Rejections.of(failure, "");
        }
        return knownNames();
    }

    /** Empty if the swarm was deleted meanwhile. */
    private <T> CompletableFuture<Optional<T>> one(
            String swarm, Function<SwarmLine, T> ofLine, Function<SwarmState, T> ofState) {
        if (registry.place(swarm) instanceof SwarmRegistry.Unloaded unloaded
                && (!unloaded.isOutdated() || watch.awaySince().isPresent())) {
            return CompletableFuture.completedFuture(Optional.of(ofLine.apply(unloaded.line())));
        }
        return survey.read(swarm).handle((runner, failure) -> {
            if (failure != null && !Rejections.isUnknownSwarm(failure)) {
                throw Rejections.of(failure, swarm);
            }
            return failure == null ? Optional.of(ofState.apply(runner.state())) : Optional.empty();
        });
    }
}
