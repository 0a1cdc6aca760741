-- Forgets the entries that are older than that; the newest one stays.
--
-- KEYS: head, log
-- ARGV: swarm, channel, a new epoch, the age in milliseconds

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
-- Halves what may be old until the first entry is found that is not.
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
return { 'trimmed' }
