package io.swarmbot.testing;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Cuts parts out of a JSON text without changing a letter, so that numbers keep their spelling. */
public final class JsonText {

    private JsonText() {}

    /** The objects in that array of the document. */
    public static List<String> elements(String json, String array) {
        List<String> found = new ArrayList<>();
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean isIt = parser.currentName().equals(array);
                if (parser.nextToken() != JsonToken.START_ARRAY || !isIt) {
                    parser.skipChildren();
                    continue;
                }
                while (parser.nextToken() == JsonToken.START_OBJECT) {
                    int start = (int) parser.currentTokenLocation().getCharOffset();
                    parser.skipChildren();
                    found.add(json.substring(
                            start, (int) parser.currentTokenLocation().getCharOffset() + 1));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(json, e);
        }
        return found;
    }
}
