package io.swarmbot.bench.table;

import java.util.Map;

/**
 * One of the servers that a row compares.
 *
 * @param name as in the table
 * @param isPeer whether it is another program than SwarmBot, which has no build to choose
 */
public record Side<S extends Server>(String name, boolean isPeer, Start<S> start, Measurement<S> measurement) {

    /** Starts the server of a turn. */
    @FunctionalInterface
    public interface Start<S extends Server> {

        /** @throws UnavailableException if this machine does not have what it needs */
        S on(Turn turn) throws Exception;
    }

    /** Puts a load on a server and reads the figures. */
    @FunctionalInterface
    public interface Measurement<S extends Server> {

        /** @throws UnavailableException if this machine does not have what it needs */
        Map<Figure, Double> of(Turn turn, S server) throws Exception;
    }

    /** A side that is SwarmBot. */
    public static Side<Service> ours(String name, Start<Service> start, Measurement<? super Service> measurement) {
        return new Side<>(name, false, start, measurement::of);
    }

    /** A side that is SwarmBot with these settings, such as {@code swarmbot.store.kind=embedded}. */
    public static Side<Service> ours(String name, Measurement<? super Service> measurement, String... settings) {
        return ours(name, turn -> Service.start(turn, settings), measurement);
    }

    /** uWebSockets, the fastest of those that SwarmBot was compared with. */
    public static Side<Server> uWebSockets(Measurement<Server> measurement) {
        return new Side<>("uWebSockets", true, UWebSockets::start, measurement);
    }

    /** Starts the server, measures, and ends it. */
    Map<Figure, Double> measure(Turn turn) throws Exception {
        try (S server = start.on(turn)) {
            return measurement.of(turn, server);
        }
    }
}
