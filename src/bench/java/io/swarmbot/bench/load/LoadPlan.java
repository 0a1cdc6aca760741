package io.swarmbot.bench.load;

import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is to be done to which service.
 *
 * @param swarm made for the load, and deleted after it
 * @param clients streams that follow it
 * @param rate events a second; 0 for as many as the publishers get through
 * @param batch commands in one request; 1 for single ones
 * @param publishers each with one request under way
 * @param warmUpSeconds before what is measured
 * @param padding characters in each event, besides what it bears anyway
 * @param token what it logs in with, for a service that requires it
 */
record LoadPlan(
        URI service,
        String swarm,
        Transport transport,
        int clients,
        int rate,
        int batch,
        int publishers,
        int warmUpSeconds,
        int seconds,
        int padding,
        Token token) {

    /** How the clients follow. */
    enum Transport {
        /** One message for each event. */
        WEBSOCKET,
        /** Events in arrays. */
        BATCH,
        SSE,
        /** Long polls, one after another. */
        POLL
    }

    static final String USAGE = """
            --service=http://127.0.0.1:8080   where it listens
            --transport=batch                 websocket, batch, sse or poll
            --clients=100                     streams
            --rate=50                         events a second; 0: as many as go through
            --batch=1                         commands in one request, up to 1000
            --publishers=8                    each with one request under way
            --warm-up=5 --seconds=10          of which the latter are measured
            --padding=60                      characters in each event
            --token-file=...                  has the token to log in with, else SWARMBOT_TOKEN_FILE
            --token=...                       the token itself, which others may see; else SWARMBOT_TOKEN
            """;

    /** @throws IllegalArgumentException where an option is not known or has no usable value */
    static LoadPlan of(String[] arguments) {
        Map<String, String> given = new TreeMap<>(Map.of(
                "service", "http://127.0.0.1:8080",
                "transport", "batch",
                "clients", "100",
                "rate", "50",
                "batch", "1",
                "publishers", "8",
                "warm-up", "5",
                "seconds", "10",
                "padding", "60"));
        Map<String, String> tokens = new TreeMap<>();
        for (String argument : arguments) {
            String[] parts = argument.split("=", 2);
            String name = parts[0].replaceFirst("^--", "");
            if (parts.length == 2 && (name.equals("token") || name.equals("token-file"))) {
                tokens.put(name, parts[1]);
            } else if (parts.length < 2 || given.replace(name, parts[1]) == null) {
                // Not its value, which may be a token.
                throw new IllegalArgumentException("not known: " + parts[0]);
            }
        }
        return new LoadPlan(
                URI.create(given.get("service")),
                "load-" + ProcessHandle.current().pid(),
                Transport.valueOf(given.get("transport").toUpperCase(Locale.ROOT)),
                Integer.parseInt(given.get("clients")),
                Integer.parseInt(given.get("rate")),
                Integer.parseInt(given.get("batch")),
                Integer.parseInt(given.get("publishers")),
                Integer.parseInt(given.get("warm-up")),
                Integer.parseInt(given.get("seconds")),
                Integer.parseInt(given.get("padding")),
                Token.of(tokens.get("token"), tokens.get("token-file"), System.getenv()));
    }

    String path() {
        return "/api/v1/swarms/" + swarm;
    }
}
