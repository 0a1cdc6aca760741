package io.swarmbot.http;

/** The order of the checks that every request passes before a resource or a stream gets it, first to last. */
public final class RouteOrder {

    static final int ANSWERS = Integer.MIN_VALUE;
    static final int REQUEST_FORM = ANSWERS + 1;
    public static final int HOST = ANSWERS + 2;
    static final int ORIGIN = ANSWERS + 3;
    public static final int ACCESS = ANSWERS + 4;
    static final int BODY_FORM = ANSWERS + 5;
    static final int BODY_LIMIT = ANSWERS + 6;
    static final int EARLY_FAILURES = ANSWERS + 7;

    private RouteOrder() {}
}
