package io.swarmbot;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.testing.Patience;
import io.swarmbot.testing.RedisProcess;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.RunningProgram;
import io.swarmbot.testing.ServiceProcess;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The packaged service connects to Redis if that is its store, and only then. */
class RedisStartIT {

    @Test
    void serviceWithAnotherStoreIsHealthyAndDoesNotConnectToRedis() {
        try (RedisProcess redis = RedisProcess.with();
                ServiceProcess service = ServiceProcess.with("quarkus.redis.hosts=" + redis.hosts())) {
            Rest.of(service.server(), "default").register("agent1");

            assertThat(Rest.exchange(service.server(), "GET", "/q/health", null).statusCode())
                    .isEqualTo(200);
            // Only the connection that asks.
            assertThat((String) redis.call("CLIENT", "LIST")).hasLineCount(1);
            assertThat(redis.info("total_connections_received")).isEqualTo("2");
        }
    }

    @Test
    void serviceWithoutTheAddressOfRedisDoesNotStartAndSaysWhy() {
        try (ServiceProcess any = ServiceProcess.with()) {
            List<String> command = new ArrayList<>(any.command());
            command.add(1, "-Dswarmbot.store.kind=redis");
            any.kill();
            try (RunningProgram service = RunningProgram.start(command)) {
                assertThat(service.exitCode(Patience.LIMIT)).isNotZero();
                assertThat(service.output())
                        .contains("swarmbot.store.kind=redis needs quarkus.redis.hosts")
                        .doesNotContain("\tat ");
            }
        }
    }

    @Test
    void serviceWaitsForARedisThatIsNotThereYet() {
        RedisProcess redis = RedisProcess.with();
        redis.kill();
        try (ServiceProcess service =
                ServiceProcess.with("swarmbot.store.kind=redis", "quarkus.redis.hosts=" + redis.hosts())) {
            assertThat(Rest.exchange(service.server(), "GET", "/q/health/ready", null)
                            .statusCode())
                    .isEqualTo(503);
            redis.start();

            io.swarmbot.testing.Patience.await()
                    .until(() -> Rest.exchange(service.server(), "GET", "/q/health/ready", null)
                                    .statusCode()
                            == 200);
            assertThat(Rest.of(service.server(), "default").register("agent1")).endsWith("-1");
        } finally {
            redis.close();
        }
    }
}
