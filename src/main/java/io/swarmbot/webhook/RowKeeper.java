package io.swarmbot.webhook;

import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.grant.NamePattern;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.DeliveryRow;
import io.swarmbot.store.NoSuchSwarmException;
import io.swarmbot.store.SwarmStore;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the rows of all webhooks in order. A new webhook gets a row at the head of each log that is there, and then a
 * mark in the swarm {@code default}. A swarm that has no row although the webhook has its mark was made later: it is
 * delivered from its start. A webhook with other swarms than before counts as new in those that it did not have.
 *
 * <p>The mark of a webhook that is no longer configured goes after {@link #KEPT}, and then its rows go. So there are
 * never more rows than swarms times the webhooks that were configured within this time.
 *
 * <p>Thread-safety: one thread at a time. Its methods block.
 */
final class RowKeeper {

    /** How long the rows of a webhook stay that is no longer configured. So a mistake loses no place. */
    static final Duration KEPT = Duration.ofDays(7);

    private static final Duration MARK_AGAIN_AFTER = Duration.ofHours(1);

    /** No webhook's name has a slash. */
    private static final String MARK = "/begun";

    private static final Cursor NO_PLACE = new Cursor("0", 0);

    private final SwarmStore store;
    private final Clock clock;
    private final List<WebhookSender> senders;
    private final Set<String> configured;

    RowKeeper(SwarmStore store, Clock clock, List<WebhookSender> senders) {
        this.store = store;
        this.clock = clock;
        this.senders = List.copyOf(senders);
        this.configured =
                senders.stream().map(sender -> sender.webhook().name()).collect(Collectors.toSet());
    }

    /** Makes the rows that are missing, removes those that nobody needs, and wakes the senders that lag. */
    void pass() throws InterruptedException {
        // The names first: a swarm that comes after them is one that was made later.
        List<String> swarms = Waits.result(store.swarms());
        Map<String, DeliveryRow> marks = rowsOf(SwarmCoordinator.DEFAULT_SWARM);
        for (WebhookSender sender : senders) {
            begin(sender, marks.get(sender.webhook().name() + MARK), swarms);
        }
        removeOldMarks(marks);
        Set<String> marked = rowsOf(SwarmCoordinator.DEFAULT_SWARM).keySet();
        for (String swarm : swarms) {
            try {
                look(swarm, marked);
            } catch (NoSuchSwarmException deleted) {
                // Its rows went with it.
            }
        }
    }

    private Map<String, DeliveryRow> rowsOf(String swarm) throws InterruptedException {
        return Waits.result(store.deliveryRows(swarm));
    }

    private void begin(WebhookSender sender, @Nullable DeliveryRow mark, List<String> swarms)
            throws InterruptedException {
        Webhook webhook = sender.webhook();
        long now = clock.instant().toEpochMilli();
        String patterns =
                webhook.swarms().stream().map(NamePattern::text).sorted().collect(Collectors.joining(","));
        DeliveryRow next = new DeliveryRow(NO_PLACE, patterns, now);
        if (mark == null || !mark.owner().equals(patterns)) {
            for (String swarm : swarms) {
                if (webhook.wantsSwarm(swarm)) {
                    addRow(swarm, webhook.name(), now);
                }
            }
            mark(webhook.name() + MARK, mark, next);
        } else if (now - mark.untilMillis() > MARK_AGAIN_AFTER.toMillis()) {
            mark(webhook.name() + MARK, mark, next);
        }
        sender.begin();
    }

    private void mark(String receiver, @Nullable DeliveryRow known, DeliveryRow next) throws InterruptedException {
        // If another replica was faster, its mark is as good.
        if (!replace(SwarmCoordinator.DEFAULT_SWARM, receiver, known, next)
                && !rowsOf(SwarmCoordinator.DEFAULT_SWARM).containsKey(receiver)) {
            throw new IllegalStateException("swarm '" + SwarmCoordinator.DEFAULT_SWARM + "' is not there yet");
        }
    }

    /** Makes a row at the head, if there is none. */
    private void addRow(String swarm, String webhook, long now) throws InterruptedException {
        try {
            if (!rowsOf(swarm).containsKey(webhook)) {
                replace(swarm, webhook, null, new DeliveryRow(new LogTail(store, swarm).head(), "", now));
            }
        } catch (NoSuchSwarmException deleted) {
            // It needs no row.
        }
    }

    private void removeOldMarks(Map<String, DeliveryRow> marks) throws InterruptedException {
        long oldest = clock.instant().minus(KEPT).toEpochMilli();
        for (Map.Entry<String, DeliveryRow> mark : marks.entrySet()) {
            String webhook = webhookOf(mark.getKey());
            if (mark.getKey().endsWith(MARK)
                    && !configured.contains(webhook)
                    && mark.getValue().untilMillis() < oldest) {
                replace(SwarmCoordinator.DEFAULT_SWARM, mark.getKey(), mark.getValue(), null);
            }
        }
    }

    private static String webhookOf(String receiver) {
        return receiver.endsWith(MARK) ? receiver.substring(0, receiver.length() - MARK.length()) : receiver;
    }

    private void look(String swarm, Set<String> marked) throws InterruptedException {
        Map<String, DeliveryRow> rows = rowsOf(swarm);
        for (Map.Entry<String, DeliveryRow> row : rows.entrySet()) {
            String name = row.getKey();
            if (!name.endsWith(MARK) && !configured.contains(name) && !marked.contains(name + MARK)) {
                replace(swarm, name, row.getValue(), null);
            }
        }
        List<WebhookSender> wanting = senders.stream()
                .filter(sender -> !sender.isEnded() && sender.webhook().wantsSwarm(swarm))
                .toList();
        if (wanting.isEmpty()) {
            return;
        }
        Cursor head = new LogTail(store, swarm).head();
        for (WebhookSender sender : wanting) {
            DeliveryRow row = rows.get(sender.webhook().name());
            boolean isBehind = row == null ? head.seq() > 0 : !row.cursor().equals(head);
            if (isBehind) {
                sender.hear(swarm, true);
            }
        }
    }

    private boolean replace(String swarm, String receiver, @Nullable DeliveryRow known, @Nullable DeliveryRow next)
            throws InterruptedException {
        return Waits.result(store.replaceDeliveryRow(swarm, receiver, known, next));
    }
}
