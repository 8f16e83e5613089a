//! The machine and the versions that numbers depend on.

use std::process::Command;

use cargo_lock::Lockfile;
use jiff::Zoned;
use sysinfo::{CpuRefreshKind, MemoryRefreshKind, RefreshKind, System};

use crate::contestants::poolboy;

/// Returns how many threads wanted to run during the last minute.
pub fn load() -> Result<f64, sysinfo::Error> {
    Ok(System::load_average()?.one)
}

/// Describes where and when this runs, as lines for people.
pub fn description() -> anyhow::Result<Vec<String>> {
    let system = System::new_with_specifics(
        RefreshKind::nothing()
            .with_cpu(CpuRefreshKind::nothing())
            .with_memory(MemoryRefreshKind::nothing().with_ram()),
    )?;
    let cpu = system.cpus().first().map_or("unknown", |cpu| cpu.brand());
    let gigabytes = system.total_memory() >> 30;
    let rustc = Command::new("rustc").arg("--version").output()?;
    Ok(vec![
        format!("{} × {cpu}, {gigabytes} GB", system.cpus().len()),
        format!("{} {}", System::kernel_long_version()?, System::cpu_arch()),
        String::from_utf8_lossy(&rustc.stdout).trim().into(),
        format!("tokio {}", version_of("tokio")),
        format!("{}", Zoned::now().strftime("%Y-%m-%d")),
    ])
}

/// Returns the version of `package` that this program was built with.
pub fn version_of(package: &str) -> String {
    if package == "poolboy" {
        return poolboy::version().unwrap_or_else(|error| error.to_string());
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
