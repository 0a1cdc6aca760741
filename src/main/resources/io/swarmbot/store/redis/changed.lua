-- Finds what changed while the entities were scanned.
--
-- KEYS: head, log, entities
-- ARGV: 1 swarm, 2 channel, 3 a new epoch, 4 and 5 the epoch and the seq of the head before the scan
-- Answers one of:
--   changed, with the head now and each entity that changed since, as it is now
--   again, if the entries since then are not all there any more: the scan must begin again

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
    -- The line is: append, epoch, type, agent, task, writer, and then the entities that the append changed.
    local changed = string.match(entry[2][2], '^[^ \n]* [^ \n]* [^ \n]* [^ \n]* [^ \n]* [^ \n]*([^\n]*)')
    for entity in string.gmatch(changed, '%S+') do
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
