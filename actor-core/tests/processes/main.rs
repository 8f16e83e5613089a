//! What OTP cannot be asked, because it is ours: types, tasks, clocks,
//! systems, reports. What OTP does too is in `tests/otp`.

mod agents;
mod applications;
mod calls;
mod executors;
mod gen_event;
mod gen_statem;
mod infos;
mod links;
mod messages;
mod monitors;
mod names;
mod pg;
mod registry;
mod replies;
mod reports;
mod servers;
mod shutdown;
mod supervisor_reports;
mod sys;
mod systems;
mod tables;
mod task_shutdowns;
mod task_stream_ends;
mod task_streams;
mod task_supervisors;
mod tasks;
mod tasks_at_once;
mod timers;
mod via;

mod captured;
mod guard;
