package io.swarmbot.socketio;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of this replica by their ids. Each holds one of the streams that there may be, so there are no more of
 * them. Whoever knows the id of one that polls has its stream, so ids are secrets: 144 random bits.
 *
 * <p>Thread-safety: any thread.
 */
@ApplicationScoped
class EngineSessions {

    private static final int ID_BYTES = 18;

    private final SecureRandom random = new SecureRandom();
    private final ConcurrentHashMap<String, EngineSession> sessions = new ConcurrentHashMap<>();

    String newId() {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
    }

    void add(EngineSession session) {
        sessions.put(session.sid(), session);
    }

    @Nullable
    EngineSession find(String sid) {
        return sessions.get(sid);
    }

    void remove(EngineSession session) {
        sessions.remove(session.sid(), session);
    }

    int size() {
        return sessions.size();
    }
}
