package io.swarmbot.swarm;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

/**
 * The receipts that a state remembers.
 *
 * <p>Thread-safety: immutable.
 */
final class ReceiptBook {

    private static final ReceiptBook EMPTY = new ReceiptBook(TreePMap.empty(), TreePMap.empty());

    private final TreePMap<String, Receipt> receipts;
    /** The keys by the sequence of the answer, the oldest first. */
    private final TreePMap<Long, String> bySeq;

    private ReceiptBook(TreePMap<String, Receipt> receipts, TreePMap<Long, String> bySeq) {
        this.receipts = receipts;
        this.bySeq = bySeq;
    }

    static ReceiptBook empty() {
        return EMPTY;
    }

    /** The book of these receipts, in whatever order they are given. */
    static ReceiptBook of(Collection<Receipt> receipts, ReceiptLimits limits) {
        List<Receipt> bySeq = new ArrayList<>(receipts);
        bySeq.sort(Comparator.comparingLong(receipt -> receipt.cursor().seq()));
        ReceiptBook book = EMPTY;
        for (Receipt receipt : bySeq) {
            book = book.with(receipt, limits);
        }
        return book;
    }

    @Nullable
    Receipt get(String key) {
        return receipts.get(key);
    }

    /** With one more receipt, and without those that are too old or too many. */
    ReceiptBook with(Receipt receipt, ReceiptLimits limits) {
        TreePMap<String, Receipt> known = receipts.plus(receipt.key(), receipt);
        TreePMap<Long, String> order = bySeq.plus(receipt.cursor().seq(), receipt.key());
        Receipt before = receipts.get(receipt.key());
        if (before != null) {
            order = order.minus(before.cursor().seq());
        }
        Instant oldest = receipt.at().minus(limits.keep());
        while (!order.isEmpty()) {
            Map.Entry<Long, String> first = Objects.requireNonNull(order.firstEntry());
            Receipt candidate = Objects.requireNonNull(known.get(first.getValue()));
            if (order.size() <= limits.count() && !candidate.at().isBefore(oldest)) {
                break;
            }
            order = order.minus(first.getKey());
            known = known.minus(first.getValue());
        }
        return new ReceiptBook(known, order);
    }

    /**
     * Collects how this book differs from an earlier one.
     *
     * @param added gets the receipts that only this book has
     * @param forgotten gets the keys of the receipts that only the earlier book has
     */
    void collectChanges(ReceiptBook earlier, List<Receipt> added, List<String> forgotten) {
        if (earlier == this) {
            return;
        }
        long newest = earlier.bySeq.isEmpty()
                ? 0
                : Objects.requireNonNull(earlier.bySeq.lastEntry()).getKey();
        for (String key : bySeq.tailMap(newest, false).values()) {
            added.add(Objects.requireNonNull(receipts.get(key)));
        }
        for (Map.Entry<Long, String> entry : earlier.bySeq.entrySet()) {
            if (bySeq.containsKey(entry.getKey())) {
                break;
            }
            if (!receipts.containsKey(entry.getValue())) {
                forgotten.add(entry.getValue());
            }
        }
    }
}
