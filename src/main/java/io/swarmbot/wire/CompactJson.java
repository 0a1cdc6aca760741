package io.swarmbot.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;

/** JSON values as text without white space, with numbers as they were written. */
final class CompactJson {

    private CompactJson() {}

    /** Copies the value at which the parser stands, and leaves the parser at its end. */
    static String of(JsonParser parser) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = Wire.FACTORY.createGenerator(text)) {
            int depth = 0;
            do {
                JsonToken token = parser.currentToken();
                if (token.isNumeric()) {
                    out.writeNumber(parser.getText());
                } else {
                    out.copyCurrentEvent(parser);
                }
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            } while (depth > 0 && parser.nextToken() != null);
        }
        return text.toString();
    }

    /**
     * Does what {@link #of(JsonParser)} does, and faster if the source is compact ASCII already, as most clients write
     * it.
     *
     * @param source what the parser reads, from {@code start} on
     */
    static String of(JsonParser parser, byte[] source, int start) throws IOException {
        int from = start + (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        int to = start + (int) parser.currentLocation().getByteOffset();
        if (isCompactAscii(source, from, to)) {
            return new String(source, from, to - from, StandardCharsets.US_ASCII);
        }
        try (JsonParser again = Wire.FACTORY.createParser(source, from, to - from)) {
            again.nextToken();
            return of(again);
        }
    }

    /** False if there is an escape, too: it may stand for a character that has a shorter form. */
    private static boolean isCompactAscii(byte[] json, int from, int to) {
        boolean isInString = false;
        for (int i = from; i < to; i++) {
            byte b = json[i];
            if (b == '"') {
                isInString = !isInString;
            } else if (b < ' ' || b == '\\' || b == ' ' && !isInString) {
                return false;
            }
        }
        return true;
    }

    /** A string as JSON, in quotes. */
    static String quoted(String text) {
        return new String(Wire.bytes(out -> out.writeString(text)), StandardCharsets.UTF_8);
    }
}
