package io.swarmbot.webhook;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** Gives the application under test a webhook of its own, and puts it into the field of that type of the test. */
public final class OwnHook implements QuarkusTestResourceLifecycleManager {

    private HookServer server;

    @Override
    public Map<String, String> start() {
        server = new HookServer();
        return Map.of("swarmbot.alerts.webhook.url", server.url().toString());
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(server, new TestInjector.MatchesType(HookServer.class));
    }

    @Override
    public void stop() {
        if (server != null) {
            server.close();
        }
    }
}
