package io.swarmbot;

/** How much a test does: enough to notice a regression within seconds, or all that the documentation speaks of. */
public final class Scale {

    private Scale() {}

    /** The second where the profile {@code stress} runs. */
    public static int of(int reduced, int full) {
        return "full".equals(System.getProperty("test.scale")) ? full : reduced;
    }
}
