//! The machine and the versions that numbers depend on.

use std::process::Command;

use cargo_lock::Lockfile;
use jiff::Zoned;
use sysinfo::{
    CpuRefreshKind, MemoryRefreshKind, Pid, ProcessRefreshKind,
    ProcessesToUpdate, RefreshKind, System,
};

use crate::contestants::otp;

/// Returns the memory of this process that is resident, in bytes.
pub fn resident_bytes() -> u64 {
    let myself = Pid::from_u32(std::process::id());
    let mut system = System::new().expect("the system is known");
    system.refresh_processes_specifics(
        ProcessesToUpdate::Some(&[myself]),
        true,
        ProcessRefreshKind::nothing().with_memory(),
    );
    system.process(myself).expect("we are running").memory()
}

/// Returns how many threads wanted to run during the last minute.
pub fn load() -> Result<f64, sysinfo::Error> {
    Ok(System::load_average()?.one)
}

/// Describes where and when this runs, as lines for people.
pub fn description() -> Result<Vec<String>, sysinfo::Error> {
    let system = System::new_with_specifics(
        RefreshKind::nothing()
            .with_cpu(CpuRefreshKind::nothing())
            .with_memory(MemoryRefreshKind::nothing().with_ram()),
    )?;
    let cpu = system.cpus().first().map_or("unknown", |cpu| cpu.brand());
    let gigabytes = system.total_memory() >> 30;
    Ok(vec![
        format!("{} × {cpu}, {gigabytes} GB", system.cpus().len()),
        format!("{} {}", System::kernel_long_version()?, System::cpu_arch()),
        said_by("rustc", &["--version"]),
        format!("{}", Zoned::now().strftime("%Y-%m-%d")),
    ])
}

fn said_by(program: &str, arguments: &[&str]) -> String {
    match Command::new(program).args(arguments).output() {
        Ok(output) => String::from_utf8_lossy(&output.stdout).trim().into(),
        Err(error) => format!("{program}: {error}"),
    }
}

/// Returns the version of `package` that this program was built with.
pub fn version_of(package: &str) -> String {
    if package == "otp" {
        return otp::version().unwrap_or_else(|error| error.to_string());
    }
    let lockfile: Lockfile =
        include_str!("../Cargo.lock").parse().expect("cargo has written it");
    lockfile
        .packages
        .iter()
        .find(|locked| locked.name.as_str() == package)
        .expect("a contestant is a dependency")
        .version
        .to_string()
}
