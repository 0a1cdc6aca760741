package io.swarmbot.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;

/**
 * A document that is an object with one long list in it. A part starts at the index of an element.
 *
 * <p>Thread-safety: any thread.
 */
final class ListDocument<E> implements Document<Integer> {

    /** Writes one element. */
    interface Writer<E> {

        void write(JsonGenerator out, int index, E element) throws IOException;
    }

    private final String head;
    private final List<E> elements;
    private final Writer<E> writer;
    private final String tail;

    /**
     * @param before writes the fields before the list
     * @param name of the list
     * @param after writes the fields behind the list
     */
    ListDocument(Wire.Writing before, String name, List<E> elements, Writer<E> writer, Wire.Writing after) {
        String first = Wire.fields(before);
        String last = Wire.fields(after);
        this.head = "{" + first + (first.isEmpty() ? "" : ",") + "\"" + name + "\":[";
        this.elements = elements;
        this.writer = writer;
        this.tail = "]" + (last.isEmpty() ? "" : ",") + last + "}";
    }

    @Override
    public Integer start() {
        return 0;
    }

    @Override
    public Part<Integer> part(Integer place) {
        Encoding encoding = new Encoding(place);
        byte[] json = Wire.bytesOfMany(PART_BYTES, encoding);
        return new Part<>(json, encoding.isDone ? null : encoding.next);
    }

    private final class Encoding implements Wire.Series {

        private int next;
        private boolean isDone;

        Encoding(int next) {
            this.next = next;
        }

        @Override
        public boolean next(JsonGenerator out) throws IOException {
            if (next == 0) {
                out.writeRaw(head);
            }
            if (next < elements.size()) {
                if (next > 0) {
                    out.writeRaw(',');
                }
                writer.write(out, next, elements.get(next));
                next++;
            } else {
                out.writeRaw(tail);
                isDone = true;
            }
            return !isDone;
        }
    }
}
