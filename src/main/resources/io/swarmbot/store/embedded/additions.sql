-- Tables that came after version 1 and that an earlier version of the service passes over. The writer makes
-- those that are missing, so a store whose disk is full can be read without them.

-- When things were used last, such as tokens. It is no part of a log.
CREATE TABLE IF NOT EXISTS last_use (
    swarm INTEGER NOT NULL,
    name TEXT NOT NULL,
    used_at INTEGER NOT NULL,           -- milliseconds since 1970
    PRIMARY KEY (swarm, name)
) STRICT, WITHOUT ROWID;

-- How far each log was delivered to each receiver, and who delivers it now. It is no part of a log.
CREATE TABLE IF NOT EXISTS delivery (
    swarm INTEGER NOT NULL,
    receiver TEXT NOT NULL,
    cursor TEXT NOT NULL,
    owner TEXT NOT NULL,                -- empty if nobody delivers
    until INTEGER NOT NULL,             -- milliseconds since 1970
    PRIMARY KEY (swarm, receiver)
) STRICT, WITHOUT ROWID;

-- The earlier places of each log of which the entities can be read.
CREATE TABLE IF NOT EXISTS past_place (
    swarm INTEGER NOT NULL,
    seq INTEGER NOT NULL,               -- the head of the log at that place
    covered INTEGER NOT NULL,           -- up to there, every append kept what it changed
    PRIMARY KEY (swarm, seq)
) STRICT, WITHOUT ROWID;

-- What an entity was at such a place, if it changed before the next one.
CREATE TABLE IF NOT EXISTS past_entity (
    swarm INTEGER NOT NULL,
    place INTEGER NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    json BLOB NOT NULL,
    PRIMARY KEY (swarm, place, kind, id)
) STRICT, WITHOUT ROWID;
