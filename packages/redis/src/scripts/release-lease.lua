#!lua flags=allow-oom
--[[
  Gives a lease back at once, if the caller still holds it in that epoch. The epoch stays, so that the next holder's is higher.

  Input:
    KEYS[1]  lease hash

    ARGV[1]  owner
    ARGV[2]  epoch
  Output:
    1 given back, 0 not the holder
]]
local lease = redis.call('HMGET', KEYS[1], 'owner', 'epoch')
if lease[1] ~= ARGV[1] or lease[2] ~= ARGV[2] then
  return 0
end
redis.call('HDEL', KEYS[1], 'owner')
redis.call('HSET', KEYS[1], 'until', 0)
return 1
