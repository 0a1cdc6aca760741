package io.swarmbot.webhook;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** Gives the application under test a signed webhook for some swarms and types. */
public final class SignedHook implements QuarkusTestResourceLifecycleManager {

    static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private HookServer server;

    @Override
    public Map<String, String> start() {
        server = new HookServer();
        return Map.of(
                "swarmbot.webhooks.signed.url",
                server.url().toString(),
                "swarmbot.webhooks.signed.types",
                "task_submitted,agent_registered",
                "swarmbot.webhooks.signed.swarms",
                "signed-*",
                "swarmbot.webhooks.signed.secret",
                SECRET);
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
