package io.swarmbot.access.limit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How much one caller, address or swarm may ask for. Callers and addresses are limited only if there is a login. */
@ConfigMapping(prefix = "swarmbot.limits")
public interface LimitSettings {

    PerPrincipal perPrincipal();

    PerAddress perAddress();

    PerSwarm perSwarm();

    interface PerPrincipal {

        /** How many commands a second one principal may give in the long run; 0 for any number. */
        @WithDefault("1000")
        double commandsPerSecond();

        /** How many commands one principal may give at once after it was quiet. */
        @WithDefault("5000")
        int commandBurst();

        /** How many streams of one principal may be open, and polls may wait, at a time. */
        @WithDefault("5000")
        int streams();

        /** How many claims of one principal may wait at a time. */
        @WithDefault("5000")
        int waitingClaims();
    }

    interface PerAddress {

        /** How many connections one address may have. */
        @WithDefault("5000")
        int connections();

        /** How many failed logins an address may have before its next ones have to wait. */
        @WithDefault("20")
        int failedLogins();

        /** The first pause after too many failed logins. It doubles with each further one. */
        @WithDefault("1s")
        Duration failedLoginPause();

        /** The longest pause after failed logins. */
        @WithDefault("60s")
        Duration failedLoginPauseAtMost();
    }

    interface PerSwarm {

        /** How many commands a second all callers together may give to one swarm in the long run; 0 for any number. */
        @WithDefault("0")
        double commandsPerSecond();

        /** How many commands all callers together may give to one swarm at once after it was quiet. */
        @WithDefault("5000")
        int commandBurst();
    }
}
