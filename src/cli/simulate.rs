//! `bimeyar simulate`: the Bale simulator alone.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use clap::Args;

use super::block_on;
use super::stopping::Stop;
use super::terminal::{Failure, Terminal};
use crate::runtime::{Clock, Secret, Tasks};
use crate::simulator::{Simulator, SimulatorSettings};

/// How long open connections may take to end.
const PATIENCE: Duration = Duration::from_secs(5);

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The port of 127.0.0.1 to listen on; 0 takes a free one. The address is printed.
    #[arg(long, default_value_t = 8443)]
    port: u16,
    /// The token that is admitted.
    #[arg(long, default_value = "123456789:simulator")]
    token: String,
}

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<(), Failure> {
    let settings = SimulatorSettings {
        listen: SocketAddr::from((Ipv4Addr::LOCALHOST, arguments.port)),
        ..SimulatorSettings::loopback(Secret::new(arguments.token.clone()))
    };
    block_on(async {
        let mut stop = Stop::listen()?;
        let tasks = Tasks::new();
        let running = Simulator::start(settings, Clock::system(), &tasks)
            .await
            .map_err(|fault| Failure::of("cannot start the simulator", fault))?;
        terminal.say(running.base_url());
        stop.asked().await;
        tasks.shut_down(PATIENCE).await;
        Ok(())
    })
}
