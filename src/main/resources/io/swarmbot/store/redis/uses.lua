-- Notes when things were used last, or forgets it, or answers it.
--
-- KEYS: head, uses
-- ARGV: nothing to be answered all that is noted; otherwise
--       1 number of arguments that note uses, 2... <name> <milliseconds since 1970> for each, then the names to forget
-- Answers <name> <milliseconds since 1970> for each name if it was asked, otherwise nothing
--
-- Of two times the later one stays. A time that is still to come was noted while a clock was wrong, and does not stay.

if #ARGV == 0 then
  return redis.call('HGETALL', KEYS[2])
end
local noted, now = tonumber(ARGV[1]), milliseconds()
-- If the swarm was deleted meanwhile, nothing is noted.
if redis.call('EXISTS', KEYS[1]) == 1 then
  for i = 2, noted, 2 do
    local at = tonumber(ARGV[i + 1])
    local known = tonumber(redis.call('HGET', KEYS[2], ARGV[i]) or 0)
    if at > known or known > now then
      redis.call('HSET', KEYS[2], ARGV[i], whole(at))
    end
  end
end
for i = noted + 2, #ARGV do
  redis.call('HDEL', KEYS[2], ARGV[i])
end
return {}
