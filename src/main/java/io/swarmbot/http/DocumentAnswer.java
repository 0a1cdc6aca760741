package io.swarmbot.http;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A document on its way to one client.
 *
 * <p>Thread-safety: one call at a time.
 *
 * @param <P> says where a part starts
 */
public final class DocumentAnswer<P> implements Answer {

    private final Function<P, CompletableFuture<CodedPart<P>>> parts;
    private final GzipFrame frame = new GzipFrame();
    /** Where the next part starts; null after the last one. */
    private @Nullable P place;

    private boolean isGzip;

    /**
     * @param start where the document starts
     * @param parts has the part made that starts at a place, and returns at once
     */
    public DocumentAnswer(P start, Function<P, CompletableFuture<CodedPart<P>>> parts) {
        this.place = start;
        this.parts = parts;
    }

    @Override
    public CompletableFuture<Piece> next() {
        if (place == null) {
            throw new IllegalStateException("the last piece was made");
        }
        return parts.apply(place).thenApply(this::take);
    }

    /** Takes the next part over, if the caller has made it. */
    public Piece take(CodedPart<P> part) {
        place = part.next();
        isGzip = part.isGzip();
        boolean isLast = place == null;
        return new Piece(part.isGzip() ? frame.add(part, isLast) : part.bytes(), isLast);
    }

    @Override
    public boolean isGzip() {
        return isGzip;
    }
}
