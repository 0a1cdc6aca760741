package io.swarmbot.http;

import io.swarmbot.wire.Document;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;

/** Whether an answer is compressed, as its client wants (RFC 9110, 12.5.3). */
public enum Compression {
    NEVER,
    /** If the answer is long enough. */
    IF_LONG,
    ALWAYS;

    /** A shorter answer is hardly smaller with gzip. */
    public static final int LONG_BYTES = 1024;

    private static final String GZIP = "gzip";
    /** The old name of gzip, which means the same (RFC 9110, 8.4.1.3). */
    private static final String OLD_GZIP = "x-gzip";

    private static final String IDENTITY = "identity";
    private static final String ANY = "*";
    private static final double NOT_NAMED = -1;

    /**
     * What a client wants.
     *
     * @param accepted the lines of its header {@code Accept-Encoding}. What cannot be read counts as not there.
     */
    public static Compression of(List<String> accepted) {
        double gzip = NOT_NAMED;
        double identity = NOT_NAMED;
        double any = NOT_NAMED;
        for (String element : String.join(",", accepted).split(",", -1)) {
            String[] parts = element.split(";", 2);
            double weight = weight(parts);
            switch (parts[0].strip().toLowerCase(Locale.ROOT)) {
                case GZIP, OLD_GZIP -> gzip = Math.max(gzip, weight);
                case IDENTITY -> identity = weight;
                case ANY -> any = weight;
                default -> {}
            }
        }
        double offered = gzip == NOT_NAMED ? any : gzip;
        double plain = identity == NOT_NAMED ? any : identity;
        if (offered <= 0 || (identity > offered)) {
            return NEVER;
        }
        return plain == 0 ? ALWAYS : IF_LONG;
    }

    private static double weight(String[] parts) {
        if (parts.length == 1) {
            return 1;
        }
        String[] parameter = parts[1].strip().split("=", 2);
        if (parameter.length == 1 || !parameter[0].strip().equalsIgnoreCase("q")) {
            return NOT_NAMED;
        }
        try {
            double weight = Double.parseDouble(parameter[1].strip());
            return weight >= 0 && weight <= 1 ? weight : NOT_NAMED;
        } catch (NumberFormatException e) {
            return NOT_NAMED;
        }
    }

    /** Whether an answer is compressed that has so many bytes and no others. */
    public boolean isFor(int length) {
        return this == ALWAYS || (this == IF_LONG && length >= LONG_BYTES);
    }

    /**
     * Makes what is sent of a part.
     *
     * @param isFirst whether the document starts with it
     */
    public <P> CodedPart<P> code(Document.Part<P> part, boolean isFirst) {
        byte[] json = part.json();
        boolean isWhole = isFirst && part.next() == null;
        if (this == NEVER || (isWhole && !isFor(json.length))) {
            return new CodedPart<>(json, false, 0, json.length, part.next());
        }
        CRC32 checksum = new CRC32();
        checksum.update(json);
        return new CodedPart<>(GzipFrame.deflate(json), true, (int) checksum.getValue(), json.length, part.next());
    }

    /** The whole of a short answer, compressed. */
    public static byte[] gzip(byte[] whole) {
        return new GzipFrame().add(ALWAYS.code(new Document.Part<>(whole, null), true), true);
    }
}
