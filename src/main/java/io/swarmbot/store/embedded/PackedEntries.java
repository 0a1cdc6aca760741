package io.swarmbot.store.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogEntry;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Packs the entries of one append into one value, and unpacks them.
 *
 * <p>The value begins with a checksum of four bytes. Then follow, for each entry, its type, agent, task, writer and
 * JSON. Each of the first four is a length in two bytes and that many bytes of UTF-8; the length is stored plus one,
 * and 0 stands for null. The JSON is a length in four bytes and that many bytes.
 */
final class PackedEntries {

    /** The format of entries and entities. A later version of the service may write logs with a higher number. */
    static final int FORMAT = 1;

    private static final int CHECKSUM_BYTES = 4;

    private PackedEntries() {}

    static byte[] pack(List<LogEntry> entries) {
        byte[] @Nullable [] parts = new byte[entries.size() * 4] @Nullable [];
        int size = CHECKSUM_BYTES;
        int n = 0;
        for (LogEntry entry : entries) {
            size += 4 + entry.json().length;
            for (String text : new @Nullable String[] {entry.type(), entry.agentId(), entry.taskId(), entry.writer()}) {
                byte[] part = text == null ? null : text.getBytes(UTF_8);
                parts[n++] = part;
                size += 2 + (part == null ? 0 : part.length);
            }
        }
        ByteBuffer out = ByteBuffer.allocate(size).position(CHECKSUM_BYTES);
        n = 0;
        for (LogEntry entry : entries) {
            for (int last = n + 4; n < last; n++) {
                put(out, parts[n]);
            }
            out.putInt(entry.json().length).put(entry.json());
        }
        out.putInt(0, checksum(out.array()));
        return out.array();
    }

    /**
     * @param first the cursor of the first entry
     * @throws DamagedException if these are not the bytes that were packed
     */
    static List<LogEntry> unpack(byte[] packed, Cursor first) throws DamagedException {
        ByteBuffer in = ByteBuffer.wrap(packed);
        try {
            if (in.getInt() != checksum(packed)) {
                throw new DamagedException("the checksum of the entries from " + first + " on is wrong");
            }
            List<LogEntry> entries = new ArrayList<>();
            while (in.hasRemaining()) {
                Cursor cursor = first.plus(entries.size());
                String type = text(in);
                String agentId = text(in);
                String taskId = text(in);
                String writer = text(in);
                byte[] json = new byte[in.getInt()];
                in.get(json);
                if (type == null || writer == null) {
                    throw new DamagedException("the entry " + cursor + " has no type or writer");
                }
                entries.add(new LogEntry(cursor, type, agentId, taskId, writer, json));
            }
            return entries;
        } catch (BufferUnderflowException e) {
            throw new DamagedException("the entries from " + first + " on are cut short");
        }
    }

    private static void put(ByteBuffer out, byte @Nullable [] text) {
        if (text == null) {
            out.putShort((short) 0);
        } else {
            out.putShort((short) (text.length + 1)).put(text);
        }
    }

    private static @Nullable String text(ByteBuffer in) {
        int length = Short.toUnsignedInt(in.getShort()) - 1;
        if (length < 0) {
            return null;
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return new String(bytes, UTF_8);
    }

    private static int checksum(byte[] packed) {
        CRC32C sum = new CRC32C();
        sum.update(packed, CHECKSUM_BYTES, packed.length - CHECKSUM_BYTES);
        return (int) sum.getValue();
    }
}
