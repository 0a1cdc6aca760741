package io.swarmbot.api;

import io.swarmbot.concurrent.Ticker;
import io.swarmbot.http.Answer;
import io.swarmbot.http.Exchange;
import io.swarmbot.http.ReadingPace;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.time.Duration;
import org.jboss.logging.Logger;
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

    private static final Logger LOG = Logger.getLogger(AnswerWriter.class);

    /** An answer whose first piece was made, and the exchange that holds what it needs. */
    public record Entity(Answer.Piece first, Answer rest, Exchange exchange) {}

    private final Ticker ticker;

    AnswerWriter(Ticker ticker) {
        this.ticker = ticker;
    }

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
        Answer.Piece first = entity.first();
        ServerHttpResponse response = context.serverResponse();
        if (entity.exchange().isHead()) {
            if (first.isLast()) {
                response.setResponseHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(first.bytes().length));
            }
            response.end();
        } else if (first.isLast()) {
            response.end(first.bytes());
        } else {
            response.setChunked(true);
            Writing writing = new Writing(entity.rest(), response, entity.exchange(), ticker);
            entity.exchange().eventLoop().execute(() -> writing.write(first));
        }
    }

    /** One answer on its way. Confined to the event loop of the connection. */
    private static final class Writing {

        private final Answer answer;
        private final ServerHttpResponse response;
        private final Exchange exchange;
        private final Ticker ticker;
        private final ReadingPace pace;
        private long writtenAtNanos;

        Writing(Answer answer, ServerHttpResponse response, Exchange exchange, Ticker ticker) {
            this.answer = answer;
            this.response = response;
            this.exchange = exchange;
            this.ticker = ticker;
            this.pace = new ReadingPace(exchange.patience());
        }

        void write(Answer.Piece piece) {
            if (exchange.isOver()) {
                return;
            }
            exchange.changeRoom(piece.bytes().length);
            if (piece.isLast()) {
                response.end(piece.bytes());
            } else {
                writtenAtNanos = ticker.nanos();
                exchange.startAlarm(pace.limit());
                response.write(piece.bytes(), this::take);
            }
        }

        /** A client that hung up misses the rest. What it commanded was done all the same. */
        private void take(@Nullable Throwable hungUp) {
            exchange.stopAlarm();
            if (hungUp == null) {
                pace.take(Duration.ofNanos(ticker.nanos() - writtenAtNanos));
                answer.next()
                        .whenComplete((piece, failure) -> exchange.eventLoop().execute(() -> goOn(piece, failure)));
            }
        }

        private void goOn(Answer.@Nullable Piece piece, @Nullable Throwable failure) {
            if (piece != null) {
                write(piece);
            } else {
                LOG.error("the rest of an answer could not be made", failure);
                exchange.cut();
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
