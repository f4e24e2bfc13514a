#!lua flags=allow-oom
--[[
  Takes or renews the lease of a partition. A new holder gets a higher epoch: the fencing token of commit.lua.

  Input:
    KEYS[1]  lease hash {owner, epoch, until}

    ARGV[1]  owner, unique to a process
    ARGV[2]  time to live in ms
  Output:
    {epoch, 1}      the caller holds it (1: newly taken, 0: renewed)
    {-1, msLeft}    somebody else holds it for msLeft more
]]
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local lease = redis.call('HMGET', KEYS[1], 'owner', 'epoch', 'until')
local owner, epoch, expires = lease[1], tonumber(lease[2] or '0'), tonumber(lease[3] or '0')

if owner == ARGV[1] then
  redis.call('HSET', KEYS[1], 'until', now + tonumber(ARGV[2]))
  return { epoch, 0 }
end
if owner and expires > now then
  return { -1, expires - now }
end
epoch = epoch + 1
redis.call('HSET', KEYS[1], 'owner', ARGV[1], 'epoch', epoch, 'until', now + tonumber(ARGV[2]))
return { epoch, 1 }
