-- Notes when agents were seen, and answers when others were. It uses this server's clock, because the clocks of the
-- replicas may differ.
--
-- KEYS: head, seen
-- ARGV: 1 number of arguments that say who was seen, 2 number of names to forget,
--       3... <name> <milliseconds ago> for each that was seen, then the names to forget, then the names asked about
-- Answers this server's clock, and then for each name asked about how many milliseconds ago it was seen, or nothing if
-- it never was
--
-- A time that is still to come was noted before the clock was set back. It counts as now.

local seen, forgotten = tonumber(ARGV[1]), tonumber(ARGV[2])
local now = milliseconds()
-- If the swarm was deleted meanwhile, nothing is noted.
if redis.call('EXISTS', KEYS[1]) == 1 then
  for i = 3, seen + 2, 2 do
    local at = now - tonumber(ARGV[i + 1])
    local known = tonumber(redis.call('HGET', KEYS[2], ARGV[i]) or 0)
    if at > known or known > now then
      redis.call('HSET', KEYS[2], ARGV[i], whole(at))
    end
  end
end
for i = seen + 3, seen + forgotten + 2 do
  redis.call('HDEL', KEYS[2], ARGV[i])
end
local answer = { whole(now) }
for i = seen + forgotten + 3, #ARGV do
  local at = redis.call('HGET', KEYS[2], ARGV[i])
  at = at and tonumber(at)
  if at and at > now then
    at = now
    redis.call('HSET', KEYS[2], ARGV[i], whole(at))
  end
  answer[#answer + 1] = at and whole(now - at)
end
return answer
