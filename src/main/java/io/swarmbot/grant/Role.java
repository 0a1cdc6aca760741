package io.swarmbot.grant;

import io.swarmbot.text.WireNames;
import java.util.Arrays;

/** The sets of rights that a grant can give. This is the whole table: no right comes from anywhere else. */
public enum Role {
    VIEWER(Right.VIEW),
    SUBMITTER(Right.VIEW, Right.SUBMIT),
    /** Works only as the agents that its grant names. */
    AGENT(Right.VIEW, Right.WORK),
    OPERATOR(Right.VIEW, Right.SUBMIT, Right.WORK, Right.STEER, Right.OBSERVE),
    MONITOR(Right.OBSERVE),
    ADMIN(Right.VIEW, Right.SUBMIT, Right.WORK, Right.STEER, Right.ADMINISTER, Right.OBSERVE);

    private final String wireName = WireNames.of(this);

    /** One bit for each right. */
    private final int rights;

    Role(Right... rights) {
        int bits = 0;
        for (Right right : rights) {
            bits |= bit(right);
        }
        this.rights = bits;
    }

    public String wireName() {
        return wireName;
    }

    /** @throws InvalidValue if there is no role of that name; the message lists the roles */
    public static Role parse(String name) {
        return WireNames.find(values(), name, Role::wireName)
                .orElseThrow(() -> InvalidValue.unknown(
                        "role", name, Arrays.stream(values()).map(Role::wireName)));
    }

    public boolean gives(Right right) {
        return (rights & bit(right)) != 0;
    }

    /** Whether the other role gives each right that this one gives. */
    public boolean isWithin(Role other) {
        return (rights & ~other.rights) == 0;
    }

    private static int bit(Right right) {
        return 1 << right.ordinal();
    }
}
