package io.swarmbot.api;

import io.swarmbot.http.CodedPart;
import io.swarmbot.http.Compression;
import io.swarmbot.push.LogStart;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogEntry;
import io.swarmbot.store.PageLimit;
import io.swarmbot.store.ReadResult;
import io.swarmbot.store.ReadResult.Gap;
import io.swarmbot.store.ReadResult.GapReason;
import io.swarmbot.store.ReadResult.Page;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.wire.Document;
import io.swarmbot.wire.Document.Part;
import io.swarmbot.wire.SnapshotPart;
import io.swarmbot.wire.export.ExportLines;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * An export, part by part, each when the client has taken the one before. So an export of any size needs the memory of
 * one part. Events that the log drops before their turn are missing, and a line says so.
 *
 * <p>Thread-safety: one call at a time.
 */
final class SwarmExport {

    /** Reads a log. */
    interface Log {

        CompletionStage<ReadResult> readAfter(Cursor cursor, PageLimit limit);
    }

    /** Where a part starts. */
    sealed interface Place {}

    private record InState(SnapshotPart.Place place) implements Place {}

    /** @param events how many of them the parts before have */
    private record InLog(Cursor after, long events) implements Place {}

    static final Place START = new InState(SnapshotPart.Place.START);

    private static final PageLimit PAGE = new PageLimit(1_000, Document.PART_BYTES);
    private static final PageLimit ONE_EVENT = new PageLimit(1, 1);

    private final SwarmState state;
    private final Cursor end;
    private final Log log;
    private final Compression compression;
    private final Executor workers;

    /** @param workers encode the parts */
    SwarmExport(SwarmState state, Log log, Compression compression, Executor workers) {
        this.state = state;
        this.end = state.cursor();
        this.log = log;
        this.compression = compression;
        this.workers = workers;
    }

    /** Has the part made that starts there. */
    CompletableFuture<CodedPart<Place>> part(Place place) {
        CompletionStage<Part<Place>> made = place instanceof InLog there
                ? log.readAfter(there.after(), PAGE).thenComposeAsync(read -> ofLog(there, read), workers)
                : CompletableFuture.supplyAsync(() -> ofState((InState) place), workers);
        return made.thenApplyAsync(part -> compression.code(part, place.equals(START)), workers)
                .toCompletableFuture();
    }

    private Part<Place> ofState(InState there) {
        Part<SnapshotPart.Place> lines = ExportLines.state(state, there.place());
        SnapshotPart.Place next = lines.next();
        return new Part<>(lines.json(), next == null ? new InLog(new Cursor(end.epoch(), 0), 0) : new InState(next));
    }

    private CompletionStage<Part<Place>> ofLog(InLog there, ReadResult read) {
        if (read instanceof Page page) {
            return CompletableFuture.completedStage(ofPage(there, page));
        }
        Gap gap = (Gap) read;
        if (gap.reason() != GapReason.EXPIRED) {
            return CompletableFuture.completedStage(afterGap(there, gap.reason(), end));
        }
        return LogStart.find(cursor -> log.readAfter(cursor, ONE_EVENT), there.after(), gap.head())
                .thenApply(start -> afterGap(there, gap.reason(), start));
    }

    private Part<Place> ofPage(InLog there, Page page) {
        List<LogEntry> events = page.entries().stream()
                .filter(event -> event.seq() <= end.seq())
                .toList();
        long count = there.events() + events.size();
        Cursor last = events.isEmpty() ? end : events.get(events.size() - 1).cursor();
        return part(ExportLines.events(events), last, count);
    }

    private Part<Place> afterGap(InLog there, GapReason reason, Cursor start) {
        return part(ExportLines.gap(reason, start), start, there.events());
    }

    /** Ends the export if it has come to the place of its state. */
    private Part<Place> part(byte[] lines, Cursor reached, long events) {
        return reached.seq() >= end.seq()
                ? new Part<>(joined(lines, ExportLines.end(end, events)), null)
                : new Part<>(lines, new InLog(reached, events));
    }

    private static byte[] joined(byte[] lines, byte[] more) {
        ByteArrayOutputStream both = new ByteArrayOutputStream(lines.length + more.length);
        both.writeBytes(lines);
        both.writeBytes(more);
        return both.toByteArray();
    }
}
