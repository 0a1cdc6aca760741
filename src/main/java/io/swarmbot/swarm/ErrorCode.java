package io.swarmbot.swarm;

import io.swarmbot.text.WireNames;

/**
 * Every reason for which this service refuses a request, with its HTTP status and title. The codes are part of the wire
 * contract: version 1 only adds to them.
 */
public enum ErrorCode {
    BAD_REQUEST(400, "The request cannot be read"),
    BAD_JSON(400, "The body is not the JSON that is due"),
    BODY_MISSING(400, "A body is due"),
    UNKNOWN_FIELD(400, "The field is not known"),
    MISSING_FIELD(400, "A field is missing"),
    BAD_FIELD(400, "The field has no usable value"),
    BAD_IDENTIFIER(400, "Not an identifier"),
    BAD_CURSOR(400, "Not a cursor"),
    BAD_PARAMETER(400, "The parameter has no usable value"),
    UNKNOWN_PARAMETER(400, "The parameter is not known"),
    UNKNOWN_COMMAND(400, "The command is not known"),
    TOO_DEEP(400, "The JSON is nested too deeply"),
    NOT_TEXT(400, "A text message is due"),
    UNAUTHENTICATED(401, "There is no login, or none that is good"),
    FORBIDDEN(403, "The caller may not do this"),
    FORBIDDEN_HOST(403, "The host is none of this service"),
    FORBIDDEN_ORIGIN(403, "Pages of this origin are not let in"),
    UNKNOWN_PATH(404, "There is nothing at this path"),
    UNKNOWN_SWARM(404, "There is no such swarm"),
    UNKNOWN_AGENT(404, "There is no such agent"),
    UNKNOWN_TOKEN(404, "There is no such token"),
    UNKNOWN_TASK(404, "There is no such task"),
    UNKNOWN_MESSAGE(404, "There is no such message"),
    UNKNOWN_FILE(404, "There is no such file"),
    TRANSPORT_OFF(404, "This transport is switched off"),
    METHOD_NOT_ALLOWED(405, "The path does not take this method"),
    NOT_ACCEPTABLE(406, "There is no such representation"),
    ILLEGAL_TRANSITION(409, "The status does not allow that"),
    NOT_ASSIGNED(409, "The task is not with this agent"),
    NOT_CAPABLE(409, "The agent lacks a capability"),
    WRONG_ATTEMPT(409, "The attempt is not the task's present one"),
    TASK_EXISTS(409, "The task's id is taken"),
    AGENT_PAUSED(409, "The agent takes no tasks now"),
    LAST_ADMIN(409, "Nobody could log in as admin any more"),
    SWARM_PROTECTED(409, "This swarm stays"),
    LIMIT_REACHED(409, "The swarm is full"),
    WRONG_OFFSET(409, "The upload is at another offset"),
    CURSOR_EXPIRED(410, "What the swarm was at that cursor is not kept any more"),
    CURSOR_LOST(410, "The log lost what that cursor stood for"),
    VERSION_MISMATCH(412, "The entity is another by now"),
    UNKNOWN_TUS_VERSION(412, "The version of tus is not known"),
    TOO_BIG(413, "Too big"),
    QUOTA_EXCEEDED(413, "The files have no room"),
    URI_TOO_LONG(414, "The target of the request is too long"),
    UNSUPPORTED_MEDIA_TYPE(415, "The body's media type is not taken"),
    RANGE_NOT_SATISFIABLE(416, "The range is not in the file"),
    UNKNOWN_DEPENDENCY(422, "A dependency is not known"),
    DEPENDENCY_CYCLE(422, "A task cannot depend on itself"),
    DEPENDENCY_FAILED(422, "A dependency will not be completed"),
    KEY_REUSED(422, "The idempotency key was used for something else"),
    UPLOAD_LOCKED(423, "Somebody else is writing this upload"),
    UPGRADE_REQUIRED(426, "This path is a WebSocket"),
    TOO_MANY_IN_FLIGHT(429, "Too many commands are unanswered"),
    RATE_LIMITED(429, "Too much was asked for in this time"),
    TOO_MANY_OPEN(429, "Too much of this caller is open"),
    CHECKSUM_MISMATCH(460, "The bytes have another checksum"),
    INTERNAL(500, "The service failed"),
    UNREADABLE(500, "What is stored cannot be read"),
    NOT_IMPLEMENTED(501, "The service does not know this way to send a body"),
    FILE_ELSEWHERE(503, "This replica has not the bytes of the file"),
    SWARM_BUSY(503, "The swarm has too much to do"),
    STORE_UNAVAILABLE(503, "The store does not answer; nothing was done"),
    ISSUER_UNAVAILABLE(503, "The issuer of the logins does not answer"),
    OUTCOME_UNKNOWN(503, "The store did not say whether it was done"),
    BEHIND(503, "This replica has not reached that cursor"),
    SHUTTING_DOWN(503, "The service is going away"),
    DISK_FULL(507, "There is no room on the disk");

    private final int status;
    private final String title;
    private final String wireName = WireNames.of(this);

    ErrorCode(int status, String title) {
        this.status = status;
        this.title = title;
    }

    /** The HTTP status of an answer with this code. */
    public int status() {
        return status;
    }

    /** One sentence for people, the same for each error with this code. */
    public String title() {
        return title;
    }

    public String wireName() {
        return wireName;
    }
}
