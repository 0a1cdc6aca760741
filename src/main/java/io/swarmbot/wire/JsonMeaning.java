package io.swarmbot.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.swarmbot.swarm.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;

/**
 * What a JSON value means, as bytes: two values that differ only in white space, escapes, the order of members or the
 * way in which a number is written have the same bytes, and no others have. A member that is null is there.
 */
final class JsonMeaning {

    private JsonMeaning() {}

    static byte[] of(Json value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonParser parser = Wire.FACTORY.createParser(value.text())) {
            parser.nextToken();
            write(out, parser);
        } catch (IOException e) {
            throw new UncheckedIOException("JSON that was read before", e);
        }
        return out.toByteArray();
    }

    /** Writes the value at which the parser stands, and leaves the parser at its end. */
    private static void write(ByteArrayOutputStream out, JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        switch (token) {
            case START_OBJECT -> {
                TreeMap<String, byte[]> members = new TreeMap<>();
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    parser.nextToken();
                    ByteArrayOutputStream member = new ByteArrayOutputStream();
                    write(member, parser);
                    members.put(name, member.toByteArray());
                }
                out.write('{');
                members.forEach((name, member) -> {
                    text(out, name);
                    out.writeBytes(member);
                });
                out.write('}');
            }
            case START_ARRAY -> {
                out.write('[');
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    write(out, parser);
                }
                out.write(']');
            }
            case VALUE_STRING -> text(out, parser.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                out.write('#');
                text(out, number(parser.getText()));
            }
            default -> out.write(token.asString().charAt(0));
        }
    }

    /** A text behind its mark and its length, so that nothing in it can be taken for anything else. */
    private static void text(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write('"');
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        out.writeBytes(bytes);
    }

    /**
     * The number as a whole number without zeros at its end, and a power of ten. An exponent may have hundreds of
     * digits, so the number is never written out.
     */
    static String number(String written) {
        int e = Math.max(written.indexOf('e'), written.indexOf('E'));
        String mantissa = e < 0 ? written : written.substring(0, e);
        BigInteger exponent = e < 0 ? BigInteger.ZERO : new BigInteger(written.substring(e + 1));
        boolean isNegative = mantissa.startsWith("-");
        String digits = isNegative ? mantissa.substring(1) : mantissa;
        int point = digits.indexOf('.');
        if (point >= 0) {
            exponent = exponent.subtract(BigInteger.valueOf(digits.length() - point - 1L));
            digits = digits.substring(0, point) + digits.substring(point + 1);
        }
        int from = 0;
        int to = digits.length();
        while (from < to && digits.charAt(from) == '0') {
            from++;
        }
        while (to > from && digits.charAt(to - 1) == '0') {
            to--;
            exponent = exponent.add(BigInteger.ONE);
        }
        return from == to ? "0" : (isNegative ? "-" : "") + digits.substring(from, to) + "e" + exponent;
    }
}
