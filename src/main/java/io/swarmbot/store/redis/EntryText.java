package io.swarmbot.store.redis;

import io.swarmbot.store.Batch;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.EntityRow;
import io.swarmbot.store.LogEntry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A log entry as one value of the stream, legible in {@code redis-cli}: a line of words, and the event's JSON behind it.
 *
 * <p>The words are batch, epoch, type, agent, task and writer, empty where there is none, one blank between them. Only the
 * last entry of a batch names it, and behind those words the entities that the batch changed.
 */
final class EntryText {

    private static final int WORDS = 6;

    private EntryText() {}

    /** The batch's entries, in order. */
    static List<byte[]> of(Batch batch) {
        List<byte[]> texts = new ArrayList<>(batch.entries().size());
        int last = batch.entries().size() - 1;
        for (int n = 0; n <= last; n++) {
            LogEntry entry = batch.entries().get(n);
            StringBuilder line = new StringBuilder(96);
            append(line, n == last ? batch.id() : "");
            append(line.append(' '), entry.cursor().epoch());
            append(line.append(' '), entry.type());
            append(line.append(' '), entry.agentId());
            append(line.append(' '), entry.taskId());
            append(line.append(' '), entry.writer());
            if (n == last) {
                for (EntityRow row : batch.entities()) {
                    append(line.append(' '), nameOf(row));
                }
            }
            byte[] words = line.append('\n').toString().getBytes(StandardCharsets.UTF_8);
            byte[] text = Arrays.copyOf(words, words.length + entry.json().length);
            System.arraycopy(entry.json(), 0, text, words.length, entry.json().length);
            texts.add(text);
        }
        return texts;
    }

    /** @param id the stream's: {@code <seq>-<milliseconds>} */
    static LogEntry parse(String id, byte[] text) {
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

    /** What an entity is called in the hash. */
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

    static EntityRow parseEntity(String name, byte[] value) {
        int slash = name.indexOf('/');
        int blank = 0;
        while (value[blank] != ' ') {
            blank++;
        }
        return new EntityRow(
                name.substring(0, slash),
                name.substring(slash + 1),
                Long.parseLong(new String(value, 0, blank, StandardCharsets.US_ASCII)),
                Arrays.copyOfRange(value, blank + 1, value.length));
    }

    private static void append(StringBuilder line, @Nullable String word) {
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
