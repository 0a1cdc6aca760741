package io.swarmbot;

import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.junit.jupiter.api.Assumptions.abort;

import io.swarmbot.testing.Patience;
import io.swarmbot.testing.Programs;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.RunningProgram;
import io.swarmbot.testing.ServiceProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The command of docker/Dockerfile.jvm, with its files, variables and directory, as users without any capability, on a
 * tree of which only /data can be written. The kernel makes that tree; where it refuses, the test is skipped.
 */
class ImageIT {

    private static final Path DOCKERFILE = Path.of("docker", "Dockerfile.jvm");
    private static final Path APPLICATION = Path.of("target", "quarkus-app").toAbsolutePath();
    private static final Pattern LISTENING = Pattern.compile("Listening on: http://0\\.0\\.0\\.0:(\\d+)");
    /** Whoever runs the image without a login says both. */
    private static final String OPEN = "SWARMBOT_SECURITY_MODE=open";

    private static final String ALLOW_OPEN = "SWARMBOT_SECURITY_ALLOW_OPEN=true";

    private static final String LIBRARY = "libsqlitejdbc.so";

    /**
     * Makes the tree inside a mount name space of its own, and becomes the user. Arguments: the tree, the application,
     * the library, the user, the working directory, and the command.
     */
    private static final String SCRIPT = """
            set -eu
            root=$1 application=$2 library=$3 user=$4 directory=$5
            shift 5
            mount -t tmpfs -o mode=755 none "$root"
            mkdir -p "$root/data" "$root/app/native" "$root/proc" "$root/dev" "$root/tmp"
            for each in /usr /etc /opt $EXTRA; do
                [ -d "$each" ] || continue
                mkdir -p "$root$each"
                mount --rbind "$each" "$root$each"
                mount -o remount,bind,ro "$root$each"
            done
            for each in /bin /lib /lib64; do
                if [ -L "$each" ]; then cp -P "$each" "$root$each"; elif [ -d "$each" ]; then
                    mkdir "$root$each"; mount --bind "$each" "$root$each"; fi
            done
            mount --rbind /dev "$root/dev"
            mount --rbind /proc "$root/proc"
            for each in lib quarkus app; do
                mkdir -p "$root/app/$each"
                mount --bind "$application/$each" "$root/app/$each"
                mount -o remount,bind,ro "$root/app/$each"
            done
            cp "$application"/*.jar "$root/app/"
            cp "$library" "$root/app/native/"
            mount -t tmpfs -o uid=10001,gid=0,mode=775 none "$root/data"
            mount -o remount,ro "$root"
            exec chroot "$root" setpriv --reuid="$user" --regid=0 --clear-groups --inh-caps=-all --bounding-set=-all \\
                --no-new-privs env -i -C "$directory" "$@"
            """;

    @TempDir
    Path directory;

    private final String dockerfile = text(DOCKERFILE);

    @BeforeEach
    void requireNameSpaces() {
        Programs.require(List.of("unshare"), "unshare, for a tree of its own");
        Programs.require(List.of("setpriv"), "setpriv, for a user without capabilities");
        try (RunningProgram trial =
                RunningProgram.start(List.of("unshare", "--mount", "mount", "-t", "tmpfs", "none", "/mnt"))) {
            if (trial.exitCode(Patience.LIMIT) != 0) {
                abort("the kernel lets this user make no mount name space" + trial.output());
            }
        }
    }

    /** The user of the image, and one that OpenShift makes up: any number, in group 0. */
    @ParameterizedTest
    @ValueSource(strings = {"the image's", "1000680000"})
    void imageStartsOnAReadOnlyTreeAndServesThePageAndCommands(String user) throws IOException {
        String who = user.equals("the image's") ? only("USER (\\d+)") : user;
        try (RunningProgram service = RunningProgram.start(command(who, OPEN, ALLOW_OPEN))) {
            Matcher listening = service.awaitLine(LISTENING, Patience.LIMIT);
            URI server = URI.create("http://127.0.0.1:" + listening.group(1) + "/");

            assertThat(Rest.exchange(server, "GET", "/", null).body()).contains("<swarm-dashboard>");
            assertThat(Rest.exchange(server, "GET", "/app/main.js", null).statusCode())
                    .isEqualTo(200);
            Rest rest = Rest.inNewSwarm(server);
            rest.register("agent1");
            rest.submit("t1");
            assertThat(rest.claim("agent1", "0s").path("id").asText()).isEqualTo("t1");
            await().untilAsserted(() -> assertThat(Rest.exchange(server, "GET", "/q/health/ready", null)
                            .statusCode())
                    .isEqualTo(200));

            service.terminate();

            assertThat(service.exitCode(Patience.LIMIT)).as(service.output()).isEqualTo(143);
            assertThat(service.wholeOutput()).doesNotContain("ERROR", "Exception");
            assertThat(service.wholeOutput().lines().filter(line -> line.contains("WARN")))
                    .singleElement(STRING)
                    .contains("swarmbot.security.allow-open", "no login");
        }
    }

