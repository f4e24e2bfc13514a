#!lua flags=no-writes
--[[
  How far the keeper is behind in a partition.

  Input:
    KEYS[1]  log
    KEYS[2]  applied hash {id, ...}
  Output:
    ms between the first log entry that is not applied and the last one; 0 when all is applied
]]
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
local applied = redis.call('HGET', KEYS[2], 'id') or '0-0'
if not last or last[1] == applied then
  return 0
end
local first = redis.call('XRANGE', KEYS[1], '(' .. applied, '+', 'COUNT', 1)[1]
if not first then
  return 0
end
local function ms(id)
  return tonumber(string.match(id, '^%d+'))
end
return ms(last[1]) - ms(first[1])
