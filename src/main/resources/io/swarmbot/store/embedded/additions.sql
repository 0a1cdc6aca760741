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
