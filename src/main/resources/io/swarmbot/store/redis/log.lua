-- The common beginning of all scripts. The service puts this text in front of each of them.
--
-- The head is a hash with the fields format, epoch, seq, server, ends, turn and until. "server" is the life of the
-- server that wrote it last, "ends" are the last cursors of earlier epochs, "turn" is the writer that the log is
-- reserved for, and "until" is the end of that time. The log is a stream; an entry's id is <seq>-<milliseconds>. The
-- entities are a hash from <kind>/<id> to "<version> <json>".
--
-- The places are a sorted set of sequences: earlier places of the log of which the entities can be read. Beside each of
-- them is a hash like that of the entities, with the key <places>:<sequence>: what the entities that changed after the
-- place, and before the next one, were at the place. In the head, "place" is the newest one, and "covered" is the
-- sequence up to which every append kept what it changed. A replica of an earlier version does not.
--
-- All numbers are whole numbers below 2^53. A Lua number holds them exactly, but would print some of them as 1e+15.

local FORMAT = 1
-- How many earlier epochs a log remembers.
local REMEMBERED = 16

local function whole(number)
  return string.format('%.0f', number)
end

local function milliseconds()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- A name for the present life of the server. If it changes, the newest entries of each log may be lost.
-- After a restart or a failover, run_id is another one. A server that was a replica for a moment and is the master
-- again has the same run_id as before. But it took over a history (master_replid2), so its own history has a new name
-- (master_replid).
local function find_life()
  local run = string.match(redis.call('INFO', 'server'), 'run_id:([^\r\n]+)') or ''
  local replication = redis.call('INFO', 'replication')
  local before = string.match(replication, 'master_replid2:(%x+)')
  if before and string.find(before, '[^0]') then
    return run .. '.' .. string.match(replication, 'master_replid:(%x+)')
  end
  return run
end

local known_life

-- The same within one script, which is found out once: a script may read the heads of many logs.
local function life()
  known_life = known_life or find_life()
  return known_life
end

-- Reads the log's head. If the server has a new life, it begins a new epoch of the log at its present end.
-- If there is no such swarm, or a newer version of the service wrote it, it returns nil and what the script should
-- answer.
local function open(key, swarm, channel, epoch)
  local head = redis.call('HMGET', key, 'format', 'epoch', 'seq', 'server', 'ends', 'turn', 'until', 'place', 'covered')
  if not head[1] then
    return nil, { 'none' }
  end
  if tonumber(head[1]) > FORMAT then
    return nil, { 'format', head[1] }
  end
  local log = {
    epoch = head[2], seq = tonumber(head[3]), ends = head[5], turn = head[6], turn_ends = tonumber(head[7] or 0),
    place = head[8] and tonumber(head[8]), covered = head[9] and tonumber(head[9])
  }
  local now = life()
  if head[4] ~= now then
    local ends = {}
    for cursor in string.gmatch(log.ends .. ' ' .. log.epoch .. '-' .. whole(log.seq), '%S+') do
      ends[#ends + 1] = cursor
    end
    log.ends = table.concat(ends, ' ', math.max(1, #ends - REMEMBERED + 1))
    log.epoch = epoch
    redis.call('HSET', key, 'epoch', log.epoch, 'ends', log.ends, 'server', now)
    redis.call('PUBLISH', channel, swarm .. ' ' .. log.epoch .. '-' .. whole(log.seq))
  end
  return log
end

-- Forgets the places up to that sequence, and what is kept beside them.
local function forget_places(places, last)
  for _, place in ipairs(redis.call('ZRANGEBYSCORE', places, '-inf', last)) do
    redis.call('UNLINK', places .. ':' .. place)
  end
  redis.call('ZREMRANGEBYSCORE', places, '-inf', last)
end

-- Forgets the places of which the log does not keep every entry any more.
local function trim_places(places, stream, head)
  local first = redis.call('XRANGE', stream, '-', '+', 'COUNT', 1)[1]
  local tail = first and tonumber(string.match(first[1], '^%d+')) - 1 or head
  forget_places(places, '(' .. whole(tail))
end

-- Answers the log's head and the oldest entries after that sequence: at most so many entries and so many bytes, but at
-- least one entry if there is one. An entry counts as the bytes after its first line, which are its JSON, plus "flat"
-- bytes.
local function page(word, log, stream, after, max_entries, max_bytes, flat)
  local answer = { word, log.epoch, whole(log.seq), log.ends }
  local found, bytes, from = 0, 0, after + 1
  while found < max_entries do
    local wanted = math.min(200, max_entries - found)
    local part = redis.call('XRANGE', stream, whole(from), '+', 'COUNT', wanted)
    for _, entry in ipairs(part) do
      local text = entry[2][2]
      bytes = bytes + #text - string.find(text, '\n', 1, true) + flat
      if bytes > max_bytes and found > 0 then
        return answer
      end
      answer[#answer + 1] = entry[1]
      answer[#answer + 1] = text
      found = found + 1
    end
    if #part < wanted then
      return answer
    end
    from = tonumber(string.match(part[#part][1], '^%d+')) + 1
  end
  return answer
end

