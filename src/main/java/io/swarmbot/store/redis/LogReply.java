package io.swarmbot.store.redis;

import io.swarmbot.store.Cursor;
import io.swarmbot.store.Lineage;
import io.swarmbot.store.LogEntry;
import io.swarmbot.store.ReadResult;
import io.swarmbot.store.ReadResult.Gap;
import io.swarmbot.store.ReadResult.GapReason;
import io.swarmbot.store.ReadResult.Page;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A script's answer with a part of a log: word, epoch, seq, ends, then an id and a text for each entry.
 *
 * @param entries the oldest entries after the sequence that was asked for; some before them may be trimmed
 */
record LogReply(Lineage lineage, List<LogEntry> entries) {

    private static final int FIRST_ENTRY = 4;

    static LogReply of(Response reply) {
        Cursor head = new Cursor(reply.get(1).toString(), LogScripts.number(reply.get(2)));
        List<Cursor> ends = new ArrayList<>();
        for (String end : reply.get(3).toString().split(" ")) {
            Cursor.parse(end).ifPresent(ends::add);
        }
        List<LogEntry> entries = new ArrayList<>((reply.size() - FIRST_ENTRY) / 2);
        for (int i = FIRST_ENTRY; i < reply.size(); i += 2) {
            entries.add(EntryText.parse(
                    head.epoch(), reply.get(i).toString(), reply.get(i + 1).toBytes()));
        }
        return new LogReply(new Lineage(ends, head), entries);
    }

    /** The answer to a reader who asked for the entries after this cursor. */
    ReadResult toResult(Cursor after) {
        Cursor head = lineage.head();
        Optional<Gap> gap = lineage.gapAfter(after);
        if (gap.isPresent()) {
            return gap.get();
        }
        boolean isTrimmed =
                after.seq() < head.seq() && (entries.isEmpty() || entries.get(0).seq() != after.seq() + 1);
        return isTrimmed ? new Gap(GapReason.EXPIRED, head) : new Page(entries, head);
    }
}
