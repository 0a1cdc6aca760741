-- Reads a page of a log.
--
-- KEYS: head, log
-- ARGV: 1 swarm, 2 channel, 3 a new epoch, 4 the seq before the first entry, 5 entries of a page, 6 bytes of a page,
--       7 bytes added to each entry's size
-- Answers page, with the head and the entries

local log, refusal = open(KEYS[1], ARGV[1], ARGV[2], ARGV[3])
if not log then
  return refusal
end
return page('page', log, KEYS[2], tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7]))
