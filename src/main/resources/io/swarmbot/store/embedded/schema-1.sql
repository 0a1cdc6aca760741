-- One row about the process that has the store open, or that had it open last.
CREATE TABLE service (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    running_with TEXT,                  -- its durability; NULL if it ended in good order
    probes INTEGER NOT NULL DEFAULT 0,  -- counts the writes that tested whether the disk takes a commit
    room BLOB                           -- bytes that such a write contains
) STRICT;
INSERT INTO service (only_row) VALUES (1);

-- A number is never used twice. So rows that are left of a deleted swarm cannot appear in another one.
CREATE TABLE swarm (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    epoch TEXT NOT NULL,
    base INTEGER NOT NULL,              -- the log's head if it keeps no entry
    format INTEGER NOT NULL             -- the format of the entries and entities
) STRICT;

-- The numbers of deleted swarms that still have rows in other tables.
CREATE TABLE deleted_swarm (
    number INTEGER PRIMARY KEY
) STRICT;

-- The earlier epochs of each log, in order, and the last sequence of each.
CREATE TABLE past_epoch (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    swarm INTEGER NOT NULL,
    epoch TEXT NOT NULL,
    last INTEGER NOT NULL
) STRICT;
CREATE INDEX past_epoch_of_swarm ON past_epoch (swarm, place);

-- One row for each append of all logs, in order of commit. So new rows always go to the end of the table.
CREATE TABLE append (
    place INTEGER PRIMARY KEY,
    swarm INTEGER NOT NULL,
    first INTEGER NOT NULL,             -- the sequence of its first entry
    last INTEGER NOT NULL,              -- the sequence of its last entry
    epoch TEXT NOT NULL,
    batch TEXT NOT NULL,                -- the id of the append, by which a repeated one is recognised
    appended_at INTEGER NOT NULL,       -- milliseconds since 1970
    entries BLOB NOT NULL               -- as PackedEntries packs them
) STRICT;
CREATE UNIQUE INDEX append_of_swarm ON append (swarm, last);

-- The newest form of each entity.
CREATE TABLE entity (
    swarm INTEGER NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    json BLOB NOT NULL,
    PRIMARY KEY (swarm, kind, id)
) STRICT, WITHOUT ROWID;
