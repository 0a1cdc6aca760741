-- Compare and set: replaces the row of one receiver if it is as it is known.
--
-- KEYS: head, deliveries
-- ARGV: 1 receiver, 2 the known row, 3 the next row; an empty text for no row
-- Answers 1, or 0 if the row is another one or if there is no such swarm
--
-- A row is "<cursor> <until, in milliseconds since 1970> <owner>". It is compared as the text that it is.

if redis.call('EXISTS', KEYS[1]) == 0 or (redis.call('HGET', KEYS[2], ARGV[1]) or '') ~= ARGV[2] then
  return 0
end
if ARGV[3] == '' then
  redis.call('HDEL', KEYS[2], ARGV[1])
else
  redis.call('HSET', KEYS[2], ARGV[1], ARGV[3])
end
return 1
