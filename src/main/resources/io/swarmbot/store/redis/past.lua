-- Finds the newest place that is not behind a sequence, and all places from there on.
--
-- KEYS: head, log, places
-- ARGV: 1 swarm, 2 channel, 3 a new epoch, 4 the sequence
-- Answers past, with the epoch and the places, the oldest first; none of them if there is no such place

local log, refusal = open(KEYS[1], ARGV[1], ARGV[2], ARGV[3])
if not log then
  return refusal
end
local answer = { 'past', log.epoch }
if log.covered ~= log.seq then
  return answer
end
trim_places(KEYS[3], KEYS[2], log.seq)
local found = redis.call('ZREVRANGEBYSCORE', KEYS[3], ARGV[4], '-inf', 'LIMIT', 0, 1)
if found[1] then
  for _, place in ipairs(redis.call('ZRANGEBYSCORE', KEYS[3], found[1], '+inf')) do
    answer[#answer + 1] = place
  end
end
return answer
