-- What every script on a swarm's log begins with: it is put in front of each of them.
--
-- The head is a hash: format, epoch, seq, server, ends, and the turn of a writer that lost too often. The log is a stream,
-- an entry's id is <seq>-<milliseconds>. The entities are a hash: <kind>/<id> to "<version> <json>".
--
-- Times and numbers are whole; below 2^53 a Lua number holds them exactly, but would print some as 1e+15.

local FORMAT = 1
-- Earlier epochs that a log remembers.
local REMEMBERED = 16

local function whole(number)
  return string.format('%.0f', number)
end

local function milliseconds()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- This life of this server: another one may have cost the log its tail. A restart and a failover bring another run_id. A
-- server that was a replica for a moment, and is the master again, has its own run_id; but since it took over a history
-- (master_replid2), it gave it a new name.
local function life()
  local run = string.match(redis.call('INFO', 'server'), 'run_id:([^\r\n]+)') or ''
  local replication = redis.call('INFO', 'replication')
  local before = string.match(replication, 'master_replid2:(%x+)')
  if before and string.find(before, '[^0]') then
    return run .. '.' .. string.match(replication, 'master_replid:(%x+)')
  end
  return run
end

-- The log's head, in the present epoch: where the server has a new life, the log has one, too, behind what is left of it.
-- Returns nil and what to answer where the swarm is not there, or was written by a newer version of this service.
local function open(key, swarm, channel, epoch)
  local head = redis.call('HMGET', key, 'format', 'epoch', 'seq', 'server', 'ends', 'turn', 'until')
  if not head[1] then
    return nil, { 'none' }
  end
  if tonumber(head[1]) > FORMAT then
    return nil, { 'format', head[1] }
  end
  local log = { epoch = head[2], seq = tonumber(head[3]), ends = head[5], turn = head[6], turn_ends = tonumber(head[7] or 0) }
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

-- The log's head and the oldest entries behind that sequence: so many, of so many bytes, but one at least.
-- An entry is charged with its json, which is what follows its first line, and a flat sum.
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

