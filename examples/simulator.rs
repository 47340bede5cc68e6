//! The simulator on its own: `cargo run --example simulator [PORT] [TOKEN]`. Prints the address it listens on.

use std::io::Write as _;
use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Context as _;
use bimeyar::runtime::{Clock, Secret, Tasks};
use bimeyar::simulator::{Simulator, SimulatorSettings};

const TOKEN: &str = "123456789:simulator";

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let port = arguments.next().map_or(Ok(0), |port| port.parse()).context("PORT")?;
    let token = arguments.next().unwrap_or_else(|| TOKEN.to_owned());
    let tasks = Tasks::new();
    let settings = SimulatorSettings {
        listen: SocketAddr::from(([127, 0, 0, 1], port)),
        ..SimulatorSettings::loopback(Secret::new(token))
    };
    let running = Simulator::start(settings, Clock::system(), &tasks).await?;
    writeln!(std::io::stdout(), "{}", running.base_url())?;
    tokio::signal::ctrl_c().await?;
    tasks.shut_down(Duration::from_secs(5)).await;
    Ok(())
}
