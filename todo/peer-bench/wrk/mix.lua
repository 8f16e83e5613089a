-- The load of Elixir in Action, chapter 11: a thousand lists, a month of days,
-- four questions for each entry that is added.

local threads = 0

function setup(thread)
  threads = threads + 1
  thread:set("seed", threads)
end

function init()
  math.randomseed(seed)
end

function request()
  local where = string.format("?list=list_%d&date=2018-12-%02d",
    math.random(1000), math.random(31))
  if math.random(5) == 1 then
    return wrk.format("POST", "/add_entry" .. where .. "&title=Dentist")
  end
  return wrk.format("GET", "/entries" .. where)
end

-- One line that a program reads. Times are in microseconds.
function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    "\n{\"requests\":%d,\"micros\":%d,\"errors\":%d,\"p50\":%d,\"p99\":%d}\n",
    summary.requests, summary.duration,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    latency:percentile(50), latency:percentile(99)))
end
