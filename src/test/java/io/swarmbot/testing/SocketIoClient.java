package io.swarmbot.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Follows a swarm over Socket.IO. An event {@code cursor} moves its place, and nothing else does. */
public final class SocketIoClient extends Inbox {

    /** The protocol below. */
    public enum Over {
        WEBSOCKET,
        POLLING,
        /** Polling, which becomes a WebSocket before the client connects to the namespace. */
        UPGRADED
    }

    /** A connection that sends and receives packets. */
    private interface Connection {

        void send(String packet);

        /** The next packets; null if the session has ended. */
        List<String> receive();

        void reset();
    }

    private final Connection connection;
    private final List<String> errors = new ArrayList<>();

    private SocketIoClient(Connection connection) {
        this.connection = connection;
    }

    /** @param query parameters of a stream, which are sent in {@code auth} */
    public static SocketIoClient open(URI server, Over over, String swarm, String query) {
        SocketIoClient client = begin(server, over, authOf(swarm, query));
        client.await("connected");
        return client;
    }

    /**
     * What is answered to a stream that cannot be opened: the problem in the {@code CONNECT_ERROR}. The status is 0 if
     * the connection ended without one.
     */
    public static RawConnection.Response refusal(URI server, Over over, String swarm, String query) {
        try (SocketIoClient client = begin(server, over, authOf(swarm, query))) {
            client.awaitEnd();
            synchronized (client.errors) {
                if (client.errors.isEmpty()) {
                    return new RawConnection.Response(0, Map.of(), "");
                }
                JsonNode problem = JsonText.parse(client.errors.get(0)).path("data");
                return new RawConnection.Response(
                        problem.path("status").asInt(),
                        Map.of("content-type", "application/problem+json"),
                        problem.toString());
            }
        }
    }

    /** {@code auth} with the swarm and the parameters, each as a text. */
    public static String authOf(String swarm, String query) {
        StringBuilder auth = new StringBuilder("{\"swarm\":\"" + swarm + "\"");
        for (String parameter : query.isEmpty() ? new String[0] : query.split("&")) {
            int equals = parameter.indexOf('=');
            auth.append(",\"")
                    .append(parameter, 0, equals)
                    .append("\":\"")
                    .append(parameter.substring(equals + 1))
                    .append('"');
        }
        return auth.append('}').toString();
    }

    private static SocketIoClient begin(URI server, Over over, String auth) {
        Connection connection = switch (over) {
            case WEBSOCKET -> socket(EngineSocket.open(server, EngineSocket.QUERY));
            case POLLING -> polling(EnginePolling.open(server, ""));
            case UPGRADED -> upgraded(server, EnginePolling.open(server, ""));
        };
        SocketIoClient client = new SocketIoClient(connection);
        connection.send("40" + auth);
        Thread reader = new Thread(client::read, "socket-io-client");
        reader.setDaemon(true);
        reader.start();
        return client;
    }

    private static Connection upgraded(URI server, EnginePolling polling) {
        EngineSocket socket = EngineSocket.open(server, EngineSocket.QUERY + "&sid=" + polling.sid());
        socket.send("2probe");
        if (!"3probe".equals(socket.receive())) {
            throw new AssertionError("the probe is not answered");
        }
        socket.send("5");
        return socket(socket);
    }

    private static Connection socket(EngineSocket socket) {
        socket.withoutTimeout();
        return new Connection() {
            @Override
            public void send(String packet) {
                socket.send(packet);
            }

            @Override
            public List<String> receive() {
                String packet = socket.receive();
                return packet == null ? null : List.of(packet);
            }

            @Override
            public void reset() {
                socket.reset();
            }
        };
    }

    private static Connection polling(EnginePolling polling) {
        return new Connection() {
            private volatile boolean isOver;

            @Override
            public void send(String packet) {
                polling.post(packet);
            }

            @Override
            public List<String> receive() {
                RawConnection.Response answer = isOver ? null : polling.poll();
                return answer == null || answer.status() != 200
                        ? null
                        : List.of(answer.body().split("\u001e"));
            }

            @Override
            public void reset() {
                isOver = true;
                polling.post("1");
            }
        };
    }

    /** Sends an event with one argument. */
    public SocketIoClient emit(String name, String argument) {
        connection.send("42[\"" + name + "\"," + argument + "]");
        return this;
    }

    @Override
    public void closeHard() {
        readOn();
        connection.reset();
    }

    private void read() {
        try {
            List<String> packets = connection.receive();
            while (packets != null && packets.stream().noneMatch("1"::equals)) {
                for (String packet : packets) {
                    take(packet);
                }
                holdWhileStopped();
                packets = connection.receive();
            }
            ended();
        } catch (InterruptedException | RuntimeException | AssertionError e) {
            failed(e);
        }
    }

    private void take(String packet) {
        if (packet.equals("2")) {
            connection.send("3");
        } else if (packet.startsWith("44")) {
            synchronized (errors) {
                errors.add(packet.substring(2));
            }
            ended();
        } else if (packet.startsWith("42")) {
            JsonNode event = JsonText.parse(packet.substring(2));
            String name = event.path(0).asText();
            if (event.size() != 2) {
                throw new AssertionError("an event has one argument: " + packet);
            }
            if (name.equals("cursor")) {
                reached(event.path(1).asText());
            } else if (!name.equals(StreamClient.typeOf(event.path(1)))) {
                throw new AssertionError("event and type differ: " + packet);
            } else {
                take(event.path(1), null);
            }
        }
    }
}
