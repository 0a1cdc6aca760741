package io.swarmbot.swarm;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

/** The receipts that a state remembers. Immutable. */
final class ReceiptBook {

    private static final ReceiptBook EMPTY = new ReceiptBook(TreePMap.empty(), TreePMap.empty());

    private final TreePMap<String, Receipt> receipts;
    /** Their keys by the sequence of their answers: the oldest first. */
    private final TreePMap<Long, String> bySeq;

    private ReceiptBook(TreePMap<String, Receipt> receipts, TreePMap<Long, String> bySeq) {
        this.receipts = receipts;
        this.bySeq = bySeq;
    }

    static ReceiptBook empty() {
        return EMPTY;
    }

    @Nullable
    Receipt get(String key) {
        return receipts.get(key);
    }

    /** With one more, without those that are too old by now or too many. */
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

    /** Those that this book has and an earlier one has not, and the keys of those that only the earlier one has. */
    void eachSince(ReceiptBook earlier, List<Receipt> added, List<String> forgotten) {
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
