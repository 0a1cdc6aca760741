-- Makes a swarm with an empty log.
--
-- KEYS: head, log, entities, seen, the set of all swarms, uses, deliveries, places
-- ARGV: 1 swarm, 2 channel, 3 a new epoch
-- Answers 1, or 0 if there is such a swarm already

redis.call('SADD', KEYS[5], ARGV[1])
if redis.call('EXISTS', KEYS[1]) == 1 then
  return 0
end
forget_places(KEYS[8], '+inf')
redis.call('UNLINK', KEYS[2], KEYS[3], KEYS[4], KEYS[6], KEYS[7])
redis.call('HSET', KEYS[1], 'format', FORMAT, 'epoch', ARGV[3], 'seq', 0, 'server', life(), 'ends', '')
redis.call('PUBLISH', ARGV[2], ARGV[1] .. ' ' .. ARGV[3] .. '-0')
return 1
