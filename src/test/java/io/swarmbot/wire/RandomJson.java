package io.swarmbot.wire;

import java.util.Random;

/** Random JSON in the compact form that the service keeps, with strings and numbers that are hard to read. */
final class RandomJson {

    private static final String[] PIECES = {
        "\\\"",
        "\\\\",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        " ",
        "a",
        "7",
        "é",
        "漢",
        "\uD83D\uDE00",
        "/",
        "'",
        "\\n",
        "\\u0001"
    };
    private static final String[] NUMBERS = {
        "0", "-0", "7", "-12", "1.50", "1e5", "1E+05", "-0.1e-3", "12345678901234567890"
    };

    private RandomJson() {}

    static String value(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 6 : 4)) {
            case 0 -> string(random);
            case 1 -> NUMBERS[random.nextInt(NUMBERS.length)];
            case 2 -> random.nextBoolean() ? "true" : "false";
            case 3 -> "null";
            case 4 -> {
                StringBuilder array = new StringBuilder("[");
                for (int n = random.nextInt(4); n > 0; n--) {
                    array.append(array.length() > 1 ? "," : "").append(value(random, depth - 1));
                }
                yield array.append("]").toString();
            }
            default -> {
                StringBuilder object = new StringBuilder("{");
                for (int n = random.nextInt(4); n > 0; n--) {
                    object.append(object.length() > 1 ? "," : "")
                            .append("\"k" + n)
                            .append(string(random).substring(1))
                            .append(":")
                            .append(value(random, depth - 1));
                }
                yield object.append("}").toString();
            }
        };
    }

    static String string(Random random) {
        StringBuilder string = new StringBuilder("\"");
        for (int n = random.nextInt(6); n > 0; n--) {
            string.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return string.append("\"").toString();
    }

    static String blank(Random random) {
        return new String[] {"", " ", "\n", "\t\r\n"}[random.nextInt(4)];
    }

    /** Adds white space to a JSON text at random, wherever it is allowed. */
    static String spaced(Random random, String json) {
        StringBuilder spaced = new StringBuilder();
        boolean isInString = false;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (isInString && c == '\\') {
                spaced.append(c).append(json.charAt(++i));
                continue;
            }
            isInString ^= c == '"';
            boolean isMark = !isInString && "{}[],:".indexOf(c) >= 0;
            spaced.append(isMark ? blank(random) : "").append(c).append(isMark ? blank(random) : "");
        }
        return spaced.toString();
    }
}
