package io.swarmbot;

import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.swarmbot.testing.Problems;
import io.swarmbot.testing.RawConnection;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.ServiceProcess;
import io.swarmbot.testing.TusClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files on a disk of 8 MiB, which is really full. Where the system mounts none for this user, the test is skipped. */
@Tag("stress-only")
class FullDiskIT {

    private static final int SIZE = 5 << 20;

    @TempDir
    private Path disk;

    @BeforeEach
    void mount() throws IOException, InterruptedException {
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=8m", "none", disk.toString()) == 0,
                "this user may not mount a file system");
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        run("umount", disk.toString());
    }

    private static int run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(10, TimeUnit.SECONDS))
                .as(List.of(command).toString())
                .isTrue();
        return process.exitValue();
    }

    @Test
    void uploadThatFindsTheDiskFullKeepsWhatCameAndGoesOnWhenThereIsRoom() {
        byte[] content = new byte[SIZE];
        new Random(1).nextBytes(content);
        try (ServiceProcess service = ServiceProcess.with("swarmbot.files.directory=" + disk)) {
            TusClient files = new TusClient(service.server(), "default");
            // There is room for each of them, and not for both.
            String first = files.begin(SIZE, "first");
            String second = files.begin(SIZE, "second");
            assertThat(files.patch(first, 0, content).status()).isEqualTo(204);

            Problems.assertProblem(files.patch(second, 0, content), 507, "disk_full");

            long kept = files.offset(second);
            assertThat(kept).isBetween(2L << 20, (long) SIZE - 1);
            Problems.assertProblem(files.create(SIZE, TusClient.pair("filename", "third")), 507, "disk_full");
            Rest rest = Rest.of(service.server(), "default");
            assertThat(rest.snapshot().path("files")).as("only what is whole").hasSize(1);
            assertThat(files.get(first, 200)).isEqualTo(content);

            assertThat(files.plain("DELETE", first).status()).isEqualTo(204);
            RawConnection.Response[] done = new RawConnection.Response[1];
            await().until(() -> {
                int offset = (int) files.offset(second);
                done[0] = files.patch(second, offset, Arrays.copyOfRange(content, offset, SIZE));
                return done[0].status() != 507;
            });

            assertThat(done[0].status()).as(done[0].body()).isEqualTo(204);
            assertThat(files.get(second, 200)).isEqualTo(content);
            assertThat(service.output()).doesNotContain("ERROR");
        }
    }
}
