package io.swarmbot.store.redis;

import io.swarmbot.store.Append;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.EntityRow;
import io.swarmbot.store.LogEntry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The stored text of a log entry, readable in {@code redis-cli}: one line of words, then the event's JSON.
 *
 * <p>The words are append, epoch, type, agent, task and writer, with one blank between them. A missing word is empty.
 * Only the last entry of an append names it; after these six words its line also names the entities that the append
 * changed.
 */
final class EntryText {

    private static final int WORDS = 6;

    private EntryText() {}

    /** The texts of the append's entries, in order. */
    static List<byte[]> of(Append append) {
        List<byte[]> texts = new ArrayList<>(append.entries().size());
        int last = append.entries().size() - 1;
        for (int n = 0; n <= last; n++) {
            LogEntry entry = append.entries().get(n);
            StringBuilder line = new StringBuilder(96);
            add(line, n == last ? append.id() : "");
            add(line.append(' '), entry.cursor().epoch());
            add(line.append(' '), entry.type());
            add(line.append(' '), entry.agentId());
            add(line.append(' '), entry.taskId());
            add(line.append(' '), entry.writer());
            if (n == last) {
                for (EntityRow row : append.entities()) {
                    add(line.append(' '), nameOf(row));
                }
            }
            byte[] words = line.append('\n').toString().getBytes(StandardCharsets.UTF_8);
            byte[] text = Arrays.copyOf(words, words.length + entry.json().length);
            System.arraycopy(entry.json(), 0, text, words.length, entry.json().length);
            texts.add(text);
        }
        return texts;
    }

    /**
     * Reads an entry. A text that is no entry becomes one that nobody can decode, so that the log has no hole.
     *
     * @param epoch of the log's head
     * @param id the entry's id in the stream: {@code <seq>-<milliseconds>}
     */
    static LogEntry parse(String epoch, String id, byte[] text) {
        try {
            return parse(id, text);
        } catch (RuntimeException e) {
            long seq = Long.parseLong(id.substring(0, id.indexOf('-')));
            return new LogEntry(new Cursor(epoch, seq), LogEntry.UNREADABLE, null, null, "", new byte[0]);
        }
    }

    private static LogEntry parse(String id, byte[] text) {
        int end = 0;
        while (text[end] != '\n') {
            end++;
        }
        String[] words = new String(text, 0, end, StandardCharsets.UTF_8).split(" ", WORDS + 1);
        return new LogEntry(
                new Cursor(words[1], Long.parseLong(id.substring(0, id.indexOf('-')))),
                words[2],
                orNull(words[3]),
                orNull(words[4]),
                words[5],
                Arrays.copyOfRange(text, end + 1, text.length));
    }

    /** The entity's field in the hash. */
    static String nameOf(EntityRow row) {
        return row.kind() + "/" + row.id();
    }

    /** An entity's value in the hash: its version and its JSON. */
    static byte[] valueOf(EntityRow row, byte[] json) {
        byte[] version = (row.version() + " ").getBytes(StandardCharsets.US_ASCII);
        byte[] value = Arrays.copyOf(version, version.length + json.length);
        System.arraycopy(json, 0, value, version.length, json.length);
        return value;
    }

    /** Reads an entity. The row of a value that is none has the version 0, and nobody can decode it. */
    static EntityRow parseEntity(String name, byte[] value) {
        int slash = name.indexOf('/');
        String kind = name.substring(0, slash);
        String id = name.substring(slash + 1);
        try {
            int blank = 0;
            while (value[blank] != ' ') {
                blank++;
            }
            long version = Long.parseLong(new String(value, 0, blank, StandardCharsets.US_ASCII));
            return new EntityRow(kind, id, version, Arrays.copyOfRange(value, blank + 1, value.length));
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            return new EntityRow(kind, id, 0, value);
        }
    }

    private static void add(StringBuilder line, @Nullable String word) {
        if (word == null) {
            return;
        }
        for (int i = 0; i < word.length(); i++) {
            if (word.charAt(i) <= ' ') {
                throw new IllegalArgumentException("a blank in '" + word + "'");
            }
        }
        line.append(word);
    }

    private static @Nullable String orNull(String word) {
        return word.isEmpty() ? null : word;
    }
}
