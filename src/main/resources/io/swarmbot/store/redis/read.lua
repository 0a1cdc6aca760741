-- KEYS: head, log
-- ARGV: swarm, channel, a new epoch, seq to read behind, entries and bytes and flat sum of a page

local log, refusal = open(KEYS[1], ARGV[1], ARGV[2], ARGV[3])
if not log then
  return refusal
end
return page('page', log, KEYS[2], tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7]))
