package io.swarmbot.trace;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.swarmbot.concurrent.NamedThreads;
import io.swarmbot.coordinator.GroupCommitted;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.store.LogEntry;
import io.swarmbot.swarm.SwarmCodec;
import io.swarmbot.swarm.SwarmEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends the spans of tasks to a collector, if one is configured. Work is never held up for it: if the thread lags by
 * {@value #MOST_WAITING} groups of events, further ones are left out and counted in {@code swarmbot.tracing.dropped},
 * and their spans are incomplete or missing.
 *
 * <p>Thread-safety: any thread; it starts and stops once.
 */
@ApplicationScoped
@RegisterForReflection(classNames = "io.opentelemetry.exporter.sender.jdk.internal.JdkHttpSenderProvider")
class TaskTracing {

    private static final int MOST_WAITING = 1_000;
    private static final long STOP_SECONDS = 5;

    private final TracingConfig config;
    private final SwarmCodec codec;
    private final SwarmCoordinator coordinator;
    private final MeterRegistry meters;
    private volatile @Nullable Running running;

    /** @param worker the one thread that uses the spans */
    private record Running(ThreadPoolExecutor worker, TaskSpans spans, SdkTracerProvider provider) {}

    TaskTracing(TracingConfig config, SwarmCodec codec, SwarmCoordinator coordinator, MeterRegistry meters) {
        this.config = config;
        this.codec = codec;
        this.coordinator = coordinator;
        this.meters = meters;
    }

    void start(@Observes StartupEvent event) {
        config.endpoint().ifPresent(endpoint -> running = start(endpoint));
    }

    private Running start(URI endpoint) {
        OtlpHttpSpanExporterBuilder exporter = OtlpHttpSpanExporter.builder().setEndpoint(endpoint.toString());
        config.authorization().ifPresent(value -> exporter.addHeader("Authorization", value));
        SdkTracerProvider provider = SdkTracerProvider.builder()
                .addSpanProcessor(BatchSpanProcessor.builder(exporter.build()).build())
                .setResource(Resource.getDefault()
                        .merge(Resource.create(Attributes.of(
                                AttributeKey.stringKey("service.name"),
                                "swarmbot",
                                AttributeKey.stringKey("service.instance.id"),
                                coordinator.replica()))))
                .build();
        Counter dropped = meters.counter("swarmbot.tracing.dropped");
        ThreadPoolExecutor worker = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MOST_WAITING),
                new NamedThreads("tracing"),
                (work, busy) -> dropped.increment());
        return new Running(worker, new TaskSpans(provider.get("swarmbot"), config.maxTasks()), provider);
    }

    void committed(@Observes GroupCommitted group) {
        Running now = running;
        if (now != null) {
            now.worker().execute(() -> now.spans().note(decode(group)));
        }
    }

    private List<SwarmEvent> decode(GroupCommitted group) {
        List<SwarmEvent> events = new ArrayList<>();
        for (LogEntry entry : group.entries()) {
            if (!entry.isUnreadable()) {
                events.add(codec.decode(group.swarm(), entry, group.local()));
            }
        }
        return events;
    }

    /** Sends what has ended. Spans of tasks that go on are lost with the process. */
    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        Running now = running;
        if (now != null) {
            now.worker().shutdown();
            if (!now.worker().awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                now.worker().shutdownNow();
            }
            now.provider().shutdown().join(STOP_SECONDS, TimeUnit.SECONDS);
        }
    }
}
