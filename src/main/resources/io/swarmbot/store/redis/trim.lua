-- Removes the entries that are older than an age. The newest entry stays.
--
-- KEYS: head, log, places
-- ARGV: 1 swarm, 2 channel, 3 a new epoch, 4 the age in milliseconds
-- Answers trimmed

local log, refusal = open(KEYS[1], ARGV[1], ARGV[2], ARGV[3])
if not log then
  return refusal
end
local oldest = milliseconds() - tonumber(ARGV[4])

local function is_old(seq)
  local entry = redis.call('XRANGE', KEYS[2], whole(seq), '+', 'COUNT', 1)[1]
  return entry and tonumber(string.match(entry[1], '-(%d+)$')) < oldest
end

local first = redis.call('XRANGE', KEYS[2], '-', '+', 'COUNT', 1)[1]
if not first then
  return { 'trimmed' }
end
-- Binary search for the first entry that is not too old.
local kept, young = tonumber(string.match(first[1], '^%d+')), log.seq
while kept < young do
  local middle = math.floor((kept + young) / 2)
  if is_old(middle) then
    kept = middle + 1
  else
    young = middle
  end
end
redis.call('XTRIM', KEYS[2], 'MINID', whole(kept))
trim_places(KEYS[3], KEYS[2], log.seq)
return { 'trimmed' }
