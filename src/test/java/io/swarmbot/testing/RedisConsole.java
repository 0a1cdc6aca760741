package io.swarmbot.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Sends commands to a Redis, as an operator does. Each call has a connection of its own. */
final class RedisConsole {

    private RedisConsole() {}

    static Object call(int port, String... words) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout((int) Patience.LIMIT.toMillis());
            ByteArrayOutputStream request = new ByteArrayOutputStream();
            request.write(("*" + words.length + "\r\n").getBytes(UTF_8));
            for (String word : words) {
                byte[] bytes = word.getBytes(UTF_8);
                request.write(("$" + bytes.length + "\r\n").getBytes(UTF_8));
                request.write(bytes);
                request.write("\r\n".getBytes(UTF_8));
            }
            socket.getOutputStream().write(request.toByteArray());
            return answer(new BufferedInputStream(socket.getInputStream()), String.join(" ", words));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Object answer(InputStream in, String command) throws IOException {
        String line = line(in);
        String rest = line.substring(1);
        switch (line.charAt(0)) {
            case '+':
                return rest;
            case ':':
                return Long.valueOf(rest);
            case '$':
                if (rest.equals("-1")) {
                    return null;
                }
                byte[] bytes = in.readNBytes(Integer.parseInt(rest));
                line(in);
                return new String(bytes, UTF_8);
            case '*':
                List<Object> items = new ArrayList<>();
                for (int n = Integer.parseInt(rest); n > 0; n--) {
                    items.add(answer(in, command));
                }
                return items;
            default:
                throw new AssertionError(command + ": " + line);
        }
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new AssertionError("Redis hung up");
            }
            if (next != '\r') {
                line.write(next);
            }
        }
        return line.toString(UTF_8);
    }
}
