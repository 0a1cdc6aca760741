package io.swarmbot.socketio;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.push.SmallLimits;
import io.swarmbot.testing.SocketIoClient;

/** The stream of Socket.IO over polling. */
@QuarkusTest
@TestProfile(SmallLimits.class)
class PollingStreamQuarkusTest extends SocketIoStreamContract {

    @Override
    SocketIoClient.Over over() {
        return SocketIoClient.Over.POLLING;
    }
}