    @Test
    void imageDoesNotStartUntilItsUserAllowsThatEverybodyMayDoEverything() throws IOException {
        try (RunningProgram service = RunningProgram.start(command(only("USER (\\d+)"), OPEN))) {
            assertThat(service.exitCode(Patience.LIMIT)).as(service.output()).isEqualTo(1);
            assertThat(service.wholeOutput())
                    .contains("quarkus.http.host is '0.0.0.0'", "no login", ALLOW_OPEN)
                    .doesNotContain("Listening on", "\tat ");
        }
    }

    private List<String> command(String user, String... variables) throws IOException {
        Path tree = Files.createDirectory(directory.resolve("root-" + user));
        List<String> command = new ArrayList<>(List.of("unshare", "--mount", "--propagation", "private", "env"));
        command.add("EXTRA=" + javaHome());
        command.addAll(List.of("bash", "-c", SCRIPT, "image"));
        command.addAll(
                List.of(tree.toString(), APPLICATION.toString(), library().toString(), user, only("WORKDIR (\\S+)")));
        command.addAll(environment());
        command.addAll(List.of(variables));
        command.addAll(entryPoint());
        return command;
    }

    private static Path javaHome() {
        return Path.of(ServiceProcess.java()).getParent().getParent();
    }

    /** What {@code env} is to set, and nothing else. */
    private List<String> environment() {
        List<String> variables = new ArrayList<>(List.of("PATH=" + javaHome().resolve("bin") + ":/usr/bin:/bin"));
        Matcher variable = Pattern.compile("^ENV (\\w+)=(?:\"((?:[^\"\\\\]|\\\\\n)*)\"|(\\S+))$", Pattern.MULTILINE)
                .matcher(dockerfile);
        while (variable.find()) {
            String value = Optional.ofNullable(variable.group(2)).orElse(variable.group(3));
            variables.add(variable.group(1) + "=" + value.replace("\\\n", ""));
        }
        assertThat(variables).hasSizeGreaterThanOrEqualTo(4);
        // Any free ports, and nobody waits until it is warm; everything else is the image's.
        variables.add("SWARMBOT_WARM_UP_ENABLED=false");
        variables.add("QUARKUS_HTTP_PORT=0");
        variables.add("QUARKUS_MANAGEMENT_PORT=0");
        return variables;
    }

    private List<String> entryPoint() {
        return Stream.of(only("ENTRYPOINT \\[(.*)]").split(", *"))
                .map(word -> word.replace("\"", ""))
                .collect(Collectors.toList());
    }

    private String only(String pattern) {
        Matcher found = Pattern.compile("^" + pattern + "$", Pattern.MULTILINE).matcher(dockerfile);
        assertThat(found.find()).as(pattern).isTrue();
        return found.group(1);
    }

    /** The library of this processor, which another stage of the image takes out of the jar. */
    private Path library() throws IOException {
        String cpu = System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x86_64";
        Path jar;
        try (Stream<Path> jars = Files.list(APPLICATION.resolve("lib/main"))) {
            jar = jars.filter(each -> each.getFileName().toString().startsWith("org.xerial.sqlite-jdbc"))
                    .findFirst()
                    .orElseThrow();
        }
        Path library = directory.resolve(LIBRARY);
        if (!Files.exists(library)) {
            try (ZipFile zip = new ZipFile(jar.toFile());
                    InputStream in =
                            zip.getInputStream(zip.getEntry("org/sqlite/native/Linux/" + cpu + "/" + LIBRARY))) {
                Files.copy(in, library);
            }
        }
        return library;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
