package io.swarmbot.swarm.query;

/** How a value compares with the one in the query. */
public enum Operator {
    // Longer signs first: they begin like the others.
    AT_LEAST(">="),
    AT_MOST("<="),
    MORE_THAN(">"),
    LESS_THAN("<"),
    EQUAL(":");

    private final String sign;

    Operator(String sign) {
        this.sign = sign;
    }

    /** @param comparison negative if the value is less, 0 if it is equal, positive if it is greater */
    boolean holds(int comparison) {
        return switch (this) {
            case AT_LEAST -> comparison >= 0;
            case AT_MOST -> comparison <= 0;
            case MORE_THAN -> comparison > 0;
            case LESS_THAN -> comparison < 0;
            case EQUAL -> comparison == 0;
        };
    }

    @Override
    public String toString() {
        return sign;
    }
}
