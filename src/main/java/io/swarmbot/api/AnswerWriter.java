package io.swarmbot.api;

import io.swarmbot.http.Answer;
import io.swarmbot.http.Exchange;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.Objects;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerHttpResponse;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;
import org.jspecify.annotations.Nullable;

/**
 * Writes answers of any size: a piece, and the next one when the client has taken it. A client that does not take a
 * piece in time is cut off.
 */
@Provider
@Produces({MediaType.APPLICATION_JSON, CommandsResource.LINES})
public class AnswerWriter implements ServerMessageBodyWriter<AnswerWriter.Entity> {

    /** An answer and the exchange that holds what it needs. */
    public record Entity(Answer answer, Exchange exchange) {}

    @Override
    public boolean isWriteable(Class<?> type, Type generic, ResteasyReactiveResourceInfo resource, MediaType form) {
        return type == Entity.class;
    }

    @Override
    public boolean isWriteable(Class<?> type, Type generic, Annotation[] annotations, MediaType form) {
        return type == Entity.class;
    }

    @Override
    public void writeResponse(Entity entity, Type generic, ServerRequestContext context) {
        Answer answer = entity.answer();
        ServerHttpResponse response = context.serverResponse();
        byte[] first = Objects.requireNonNull(answer.next(), "no answer is empty");
        if (answer.isDone()) {
            response.end(first);
            return;
        }
        if (answer.length() == Answer.UNKNOWN) {
            response.setChunked(true);
        } else {
            response.setResponseHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(answer.length()));
        }
        Writing writing = new Writing(answer, response, entity.exchange());
        entity.exchange().eventLoop().execute(() -> writing.writeFrom(first));
    }

    /** One answer on its way. Confined to the event loop of the connection. */
    private static final class Writing {

        private final Answer answer;
        private final ServerHttpResponse response;
        private final Exchange exchange;
        private boolean isTaken;
        private boolean isInWrite;

        Writing(Answer answer, ServerHttpResponse response, Exchange exchange) {
            this.answer = answer;
            this.response = response;
            this.exchange = exchange;
        }

        void writeFrom(byte[] first) {
            byte[] piece = first;
            // A socket that takes a piece at once says so before the write returns.
            do {
                write(piece);
                piece = isTaken ? answer.next() : null;
            } while (piece != null);
            if (isTaken) {
                response.end();
            }
        }

        private void write(byte[] piece) {
            isTaken = false;
            isInWrite = true;
            exchange.startAlarm();
            response.write(piece, this::take);
            isInWrite = false;
        }

        /** A client that hung up misses the rest. What it commanded was done all the same. */
        private void take(@Nullable Throwable failure) {
            exchange.stopAlarm();
            isTaken = failure == null;
            if (isTaken && !isInWrite) {
                byte[] piece = answer.next();
                if (piece == null) {
                    response.end();
                } else {
                    writeFrom(piece);
                }
            }
        }
    }

    @Override
    public void writeTo(
            Entity entity,
            Class<?> type,
            Type generic,
            Annotation[] annotations,
            MediaType form,
            MultivaluedMap<String, Object> headers,
            OutputStream out)
            throws IOException {
        throw new UnsupportedOperationException("written by writeResponse");
    }
}
