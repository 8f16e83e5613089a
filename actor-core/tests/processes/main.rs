//! What OTP cannot be asked, because it is ours: types, tasks, clocks,
//! systems, reports. What OTP does too is in `tests/otp`.

mod applications;
mod calls;
mod executors;
mod infos;
mod links;
mod messages;
mod monitors;
mod names;
mod replies;
mod reports;
mod servers;
mod shutdown;
mod supervisor_reports;
mod systems;
mod timers;

mod captured;
mod guard;
