package io.swarmbot.http;

/** The header that says up to which cursor one has to read to see what was answered. */
public final class CursorHeader {

    public static final String NAME = "SwarmBot-Cursor";

    private CursorHeader() {}
}
