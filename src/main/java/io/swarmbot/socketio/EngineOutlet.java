package io.swarmbot.socketio;

import io.netty.buffer.ByteBuf;
import io.swarmbot.push.CloseReason;
import io.swarmbot.push.Framing;
import io.swarmbot.push.Outlet;
import java.util.function.Consumer;

/**
 * The writing end of the stream of one session. The session itself asks its client for signs of life.
 *
 * <p>Thread-safety: confined to the session's event loop.
 */
final class EngineOutlet implements Outlet {

    private final EngineSession session;
    private final Consumer<Beginning> whenBegun;

    /** @param whenBegun is told where the stream begins, before its first write */
    EngineOutlet(EngineSession session, Consumer<Beginning> whenBegun) {
        this.session = session;
        this.whenBegun = whenBegun;
    }

    @Override
    public void begin(Beginning beginning) {
        whenBegun.accept(beginning);
    }

    @Override
    public Framing framing() {
        return PacketFraming.FRAMES;
    }

    @Override
    public void write(ByteBuf bytes, Runnable whenTaken) {
        session.write(bytes, whenTaken);
    }

    @Override
    public long pendingBytes() {
        return session.pendingBytes();
    }

    @Override
    public void close(CloseReason reason) {
        session.finish(reason);
    }

    @Override
    public void reset() {
        session.reset();
    }
}
