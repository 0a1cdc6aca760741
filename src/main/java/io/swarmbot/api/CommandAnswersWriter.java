package io.swarmbot.api;

import io.swarmbot.wire.CommandAnswers;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.function.Supplier;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerHttpResponse;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;
import org.jspecify.annotations.Nullable;

/**
 * Writes the answers to a batch: at once where they are few, else piece by piece, each when
 * the socket has room for it.
 */
@Provider
@Produces({MediaType.APPLICATION_JSON, CommandsResource.LINES})
public class CommandAnswersWriter implements ServerMessageBodyWriter<CommandAnswers> {

    @Override
    public boolean isWriteable(Class<?> type, Type generic, ResteasyReactiveResourceInfo resource, MediaType form) {
        return type == CommandAnswers.class;
    }

    @Override
    public boolean isWriteable(Class<?> type, Type generic, Annotation[] annotations, MediaType form) {
        return type == CommandAnswers.class;
    }

    @Override
    public void writeResponse(CommandAnswers answers, Type generic, ServerRequestContext context) {
        boolean isLines = context.getResponseMediaType().toString().startsWith(CommandsResource.LINES);
        Supplier<byte[]> pieces = isLines ? answers::nextOfLines : answers::nextOfArray;
        ServerHttpResponse response = context.serverResponse();
        byte[] first = pieces.get();
        if (answers.isDone()) {
            response.end(first);
        } else {
            response.setChunked(true);
            response.write(first, CommandAnswersWriter::ignore);
            writeOn(answers, pieces, response);
        }
    }

    private static void writeOn(CommandAnswers answers, Supplier<byte[]> pieces, ServerHttpResponse response) {
        while (!answers.isDone()) {
            if (response.isWriteQueueFull()) {
                response.addDrainHandler(() -> writeOn(answers, pieces, response));
                return;
            }
            response.write(pieces.get(), CommandAnswersWriter::ignore);
        }
        response.end();
    }

    /** Where the client is gone, its commands are done all the same. */
    private static void ignore(@Nullable Throwable failure) {}

    @Override
    public void writeTo(
            CommandAnswers answers,
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
