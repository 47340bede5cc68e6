//! An address that stays while bots come and go behind it, as that of a proxy does: where the simulator posts updates to.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use bimeyar::bale::Mode;
use bimeyar::runtime::{Secret, Tasks};
use bimeyar::service::ServiceSettings;
use tokio::net::{TcpListener, TcpStream};

/// Who connects is connected with the bot that runs, or hung up on.
pub(crate) struct Relay {
    address: SocketAddr,
    bot: Arc<Mutex<Option<SocketAddr>>>,
    _tasks: Tasks,
}

impl Relay {
    pub(crate) async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let bot = Arc::new(Mutex::new(None));
        let (tasks, to) = (Tasks::new(), Arc::clone(&bot));
        let inner = tasks.clone();
        tasks.spawn("relay", async move {
            while let Ok((from, _)) = listener.accept().await {
                let to = *to.lock().unwrap();
                if let Some(to) = to {
                    inner.spawn("relayed", connect(from, to));
                }
            }
        });
        Self { address, bot, _tasks: tasks }
    }

    /// Settings with which a bot gets its updates through here.
    pub(crate) fn set(&self, settings: &mut ServiceSettings) {
        settings.bale.mode = Mode::Webhook;
        settings.bale.webhook.listen = SocketAddr::from(([127, 0, 0, 1], 0));
        settings.bale.webhook.public_url = format!("http://{}/bale/", self.address);
        settings.bale.webhook.secret = Secret::new("0123456789abcdefghijklmnop".to_owned());
    }

    /// From here on this bot is called, or none.
    pub(crate) fn leads_to(&self, bot: Option<SocketAddr>) {
        *self.bot.lock().unwrap() = bot;
    }
}

async fn connect(mut from: TcpStream, to: SocketAddr) {
    if let Ok(mut to) = TcpStream::connect(to).await {
        tokio::io::copy_bidirectional(&mut from, &mut to).await.ok();
    }
}
