package io.swarmbot.store.redis;

import io.swarmbot.store.Cursor;
import io.swarmbot.store.PastRows;
import io.swarmbot.store.SwarmImage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * Loads what a swarm was at an earlier place of its log. It loads the entities as they are, and then what is kept
 * beside the places: what changed before the one is in the other. At the end it asks whether the place was there all
 * the time.
 *
 * <p>Thread-safety: any thread.
 */
final class PastReader {

    private static final Script PAST = Script.named("past");
    private static final int FIRST_PLACE = 2;

    /** The places from one on, the oldest first. */
    private record Places(String epoch, List<String> seqs) {

        boolean isEmpty() {
            return seqs.isEmpty();
        }

        Cursor first() {
            return new Cursor(epoch, Long.parseLong(seqs.get(0)));
        }
    }

    private final LogScripts scripts;
    private final ImageReader images;

    PastReader(LogScripts scripts, ImageReader images) {
        this.scripts = scripts;
        this.images = images;
    }

    /** As {@code SwarmStore.loadPast}. */
    CompletableFuture<Optional<SwarmImage>> read(String swarm, long seq) {
        // Asked first: to load all entities for nothing would be a lot of work.
        return ImageReader.emptyIfMissing(places(swarm, seq)
                .thenCompose(places -> places.isEmpty()
                        ? CompletableFuture.completedFuture(Optional.empty())
                        : readPlace(swarm, places.first().seq())));
    }

    private CompletableFuture<Optional<SwarmImage>> readPlace(String swarm, long seq) {
        return images.read(swarm)
                .thenCompose(image -> image.isEmpty()
                        ? CompletableFuture.completedFuture(image)
                        : places(swarm, seq)
                                .thenCompose(places -> places.isEmpty()
                                        ? CompletableFuture.completedFuture(Optional.empty())
                                        : read(swarm, image.get(), places)));
    }

    private CompletableFuture<Places> places(String swarm, long seq) {
        RedisKeys keys = scripts.keys();
        Script.Call call = scripts.call(PAST, swarm, keys.head(swarm), keys.log(swarm), keys.places(swarm))
                .arg(seq);
        return scripts.read(swarm, call)
                .thenApply(reply -> new Places(
                        reply.get(1).toString(),
                        IntStream.range(FIRST_PLACE, reply.size())
                                .mapToObj(n -> reply.get(n).toString())
                                .toList()));
    }

    private CompletableFuture<Optional<SwarmImage>> read(String swarm, SwarmImage present, Places places) {
        Cursor first = places.first();
        PastRows rows = new PastRows(first.seq());
        present.entities().forEach(rows::add);
        return scanFrom(swarm, places, places.seqs().size() - 1, rows)
                .thenCompose(scanned -> places(swarm, first.seq()))
                .thenApply(still -> still.isEmpty() || !still.first().equals(first)
                        ? Optional.empty()
                        : Optional.of(rows.image(first.epoch())));
    }

    /** The newest place first. */
    private CompletableFuture<?> scanFrom(String swarm, Places places, int number, PastRows rows) {
        if (number < 0) {
            return CompletableFuture.completedFuture(null);
        }
        Map<String, byte[]> found = new LinkedHashMap<>();
        return images.scan(scripts.keys().pastEntities(swarm, places.seqs().get(number)), found)
                .thenCompose(scanned -> {
                    found.forEach((name, value) -> rows.add(EntryText.parseEntity(name, value)));
                    return scanFrom(swarm, places, number - 1, rows);
                });
    }
}
