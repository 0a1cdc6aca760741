-- The only row says how the service runs that has the store open, or that ended without a farewell.
CREATE TABLE service (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    running_with TEXT,                  -- its durability; NULL where the last one ended well
    probes INTEGER NOT NULL DEFAULT 0,  -- raised to find out whether the disk takes a commit ...
    room BLOB                           -- ... of some size
) STRICT;
INSERT INTO service (only_row) VALUES (1);

-- A number is never given twice, so that what is left of a deleted swarm cannot turn up in another one.
CREATE TABLE swarm (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    epoch TEXT NOT NULL,
    base INTEGER NOT NULL,              -- the log's head where it keeps no entry
    format INTEGER NOT NULL             -- of the entries and entities
) STRICT;

-- The numbers of deleted swarms whose rows are still to be swept away.
CREATE TABLE deleted_swarm (
    number INTEGER PRIMARY KEY
) STRICT;

-- The earlier lives of a log, in order, and where each ended.
CREATE TABLE past_epoch (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    swarm INTEGER NOT NULL,
    epoch TEXT NOT NULL,
    last INTEGER NOT NULL
) STRICT;
CREATE INDEX past_epoch_of_swarm ON past_epoch (swarm, place);

-- One row for each append, of whatever log, in order of commit: new rows always go to the end of the table.
CREATE TABLE append (
    place INTEGER PRIMARY KEY,
    swarm INTEGER NOT NULL,
    first INTEGER NOT NULL,             -- the sequences of its entries
    last INTEGER NOT NULL,
    epoch TEXT NOT NULL,
    batch TEXT NOT NULL,                -- the id under which it is known again
    appended_at INTEGER NOT NULL,       -- milliseconds since 1970
    entries BLOB NOT NULL
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
