package io.swarmbot.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A server that speaks S3, in a process of its own: S3Proxy on a directory. It has a free port, and keeps port and
 * directory when it is started again. It checks the signature and the MD5 of each request. The build puts its jar into
 * {@code target/tools}.
 */
public final class S3Server implements AutoCloseable {

    /** The only bucket. */
    public static final String BUCKET = "files";

    public static final String KEY_ID = "swarmbot";
    public static final String SECRET = "not-a-secret";

    private static final Path JAR = Path.of("target", "tools", "s3proxy.jar");
    private static final Pattern LISTENING = Pattern.compile("Started .*Server@");
    private static final String HEAP = "256m";

    private final Path directory;
    private final int port = RedisProcess.freePort();
    private RunningProgram program;

    private S3Server() {
        try {
            directory = Files.createTempDirectory(Path.of("target"), "s3").toAbsolutePath();
            Files.createDirectories(bucket());
            Files.writeString(
                    directory.resolve("s3proxy.conf"),
                    String.join(
                            "\n",
                            "s3proxy.endpoint=" + endpoint(),
                            "s3proxy.authorization=aws-v2-or-v4",
                            "s3proxy.identity=" + KEY_ID,
                            "s3proxy.credential=" + SECRET,
                            "jclouds.provider=filesystem-nio2",
                            "jclouds.filesystem.basedir=" + directory.resolve("data")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a server with an empty bucket. */
    public static S3Server withBucket() {
        if (!Files.exists(JAR)) {
            throw new AssertionError(JAR + " is not there: run ./mvnw test-compile, which fetches it");
        }
        S3Server server = new S3Server();
        server.start();
        return server;
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** The directory of the bucket: its objects are files with their names. */
    public Path bucket() {
        return directory.resolve("data").resolve(BUCKET);
    }

    /** The settings of a service that keeps its files here. */
    public List<String> settings() {
        return List.of(
                "swarmbot.files.kind=s3",
                "swarmbot.files.s3.bucket=" + BUCKET,
                "swarmbot.files.s3.endpoint=" + endpoint(),
                "swarmbot.files.s3.path-style=true",
                "aws.accessKeyId=" + KEY_ID,
                "aws.secretAccessKey=" + SECRET);
    }

    /** The names of all objects, in order. */
    public List<String> objects() {
        try (Stream<Path> all = Files.walk(bucket())) {
            return all.filter(Files::isRegularFile)
                    .map(each -> bucket().relativize(each).toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it again after its end. Returns when it answers. */
    public void start() {
        program = RunningProgram.start(List.of(
                ServiceProcess.java(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx" + HEAP,
                "-jar",
                JAR.toString(),
                "--properties",
                directory.resolve("s3proxy.conf").toString()));
        program.awaitLine(LISTENING, Patience.LIMIT);
    }

    /** Sends SIGKILL. */
    public void kill() {
        program.kill();
    }

    @Override
    public void close() {
        program.close();
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
