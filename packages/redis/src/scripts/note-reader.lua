#!lua flags=allow-oom
--[[
  Notes how far a reader of log or facts is. Also when memory is used up: it is what lets them be trimmed.

  Input:
    KEYS[1]  readers hash

    ARGV[1]  reader
    ARGV[2]  id of the last entry it has for good
  Output:
    nothing
]]
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
