#!lua flags=allow-oom
--[[
  Announces a keeper, takes its announcement back, or only looks; always answers with those that are alive by the clock of Redis.
  Also when memory is used up: who owns what must stay known, it is the keepers that make room.

  Input:
    KEYS[1]  sorted set: keeper -> until when it counts as alive (ms)

    ARGV[1]  keeper, unique to a process
    ARGV[2]  how long the announcement holds in ms; 0 only to look, -1 to take it back
  Output:
    the names of live keepers, in order
]]
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local ttl = tonumber(ARGV[2])

if ttl > 0 then
  redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
  redis.call('ZADD', KEYS[1], now + ttl, ARGV[1])
elseif ttl < 0 then
  redis.call('ZREM', KEYS[1], ARGV[1])
end
local live = redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. now, '+inf')
table.sort(live)
return live
