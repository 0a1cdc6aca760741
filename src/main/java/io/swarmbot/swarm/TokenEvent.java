package io.swarmbot.swarm;

import io.swarmbot.grant.AccessToken;

/** An event of one token of a registry. No subscriber and no observer gets it. */
public sealed interface TokenEvent extends SwarmEvent {

    String tokenId();

    /** A token was made. */
    record TokenMade(Stamp stamp, AccessToken token) implements TokenEvent {

        @Override
        public TokenMade with(Stamp newStamp) {
            return new TokenMade(newStamp, token);
        }

        @Override
        public EventType type() {
            return EventType.TOKEN_MADE;
        }

        @Override
        public String tokenId() {
            return token.id();
        }

        @Override
        public SwarmState applyTo(SwarmState state) {
            return state.past(stamp).with(token);
        }
    }

    /** A token is good no longer. It is still remembered. */
    record TokenRevoked(Stamp stamp, String tokenId) implements TokenEvent {

        @Override
        public TokenRevoked with(Stamp newStamp) {
            return new TokenRevoked(newStamp, tokenId);
        }

        @Override
        public EventType type() {
            return EventType.TOKEN_REVOKED;
        }

        @Override
        public SwarmState applyTo(SwarmState state) {
            AccessToken token = state.tokens().get(tokenId);
            if (token == null) {
                throw new IllegalStateException("the log speaks of token " + tokenId + ", which is not there");
            }
            return state.past(stamp).with(token.revoked(stamp.timestamp()));
        }
    }

    /** A token is remembered no longer: it was used, or it ended some time ago. */
    record TokenRemoved(Stamp stamp, String tokenId) implements TokenEvent {

        @Override
        public TokenRemoved with(Stamp newStamp) {
            return new TokenRemoved(newStamp, tokenId);
        }

        @Override
        public EventType type() {
            return EventType.TOKEN_REMOVED;
        }

        @Override
        public SwarmState applyTo(SwarmState state) {
            return state.past(stamp).withoutToken(tokenId);
        }
    }
}
