-- Compare-and-append: writes a batch if the log's head is the expected one, all of it or nothing.
--
-- KEYS: head, log, entities
-- ARGV: swarm, channel, a new epoch, writer, its conflicts in a row, batch, expected epoch, expected seq, events to keep,
--       entries and bytes and flat sum of a page, number of entries, number of arguments that set entities,
--       the entries, <entity> <text> ..., the entities that are gone
-- Answers: appended; conflict and the page behind the expected head; turn and for how long another writer has it

local TURN_MILLISECONDS = 20
local FIRST = 15
-- Arguments in one call: unpack puts them on the stack, which has an end.
local AT_ONCE = 200

local log, refusal = open(KEYS[1], ARGV[1], ARGV[2], ARGV[3])
if not log then
  return refusal
end
local writer, conflicts, batch = ARGV[4], tonumber(ARGV[5]), ARGV[6]
local seq, count, settings = tonumber(ARGV[8]), tonumber(ARGV[13]), tonumber(ARGV[14])
local last = seq + count

-- A batch that is in the log is where it said that it would be, and its last entry bears its name.
if log.seq >= last then
  local there = redis.call('XRANGE', KEYS[2], whole(last), whole(last))
  if there[1] and string.match(there[1][2][2], '^%S*') == batch then
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
for i = from, gone - 1, AT_ONCE do
  redis.call('HSET', KEYS[3], unpack(ARGV, i, math.min(i + AT_ONCE, gone) - 1))
end
for i = gone, #ARGV, AT_ONCE do
  redis.call('HDEL', KEYS[3], unpack(ARGV, i, math.min(i + AT_ONCE - 1, #ARGV)))
end
redis.call('HSET', KEYS[1], 'seq', whole(last))
if log.turn then
  redis.call('HDEL', KEYS[1], 'turn', 'until')
end
redis.call('XTRIM', KEYS[2], 'MAXLEN', '~', ARGV[9])
redis.call('PUBLISH', ARGV[2], ARGV[1] .. ' ' .. log.epoch .. '-' .. whole(last))
return { 'appended' }
