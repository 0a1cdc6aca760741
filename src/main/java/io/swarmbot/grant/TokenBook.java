package io.swarmbot.grant;

import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.TreePMap;

/**
 * The tokens of a registry. A swarm has none.
 *
 * <p>Thread-safety: immutable.
 */
public final class TokenBook {

    public static final TokenBook EMPTY = new TokenBook(TreePMap.empty(), HashTreePMap.empty());

    /** Tokens of one kind that were made from one token, or without one. */
    private record Line(TokenKind kind, @Nullable String parent) {

        static Line of(AccessToken token) {
            return new Line(token.kind(), token.parent());
        }
    }

    private final TreePMap<String, AccessToken> byId;
    /** How many there are in each line; a line without any is not there. */
    private final PMap<Line, Integer> counts;

    private TokenBook(TreePMap<String, AccessToken> byId, PMap<Line, Integer> counts) {
        this.byId = byId;
        this.counts = counts;
    }

    public static TokenBook of(Collection<AccessToken> tokens) {
        TokenBook book = EMPTY;
        for (AccessToken token : tokens) {
            book = book.with(token);
        }
        return book;
    }

    public @Nullable AccessToken get(String id) {
        return byId.get(id);
    }

    /** All of them, in order of their ids. */
    public Collection<AccessToken> all() {
        return byId.values();
    }

    /** How many there are of that kind and from that parent. */
    public int count(TokenKind kind, @Nullable String parent) {
        return counts.getOrDefault(new Line(kind, parent), 0);
    }

    public TokenBook with(AccessToken token) {
        TokenBook others = without(token.id());
        return new TokenBook(others.byId.plus(token.id(), token), others.counted(Line.of(token), 1));
    }

    public TokenBook without(String id) {
        AccessToken known = byId.get(id);
        return known == null ? this : new TokenBook(byId.minus(id), counted(Line.of(known), -1));
    }

    private PMap<Line, Integer> counted(Line line, int more) {
        int count = counts.getOrDefault(line, 0) + more;
        return count == 0 ? counts.minus(line) : counts.plus(line, count);
    }
}
