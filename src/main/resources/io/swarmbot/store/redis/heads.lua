-- Reads the heads of several logs.
--
-- KEYS: the head of each log
-- ARGV: 1 a new epoch, 2... the swarm and the channel of each log
-- Answers the cursor of each log, or an empty text if there is no such swarm

local answer = {}
for i, key in ipairs(KEYS) do
  local log, refusal = open(key, ARGV[i * 2], ARGV[i * 2 + 1], ARGV[1])
  if log then
    answer[i] = log.epoch .. '-' .. whole(log.seq)
  elseif refusal[1] == 'format' then
    -- This version cannot read the log, but the swarm exists.
    answer[i] = table.concat(redis.call('HMGET', key, 'epoch', 'seq'), '-')
  else
    answer[i] = ''
  end
end
return answer
