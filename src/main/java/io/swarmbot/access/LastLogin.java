package io.swarmbot.access;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.util.Attribute;
import io.netty.util.AttributeKey;
import io.swarmbot.http.ClientSocket;
import io.vertx.core.http.HttpConnection;
import java.security.MessageDigest;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The last login with a token of ours on one connection. A program sends the same token with each request, so the token
 * is read and hashed once for a connection. Whether it is still good is asked for each request.
 *
 * <p>A proxy sends the requests of many clients over one connection. So the time of a comparison does not tell how much
 * of a token is right.
 *
 * <p>Thread-safety: confined to the connection's event loop.
 */
final class LastLogin {

    private static final AttributeKey<LastLogin> KEY = AttributeKey.valueOf("swarmbot.login");
    private static final byte[] NONE = new byte[0];

    private byte[] text = NONE;
    private @Nullable Caller caller;

    private LastLogin() {}

    static LastLogin of(HttpConnection connection) {
        Attribute<LastLogin> kept = ClientSocket.of(connection).kept(KEY);
        LastLogin last = kept.get();
        if (last == null) {
            last = new LastLogin();
            kept.set(last);
        }
        return last;
    }

    /** Who sent that text before, if it was the last one and its token is still good; null otherwise. */
    @Nullable
    Caller callerOf(String sent) {
        Caller known = caller;
        return known != null && MessageDigest.isEqual(text, sent.getBytes(ISO_8859_1)) && known.isLoginGood()
                ? known
                : null;
    }

    /** Notes who sent a text, if that is known already. Nobody can revoke a token of an issuer: it is checked anew. */
    void note(String sent, CompletableFuture<Caller> found) {
        if (found.isDone() && !found.isCompletedExceptionally() && found.join().token() != null) {
            text = sent.getBytes(ISO_8859_1);
            caller = found.join();
        }
    }
}
