//! The machine and the versions that numbers depend on.

use std::env;

use jiff::Zoned;
use sysinfo::{CpuRefreshKind, MemoryRefreshKind, RefreshKind, System};

use crate::tools::Tool;

/// Returns how many threads wanted to run during the last minute.
pub fn load() -> anyhow::Result<f64> {
    Ok(System::load_average()?.one)
}

/// Returns the head of the page: where, when and with what this was measured.
pub fn title(tools: &[Tool], load: f64) -> anyhow::Result<String> {
    let system = System::new_with_specifics(
        RefreshKind::nothing()
            .with_cpu(CpuRefreshKind::nothing())
            .with_memory(MemoryRefreshKind::nothing().with_ram()),
    )?;
    let cpu = system.cpus().first().map_or("unknown", |cpu| cpu.brand());
    let gigabytes = system.total_memory() >> 30;
    let versions = tools.iter().map(|tool| format!("- {}", tool.version()));
    let versions: Vec<_> = versions.collect();
    let words: Vec<_> = env::args().skip(1).collect();
    let words = words.join(" ");
    Ok(format!(
        "# Results\n\n\
         Written by `cargo run --release -- {words}`; the README says what is \
         measured and how far to trust it.\n\n\
         - {} × {cpu}, {gigabytes} GB; client and server share them\n\
         - {} {}\n\
         - {}; load before the run: {load:.2}\n\
         {}\n",
        system.cpus().len(),
        System::kernel_long_version()?,
        System::cpu_arch(),
        Zoned::now().strftime("%Y-%m-%d"),
        versions.join("\n"),
    ))
}
