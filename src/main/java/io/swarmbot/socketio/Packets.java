package io.swarmbot.socketio;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.swarmbot.http.WebSocketFrames;
import io.swarmbot.push.Framing;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.wire.Message;
import io.swarmbot.wire.StreamNotices;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The packets that this service makes, besides events. Stateless. */
final class Packets {

    /** A message of Engine.IO. */
    static final char MESSAGE = '4';

    static final String CLOSE = "1";
    static final String PING = "2";
    static final String PROBE = "2probe";
    static final String PROBED = "3probe";
    static final String UPGRADE = "5";
    static final String NOOP = "6";

    /** The namespace ends, and the client does not come back to it by itself. */
    static final String DISCONNECT = "41";

    /** The type of a {@link Message} that is a packet already. */
    static final String PACKET = "";

    private Packets() {}

    /**
     * The packet that opens a session.
     *
     * @param upgrades the transports to which the client may change, as JSON
     */
    static String open(String sid, String upgrades, SocketIoSettings settings, int maxPayload) {
        return "0{\"sid\":\"" + sid + "\",\"upgrades\":" + upgrades + ",\"pingInterval\":"
                + settings.pingInterval().toMillis() + ",\"pingTimeout\":"
                + settings.pingTimeout().toMillis() + ",\"maxPayload\":" + maxPayload + "}";
    }

    /** The client is connected to the namespace. */
    static String connected(String sid, String pid) {
        return "40{\"sid\":\"" + sid + "\",\"pid\":\"" + pid + "\"}";
    }

    /** The client is not let into the namespace. */
    static String connectError(String namespace, Rejection rejection) {
        String prefix = namespace.equals(Packet.MAIN) ? "" : namespace + ",";
        return "44" + prefix + new String(StreamNotices.connectError(rejection), StandardCharsets.UTF_8);
    }

    /**
     * The form of an answer: an acknowledgement with the answer as its argument; an event if the client wants none.
     *
     * @param acknowledgement the id that the client gave its event; null if it gave none
     */
    static UnaryOperator<Message> answer(@Nullable String acknowledgement) {
        return acknowledgement == null
                ? UnaryOperator.identity()
                : message -> {
                    byte[] head = ("43" + acknowledgement + "[").getBytes(StandardCharsets.US_ASCII);
                    byte[] json = message.json();
                    byte[] packet = new byte[head.length + json.length + 1];
                    System.arraycopy(head, 0, packet, 0, head.length);
                    System.arraycopy(json, 0, packet, head.length, json.length);
                    packet[packet.length - 1] = ']';
                    return new Message(PACKET, null, packet);
                };
    }

    /** The packet in a frame. The caller releases it. */
    static ByteBuf frame(String packet) {
        int length = ByteBufUtil.utf8Bytes(packet);
        ByteBuf bytes = Framing.allocate(WebSocketFrames.size(length));
        WebSocketFrames.beginText(bytes, length);
        ByteBufUtil.writeUtf8(bytes, packet);
        return bytes;
    }
}
