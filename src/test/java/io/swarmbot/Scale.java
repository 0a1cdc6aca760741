package io.swarmbot;

/** How much a test does: enough to notice a regression within seconds, or as much as the documents promise. */
public final class Scale {

    private Scale() {}

    /** The second number if the profile {@code stress} is on; otherwise the first. */
    public static int of(int reduced, int full) {
        return "full".equals(System.getProperty("test.scale")) ? full : reduced;
    }
}
