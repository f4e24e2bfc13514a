--[[
  One commit of a partition: changed state, window buckets, identities and facts, and the log position, all or nothing.
  Refused unless the caller's epoch is the lease's and the position is where the caller believes it to be.

  Input:
    KEYS[1]    applied hash {id, epoch, fact, windows}
    KEYS[2]    lease hash of the keeper
    KEYS[3]    stream of facts
    KEYS[4..]  hashes and sets to write

    ARGV[1]    epoch
    ARGV[2]    the log entry the caller applied last ('0-0' for none)
    ARGV[3]    the last log entry of this commit
    ARGV[4]    batch of facts, as payload.ts encodes it ('' for none)
    ARGV[5]    1: the writes bring the windows up to the last fact of this commit
    ARGV[6..]  for each of KEYS[4..]: kind, ttl in ms (0 = for ever), n, then
               kind 'h': n fields with their values, m, m fields to delete
               kind 'a': n fields with texts to append to their values
               kind 's': n members
  Output:
    {0, fact}    committed; fact is the id of the entry in the stream of facts ('' for none)
    {1, fact}    this very commit was done before
    {-1, epoch}  fenced: the lease is in another epoch
    {-2, id}     the position is elsewhere

  Every hash of kind 'h' gets the field '_pos': the id of the last fact in it, so that a reader can fold only later ones.
]]
local CHUNK = 4000

local lease = redis.call('HGET', KEYS[2], 'epoch')
if not lease or lease ~= ARGV[1] then
  return { -1, lease or '' }
end
local applied = redis.call('HMGET', KEYS[1], 'id', 'epoch', 'fact')
local position = applied[1] or '0-0'
if position == ARGV[3] and applied[2] == ARGV[1] then
  return { 1, applied[3] or '' }
end
if position ~= ARGV[2] then
  return { -2, position }
end

local fact = applied[3] or ''
if ARGV[4] ~= '' then
  fact = redis.call('XADD', KEYS[3], '*', 'f', ARGV[4])
end

local at = 6
local function call(command, key, count)
  local first, last = at, at + count - 1
  while first <= last do
    local stop = math.min(first + CHUNK - 1, last)
    redis.call(command, key, unpack(ARGV, first, stop))
    first = stop + 1
  end
  at = last + 1
end

for i = 4, #KEYS do
  local kind, ttl, n = ARGV[at], tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2])
  at = at + 3
  if kind == 'h' then
    call('HSET', KEYS[i], 2 * n)
    local m = tonumber(ARGV[at])
    at = at + 1
    call('HDEL', KEYS[i], m)
    redis.call('HSET', KEYS[i], '_pos', fact)
  elseif kind == 'a' then
    for field = at, at + 2 * n - 2, 2 do
      local before = redis.call('HGET', KEYS[i], ARGV[field])
      redis.call('HSET', KEYS[i], ARGV[field], (before or '') .. ARGV[field + 1])
    end
    at = at + 2 * n
  else
    call('SADD', KEYS[i], n)
  end
  if ttl > 0 then
    redis.call('PEXPIRE', KEYS[i], ttl)
  end
end

redis.call('HSET', KEYS[1], 'id', ARGV[3], 'epoch', ARGV[1], 'fact', fact)
if ARGV[5] == '1' then
  redis.call('HSET', KEYS[1], 'windows', fact)
end
return { 0, fact }
