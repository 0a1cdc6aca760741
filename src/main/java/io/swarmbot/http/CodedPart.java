package io.swarmbot.http;

import org.jspecify.annotations.Nullable;

/**
 * A part of a document as it is sent.
 *
 * @param bytes are shared, so nobody may change them
 * @param checksum CRC-32 of the part before it was compressed; 0 if it is not compressed
 * @param length of the part before it was compressed
 * @param next where the following part starts; null if this is the last
 */
public record CodedPart<P>(
        byte[] bytes,
        boolean isGzip,
        int checksum,
        int length,
        @Nullable P next) {}
