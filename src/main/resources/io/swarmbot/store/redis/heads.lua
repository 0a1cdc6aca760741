-- KEYS: the heads of some swarms
-- ARGV: a new epoch, then the swarm and the channel of each
-- Answers: the cursor of each, or nothing where there is no such swarm

local answer = {}
for i, key in ipairs(KEYS) do
  local log, refusal = open(key, ARGV[i * 2], ARGV[i * 2 + 1], ARGV[1])
  if log then
    answer[i] = log.epoch .. '-' .. whole(log.seq)
  elseif refusal[1] == 'format' then
    -- Nobody here can read it, but it is there.
    answer[i] = table.concat(redis.call('HMGET', key, 'epoch', 'seq'), '-')
  else
    answer[i] = ''
  end
end
return answer
