-- Deletes a swarm with everything that belongs to it.
--
-- KEYS: head, log, entities, seen, the set of all swarms, uses, deliveries, places
-- ARGV: 1 swarm, 2 channel
-- Answers 1, or 0 if there was no such swarm

redis.call('SREM', KEYS[5], ARGV[1])
local was_there = redis.call('DEL', KEYS[1])
forget_places(KEYS[8], '+inf')
redis.call('UNLINK', KEYS[2], KEYS[3], KEYS[4], KEYS[6], KEYS[7])
if was_there == 1 then
  redis.call('PUBLISH', ARGV[2], ARGV[1])
end
return was_there
