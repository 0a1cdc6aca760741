package io.swarmbot.http;

/** The order of the checks that every request passes before a resource or a stream gets it, first to last. */
public final class RouteOrder {

    static final int ANSWERS = Integer.MIN_VALUE;
    public static final int ACCESS_LOG = ANSWERS + 1;
    static final int REQUEST_FORM = ANSWERS + 2;
    public static final int CONNECTIONS = ANSWERS + 3;
    public static final int HOST = ANSWERS + 4;
    static final int ORIGIN = ANSWERS + 5;
    public static final int CHALLENGE = ANSWERS + 6;
    public static final int ACCESS = ANSWERS + 7;
    static final int BODY_FORM = ANSWERS + 8;
    static final int BODY_LIMIT = ANSWERS + 9;
    static final int EARLY_FAILURES = ANSWERS + 10;

    private RouteOrder() {}
}
