package io.swarmbot.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** Packs files into a compressed archive, in the form "ustar" of POSIX.1-1988. The same files give the same bytes. */
final class TarBall {

    private static final int BLOCK = 512;
    private static final int MODE = 0644;
    /** An archive ends with two blocks of zeros. */
    private static final int END = 2 * BLOCK;

    private static final int MODE_AT = 100;
    private static final int OWNER_AT = 108;
    private static final int GROUP_AT = 116;
    private static final int SIZE_AT = 124;
    private static final int TIME_AT = 136;
    private static final int SUM_AT = 148;
    private static final int TYPE_AT = 156;
    private static final int FORM_AT = 257;

    private TarBall() {}

    /** @param files by their names in the archive, which have at most 99 characters of ASCII */
    static byte[] of(Map<String, byte[]> files) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                byte[] content = file.getValue();
                out.write(header(file.getKey(), content.length));
                out.write(content);
                out.write(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
            }
            out.write(new byte[END]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private static byte[] header(String name, int size) {
        byte[] header = new byte[BLOCK];
        put(header, 0, name);
        put(header, MODE_AT, octal(MODE, 7));
        put(header, OWNER_AT, octal(0, 7));
        put(header, GROUP_AT, octal(0, 7));
        put(header, SIZE_AT, octal(size, 11));
        put(header, TIME_AT, octal(0, 11));
        put(header, TYPE_AT, "0");
        put(header, FORM_AT, "ustar\0" + "00");
        // The sum is made with spaces in its own place.
        put(header, SUM_AT, "        ");
        int sum = 0;
        for (byte each : header) {
            sum += each;
        }
        put(header, SUM_AT, octal(sum, 6) + "\0 ");
        return header;
    }

    private static String octal(int value, int digits) {
        return String.format(Locale.ROOT, "%0" + digits + "o", value);
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }
}
