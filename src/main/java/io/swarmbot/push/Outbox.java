package io.swarmbot.push;

import io.netty.buffer.ByteBuf;
import io.swarmbot.wire.Message;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The messages to one connection that are no events: notices about the stream, which come before everything else, and
 * answers to commands, which come between events. It does not grow without a limit: the transport bounds how many
 * commands may be unanswered.
 *
 * <p>Thread-safety: confined to the connection's event loop.
 */
final class Outbox {

    private final Framing framing;
    private final ArrayDeque<Message> notices = new ArrayDeque<>(2);
    private final ArrayDeque<Message> answers = new ArrayDeque<>(1);
    /** How many messages wait. Each delivery asks; with a field of our own it stays out of the queues' memory. */
    private int noticeCount;

    private int answerCount;
    /** Answers in the write that the socket is taking. */
    private int answersInWrite;

    private boolean isTurnOfAnswers = true;

    Outbox(Framing framing) {
        this.framing = framing;
    }

    void addNotice(Message notice) {
        notices.add(notice);
        noticeCount++;
    }

    void addAnswer(Message answer) {
        answers.add(answer);
        answerCount++;
    }

    boolean hasNotices() {
        return noticeCount > 0;
    }

    boolean hasAnswers() {
        return answerCount > 0;
    }

    boolean isEmpty() {
        return noticeCount + answerCount == 0;
    }

    /**
     * Whether answers may go before events. After a write of answers it is the turn of events, so that neither waits
     * forever.
     */
    boolean isTurnOfAnswers() {
        return isTurnOfAnswers;
    }

    /** Events were written: the next turn belongs to answers. */
    void giveTurnToAnswers() {
        isTurnOfAnswers = true;
    }

    /** Answers that the socket has not taken yet. */
    int unsentAnswers() {
        return answerCount + answersInWrite;
    }

    /** The socket took the last write. */
    void clearWrite() {
        answersInWrite = 0;
    }

    /** Takes the oldest notices, as many as one write holds. The caller releases the bytes. */
    ByteBuf takeNotices() {
        List<Message> messages = takeFrom(notices);
        noticeCount = notices.size();
        return framing.frame(messages);
    }

    /** Takes the oldest answers, as many as one write holds. The caller releases the bytes. */
    ByteBuf takeAnswers() {
        List<Message> messages = takeFrom(answers);
        isTurnOfAnswers = false;
        answerCount = answers.size();
        answersInWrite = messages.size();
        return framing.frame(messages);
    }

    void clear() {
        notices.clear();
        answers.clear();
        noticeCount = 0;
        answerCount = 0;
    }

    private static List<Message> takeFrom(ArrayDeque<Message> waiting) {
        List<Message> messages = new ArrayList<>();
        int bytes = 0;
        while (!waiting.isEmpty() && bytes < Shard.MAX_WRITE_BYTES) {
            Message message = waiting.poll();
            messages.add(message);
            bytes += message.json().length;
        }
        return messages;
    }
}
