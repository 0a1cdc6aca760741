-- Compare-and-append: appends the entries if the log's head is the expected one. It writes all of them or nothing.
--
-- KEYS: head, log, entities, places
-- ARGV:
--   1 swarm, 2 channel, 3 a new epoch
--   4 writer, 5 how many conflicts in a row the writer met
--   6 id of the append, 7 expected epoch, 8 expected seq
--   9 events to keep
--   10 entries of a page, 11 bytes of a page, 12 bytes added to each entry's size
--   13 number of entries, 14 number of arguments that set entities
--   15 entries from one place to the next
--   16... the entries, then <entity> <text> for each changed entity, then the entities that are gone
-- Answers one of:
--   appended
--   conflict, with the page after the expected head
--   turn, with the milliseconds for which the log is reserved for another writer
--
-- A writer that met three conflicts in a row gets a turn: for a moment only it may append.

local TURN_MILLISECONDS = 20
local FIRST = 16
-- The most arguments of one call: unpack puts them on the stack, which is limited.
local MAX_ARGUMENTS = 200

local log, refusal = open(KEYS[1], ARGV[1], ARGV[2], ARGV[3])
if not log then
  return refusal
end
local writer, conflicts, id = ARGV[4], tonumber(ARGV[5]), ARGV[6]
local seq, count, settings = tonumber(ARGV[8]), tonumber(ARGV[13]), tonumber(ARGV[14])
local last = seq + count

-- If the append was written before, its last entry is at the expected place and begins with its id.
if log.seq >= last then
  local there = redis.call('XRANGE', KEYS[2], whole(last), whole(last))
  if there[1] and string.match(there[1][2][2], '^%S*') == id then
    return { 'appended' }
  end
end

local now = milliseconds()
local is_others_turn = log.turn and log.turn ~= writer and now < log.turn_ends

if log.epoch ~= ARGV[7] or log.seq ~= seq then
  if conflicts >= 2 and not is_others_turn then
    redis.call('HSET', KEYS[1], 'turn', writer, 'until', whole(now + TURN_MILLISECONDS))
  end
  return page('conflict', log, KEYS[2], seq, tonumber(ARGV[10]), tonumber(ARGV[11]), tonumber(ARGV[12]))
end
if is_others_turn then
  return { 'turn', whole(log.turn_ends - now) }
end

local time = '-' .. whole(now)
for i = 1, count do
  redis.call('XADD', KEYS[2], whole(seq + i) .. time, 'e', ARGV[FIRST + i - 1])
end
local from = FIRST + count
local gone = from + settings

if not log.place or log.covered ~= seq or seq - log.place >= tonumber(ARGV[15]) then
  if log.covered ~= seq then
    forget_places(KEYS[4], '+inf')
  else
    trim_places(KEYS[4], KEYS[2], seq)
  end
  log.place = seq
  redis.call('ZADD', KEYS[4], whole(seq), whole(seq))
  redis.call('HSET', KEYS[1], 'place', whole(seq))
end
local past = KEYS[4] .. ':' .. whole(log.place)
local function keep(entity)
  local form = redis.call('HGET', KEYS[3], entity)
  if form and tonumber(string.match(form, '^%d+') or 0) <= log.place then
    redis.call('HSETNX', past, entity, form)
  end
end
for i = from, gone - 1, 2 do
  keep(ARGV[i])
end
for i = gone, #ARGV do
  keep(ARGV[i])
end
for i = from, gone - 1, MAX_ARGUMENTS do
  redis.call('HSET', KEYS[3], unpack(ARGV, i, math.min(i + MAX_ARGUMENTS, gone) - 1))
end
for i = gone, #ARGV, MAX_ARGUMENTS do
  redis.call('HDEL', KEYS[3], unpack(ARGV, i, math.min(i + MAX_ARGUMENTS - 1, #ARGV)))
end
redis.call('HSET', KEYS[1], 'seq', whole(last), 'covered', whole(last))
if log.turn then
  redis.call('HDEL', KEYS[1], 'turn', 'until')
end
redis.call('XTRIM', KEYS[2], 'MAXLEN', '~', ARGV[9])
redis.call('PUBLISH', ARGV[2], ARGV[1] .. ' ' .. log.epoch .. '-' .. whole(last))
return { 'appended' }
