package io.swarmbot.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.testing.RawConnection.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Uploads by tus, request by request, so that a test can cut and mix them. Thread-safe. */
public final class TusClient {

    private static final String[] VERSION = {"Tus-Resumable", "1.0.0"};
    private static final String BYTES = "application/offset+octet-stream";

    private final URI server;
    private final String files;
    private final List<String> login;

    /** @param login a header on each request; none if there is no login */
    public TusClient(URI server, String swarm, String... login) {
        this.server = server;
        this.files = "/api/v1/swarms/" + swarm + "/files";
        this.login = List.of(login);
    }

    /** The path of all files. */
    public String path() {
        return files;
    }

    /** One pair of {@code Upload-Metadata}. */
    public static String pair(String key, String value) {
        return key + " " + Base64.getEncoder().encodeToString(value.getBytes(UTF_8));
    }

    private String[] headers(List<String> first, String... more) {
        List<String> all = new ArrayList<>(first);
        all.addAll(login);
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    /** Asks with tus, without a body. */
    public Response ask(String method, String path, String... headers) {
        return RawConnection.ask(server, method, path, headers(List.of(VERSION), headers));
    }

    /** Begins an upload. */
    public Response create(long length, String metadata, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        all.addAll(List.of("Upload-Length", Long.toString(length), "Upload-Metadata", metadata));
        all.addAll(List.of("Content-Length", "0"));
        return ask("POST", files, all.toArray(String[]::new));
    }

    /** The path of a new upload. */
    public String begin(long length, String name) {
        Response created = create(length, pair("filename", name));
        assertThat(created.status()).as(created.body()).isEqualTo(201);
        return created.header("Location");
    }

    public Response head(String upload) {
        try (RawConnection connection = RawConnection.to(server)) {
            return connection.request("HEAD", upload, headers(List.of(VERSION))).receiveHead();
        }
    }

    public long offset(String upload) {
        Response head = head(upload);
        assertThat(head.status()).as(head.toString()).isEqualTo(200);
        return Long.parseLong(head.header("Upload-Offset"));
    }

    public Response patch(String upload, long offset, byte[] bytes, String... headers) {
        try (RawConnection connection = beginPatch(upload, offset, bytes.length, headers)) {
            return connection.send(bytes).receive();
        }
    }

    /** Sends the head of a {@code PATCH}. */
    public RawConnection beginPatch(String upload, long offset, long length, String... headers) {
        List<String> all = new ArrayList<>(List.of(VERSION));
        all.addAll(List.of("Upload-Offset", Long.toString(offset), "Content-Type", BYTES));
        all.addAll(List.of("Content-Length", Long.toString(length)));
        return RawConnection.to(server).request("PATCH", upload, headers(all, headers));
    }

    /** Sends a file in one request. */
    public Response post(String query, byte[] bytes, String... headers) {
        try (RawConnection connection = RawConnection.to(server)) {
            return connection
                    .request(
                            "POST",
                            files + query,
                            headers(List.of("Content-Length", Integer.toString(bytes.length)), headers))
                    .send(bytes)
                    .receive();
        }
    }

    /** The body of an answer to {@code GET}, which must have that status. */
    public byte[] get(String file, int status, String... headers) {
        try (RawConnection connection = RawConnection.to(server)) {
            Response head =
                    connection.request("GET", file, headers(List.of(), headers)).receiveHead();
            assertThat(head.status()).as(head.toString()).isEqualTo(status);
            return connection.body(head).readNBytes(Integer.parseInt(head.header("Content-Length")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks without tus and without a body. */
    public Response plain(String method, String path, String... headers) {
        try (RawConnection connection = RawConnection.to(server)) {
            connection.request(method, path, headers(List.of(), headers));
            return method.equals("HEAD") ? connection.receiveHead() : connection.receive();
        }
    }
}
