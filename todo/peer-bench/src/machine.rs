//! The machine and the versions that numbers depend on.

use std::env;
use std::process::Command;

use jiff::Zoned;
use sysinfo::{CpuRefreshKind, MemoryRefreshKind, RefreshKind, System};

/// Returns the head of the page: where, when and with what this was measured.
pub(crate) fn title() -> anyhow::Result<String> {
    let system = System::new_with_specifics(
        RefreshKind::nothing()
            .with_cpu(CpuRefreshKind::nothing())
            .with_memory(MemoryRefreshKind::nothing().with_ram()),
    )?;
    let cpu = system.cpus().first().map_or("unknown", |cpu| cpu.brand());
    let words: Vec<_> = env::args().skip(1).collect();
    Ok(format!(
        "# Results\n\n\
         Written by `cargo run --release -- {}`; the README says what is \
         measured and how far to trust it.\n\n\
         - {} × {cpu}, {} GB; client and server share them\n\
         - {} {}\n\
         - {}; load before the run: {:.2}\n\
         - {}\n- {}\n\n",
        words.join(" "),
        system.cpus().len(),
        system.total_memory() >> 30,
        System::kernel_long_version()?,
        System::cpu_arch(),
        Zoned::now().strftime("%Y-%m-%d"),
        System::load_average()?.one,
        version("wrk", "-v", "wrk"),
        version("elixir", "--version", "Elixir"),
    ))
}

/// Returns the line in which a program tells its version.
fn version(program: &str, flag: &str, word: &str) -> String {
    let Ok(output) = Command::new(program).arg(flag).output() else {
        return format!("{program} is not installed");
    };
    let text = String::from_utf8_lossy(&output.stdout);
    let line = text.lines().find(|line| line.starts_with(word));
    line.unwrap_or(program).to_owned()
}
