--[[
  Writes transitions of alerts, all or nothing, each at most once: into the stream of alerts, and into the hash of active or the set of ended ones.
  Refused unless the caller's epoch is the lease's. With a guard, refused too while a logged event could still change the decision: a reply that
  is in the log already must never leave a false alert.

  Input:
    KEYS[1]  lease hash of alerting
    KEYS[2]  applied hash {id, epoch, fact}
    KEYS[3]  log
    KEYS[4]  stream of alert transitions
    KEYS[5]  hash of active alerts: id -> entry
    KEYS[6]  sorted set of ended alerts: id by the instant of ending
    KEYS[7]  hash of ended alerts: id -> entry

    ARGV[1]  epoch
    ARGV[2]  guard: the instant at which these were seen to be due, ms (0 = no guard: the facts folded say it all)
    ARGV[3]  guard: the last fact that the caller has folded ('' for none)
    ARGV[4]  ended alerts are kept for so many ms
    ARGV[5]  and at most so many
    ARGV[6..] for each transition: type (fired, changed, resolved), alert id, severity, entry (JSON {floor, type, alert})
  Output:
    {0, n}       done; n of them were new, the rest had been written before
    {-1, epoch}  fenced: the lease is in another epoch
    {-2, fact}   the caller has not folded the newest fact: read on, decide again
    {-3, id}     the keeper has applied the log neither to its end nor past the instant: try again
    {-4, ms}     the instant has not come on this server's clock: try again
]]
local epoch = redis.call('HGET', KEYS[1], 'epoch')
if not epoch or epoch ~= ARGV[1] then
  return { -1, epoch or '' }
end
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)

local guard = tonumber(ARGV[2])
if guard > 0 then
  if now < guard then
    return { -4, tostring(now) }
  end
  local applied = redis.call('HMGET', KEYS[2], 'id', 'fact')
  local id, fact = applied[1] or '0-0', applied[2] or ''
  if fact ~= ARGV[3] then
    return { -2, fact }
  end
  if tonumber(string.match(id, '^%d+')) <= guard and redis.call('XRANGE', KEYS[3], '(' .. id, '+', 'COUNT', 1)[1] then
    return { -3, id }
  end
end

local written = 0
for i = 6, #ARGV, 4 do
  local type, id, severity, entry = ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3]
  local active = redis.call('HGET', KEYS[5], id)
  local new
  if type == 'fired' then
    new = not active and not redis.call('ZSCORE', KEYS[6], id)
  elseif type == 'changed' then
    new = active and cjson.decode(active).alert.severity ~= severity
  else
    new = active
  end
  if new then
    redis.call('XADD', KEYS[4], '*', 'f', entry)
    if type == 'resolved' then
      redis.call('HDEL', KEYS[5], id)
      redis.call('ZADD', KEYS[6], now, id)
      redis.call('HSET', KEYS[7], id, entry)
    else
      redis.call('HSET', KEYS[5], id, entry)
    end
    written = written + 1
  end
end

local function forget(ids)
  if #ids > 0 then
    redis.call('ZREM', KEYS[6], unpack(ids))
    redis.call('HDEL', KEYS[7], unpack(ids))
  end
end
forget(redis.call('ZRANGEBYSCORE', KEYS[6], '-inf', now - tonumber(ARGV[4]), 'LIMIT', 0, 500))
local surplus = redis.call('ZCARD', KEYS[6]) - tonumber(ARGV[5])
if surplus > 0 then
  forget(redis.call('ZRANGE', KEYS[6], 0, math.min(surplus, 500) - 1))
end
return { 0, tostring(written) }
