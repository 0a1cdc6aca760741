package io.swarmbot.store.redis;

import io.quarkus.runtime.annotations.RegisterResources;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A Lua script from a file beside this class, with {@code log.lua} in front of it. The annotation adds the files to a
 * native image.
 */
@RegisterResources(globs = "io/swarmbot/store/redis/*.lua")
final class Script {

    private final String text;
    private final String sha;

    private Script(String text) {
        this.text = text;
        this.sha = sha1(text);
    }

    static Script named(String name) {
        return new Script(read("log") + read(name));
    }

    /** A call of this script with these keys. Add the arguments to it. */
    Call call(String... keys) {
        return new Call(List.of(keys));
    }

    /** One call of the script. */
    final class Call {

        private final List<String> keys;
        private final List<byte[]> arguments = new ArrayList<>();

        private Call(List<String> keys) {
            this.keys = keys;
        }

        Call arg(String text) {
            return arg(text.getBytes(StandardCharsets.UTF_8));
        }

        Call arg(long number) {
            return arg(Long.toString(number));
        }

        Call arg(byte[] bytes) {
            arguments.add(bytes);
            return this;
        }

        /** The request for a server that knows the script. */
        Request evalSha() {
            return request(Command.EVALSHA, sha);
        }

        /** The request for a server that may not know the script. */
        Request eval() {
            return request(Command.EVAL, text);
        }

        private Request request(Command command, String script) {
            Request request = Request.cmd(command).arg(script).arg(keys.size());
            keys.forEach(request::arg);
            arguments.forEach(request::arg);
            return request;
        }
    }

    private static String read(String name) {
        try (InputStream file = Script.class.getResourceAsStream(name + ".lua")) {
            if (file == null) {
                throw new IllegalStateException("the script " + name + ".lua is missing from this build");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha1(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
