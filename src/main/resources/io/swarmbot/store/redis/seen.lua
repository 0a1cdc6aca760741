-- Who spoke when, by this server's clock: the replicas' clocks need not agree.
--
-- KEYS: head, seen
-- ARGV: number of arguments that say who spoke, number of names to forget,
--       <name> <milliseconds ago> ..., the names to forget, the names that are asked about
-- Answers how many milliseconds ago each of those asked about spoke, or nothing where it never did

local said, forgotten = tonumber(ARGV[1]), tonumber(ARGV[2])
local now = milliseconds()
-- Who spoke in a swarm that was deleted meanwhile leaves nothing behind.
if redis.call('EXISTS', KEYS[1]) == 1 then
  for i = 3, said + 2, 2 do
    local at = now - tonumber(ARGV[i + 1])
    if at > tonumber(redis.call('HGET', KEYS[2], ARGV[i]) or 0) then
      redis.call('HSET', KEYS[2], ARGV[i], whole(at))
    end
  end
end
for i = said + 3, said + forgotten + 2 do
  redis.call('HDEL', KEYS[2], ARGV[i])
end
local answer = {}
for i = said + forgotten + 3, #ARGV do
  local at = redis.call('HGET', KEYS[2], ARGV[i])
  answer[#answer + 1] = at and whole(math.max(0, now - tonumber(at)))
end
return answer
