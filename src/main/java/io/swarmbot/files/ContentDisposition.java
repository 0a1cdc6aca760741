package io.swarmbot.files;

import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The header {@code Content-Disposition} (RFC 6266), with names in any script (RFC 8187). */
final class ContentDisposition {

    private static final Pattern PARAMETER = Pattern.compile(
            ";\\s*(filename\\*?)\\s*=\\s*(\"(?:[^\"\\\\]|\\\\.)*\"|[^\\s;\"]*)", Pattern.CASE_INSENSITIVE);

    private static final Pattern EXTENDED = Pattern.compile("(?i:utf-8)'[^']*'(.*)");

    /** What RFC 8187 leaves as it is. */
    private static final String PLAIN = "!#$&+-.^_`|~";

    private ContentDisposition() {}

    /**
     * The name in a header; null if it has none.
     *
     * @throws Rejection {@code bad_parameter} if it cannot be read
     */
    static @Nullable String fileName(@Nullable String header) {
        if (header == null) {
            return null;
        }
        String name = null;
        Matcher parameter = PARAMETER.matcher(header);
        while (parameter.find()) {
            String value = parameter.group(2);
            if (parameter.group(1).endsWith("*")) {
                // It is for those who can read it, so it wins (RFC 6266, 4.3).
                return decoded(value);
            }
            name = value.startsWith("\"")
                    ? value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1")
                    : value;
        }
        return name;
    }

    private static String decoded(String value) {
        Matcher extended = EXTENDED.matcher(value);
        if (!extended.matches()) {
            throw bad();
        }
        String text = extended.group(1);
        ByteBuffer bytes = ByteBuffer.allocate(text.length());
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (each == '%' && i + 2 < text.length()) {
                int high = Character.digit(text.charAt(i + 1), 16);
                int low = Character.digit(text.charAt(i + 2), 16);
                if (high < 0 || low < 0) {
                    throw bad();
                }
                bytes.put((byte) (high * 16 + low));
                i += 2;
            } else if (each == '%' || each > 0x7e) {
                throw bad();
            } else {
                bytes.put((byte) each);
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException e) {
            throw bad();
        }
    }

    private static Rejection bad() {
        return new Rejection(
                ErrorCode.BAD_PARAMETER,
                "filename* of the header Content-Disposition is UTF-8''<percent-encoded UTF-8>");
    }

    /** The header that makes a browser save the file under its name, and never show it. */
    static String attachment(String name) {
        StringBuilder ascii = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char each = name.charAt(i);
            // A percent sign in there is read in different ways.
            boolean isPlain = each >= ' ' && each < 0x7f && each != '"' && each != '\\' && each != '%';
            ascii.append(isPlain ? each : '_');
        }
        StringBuilder extended = new StringBuilder();
        for (byte each : name.getBytes(StandardCharsets.UTF_8)) {
            boolean isPlain = each >= '0' && each <= '9'
                    || each >= 'A' && each <= 'Z'
                    || each >= 'a' && each <= 'z'
                    || PLAIN.indexOf(each) >= 0;
            extended.append(isPlain ? String.valueOf((char) each) : String.format(Locale.ROOT, "%%%02X", each));
        }
        return "attachment; filename=\"" + ascii + "\"; filename*=UTF-8''" + extended;
    }
}
