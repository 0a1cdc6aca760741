/**
 * Streams over Socket.IO 5 on Engine.IO 4, over WebSocket and HTTP long polling, for the clients of dashboards that
 * were written for Flask-SocketIO. This package knows the protocol only; the hub decides what is sent and when.
 *
 * <p>The way of a request: {@link io.swarmbot.socketio.SocketIoRoute} finds or makes the
 * {@link io.swarmbot.socketio.EngineSession}, which is one connection of Engine.IO over one
 * {@link io.swarmbot.socketio.Transport} or two, one after another. Its messages are those of the
 * {@link io.swarmbot.socketio.Namespace}, which logs in and opens the stream. Protocols:
 * https://github.com/socketio/engine.io-protocol (revision 4) and https://github.com/socketio/socket.io-protocol
 * (revision 5).
 */
@NullMarked
package io.swarmbot.socketio;

import org.jspecify.annotations.NullMarked;
