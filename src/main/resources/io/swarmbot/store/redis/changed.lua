-- What changed while the entities were scanned: the head now, and every entity that was touched since, as it is now.
-- "again" where that can no longer be said.
--
-- KEYS: head, log, entities
-- ARGV: swarm, channel, a new epoch, the epoch and the seq that were noted before the scan

local log, refusal = open(KEYS[1], ARGV[1], ARGV[2], ARGV[3])
if not log then
  return refusal
end
local answer = { 'changed', log.epoch, whole(log.seq) }
local seen = {}
local from = tonumber(ARGV[5]) + 1
if log.epoch ~= ARGV[4] or log.seq < from - 1 then
  return { 'again' }
end
while from <= log.seq do
  local part = redis.call('XRANGE', KEYS[2], whole(from), '+', 'COUNT', 200)
  for i, entry in ipairs(part) do
    local seq = tonumber(string.match(entry[1], '^%d+'))
    if seq ~= from then
      return { 'again' }
    end
    from = from + 1
    -- batch, epoch, type, agent, task, writer, and behind them what the batch touched
    local touched = string.match(entry[2][2], '^[^ \n]* [^ \n]* [^ \n]* [^ \n]* [^ \n]* [^ \n]*([^\n]*)')
    for entity in string.gmatch(touched, '%S+') do
      if not seen[entity] then
        seen[entity] = true
        answer[#answer + 1] = entity
        answer[#answer + 1] = redis.call('HGET', KEYS[3], entity)
      end
    end
  end
  if #part == 0 then
    return { 'again' }
  end
end
return answer
