//! `bimeyar demo`: the whole product on this machine, with sample people and no token.

use std::fs::{self, DirBuilder};
use std::net::{Ipv4Addr, SocketAddr};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

use clap::Args;

use super::bot::{Bot, Directory};
use super::content::Content;
use super::registry::COMMAND_LINE;
use super::sample::{self, PEOPLE};
use super::stopping::Stop;
use super::terminal::{Failure, Terminal};
use super::{block_on, logging};
use crate::bale::{BaleSettings, Mode};
use crate::claim::Role;
use crate::config::{Config, LogSettings, StorageSettings, environment, temporary_folder};
use crate::documents::DocumentsSettings;
use crate::registry::{Added, MembersSettings, Registry, RegistryFault, RegistrySettings};
use crate::reviewer::{hash_password, new_password, new_token, token_hash};
use crate::runtime::{Clock, Secret, Tasks, chance};
use crate::simulator::{Running, Simulator, SimulatorSettings};
use crate::sms::{Console, Provider, SmsSettings, Templates};

/// The bot's number in the simulator.
const BOT: &str = "1000000001";
/// Who decides in the demo.
const REVIEWER: &str = "demo";

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The port of the chat page; 0 takes a free one.
    #[arg(long, default_value_t = 8443)]
    chat_port: u16,
    /// The port of the reviewer's console and API; 0 takes a free one.
    #[arg(long, default_value_t = 8080)]
    reviewer_port: u16,
    /// A folder to keep everything in; without it all is gone at the end.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<(), Failure> {
    let mut config = Config::load(None, environment()).map_err(Failure::Problems)?;
    let content = Content::load_sound(&config.content).map_err(Failure::Problems)?;
    if config.log == LogSettings::default() {
        "warn".clone_into(&mut config.log.filter);
    }
    logging::begin(&config.log);
    let folder = Folder::new(arguments.data.as_deref())?;
    block_on(async {
        let mut stop = Stop::listen()?;
        let tasks = Tasks::new();
        let simulator = simulate(arguments.chat_port, &tasks).await?;
        let Simulated { running, token } = &simulator;
        on_loopback(&mut config, (running, token), (arguments.reviewer_port, &folder.path));
        let (people, contracts) = sample::directory(Clock::system().now());
        let nobody = Console::new(|_, _| {});
        let directory = (Directory::Given(people, contracts), nobody);
        let bot = tokio::select! {
            bot = Bot::start(&config, content, directory, tasks) => bot?,
            () = stop.asked() => return Ok(()),
        };
        let account = Account {
            password: console_account(bot.registry()).await?,
            token: config.reviewer.bootstrap_token.clone(),
        };
        terminal.say(told(running, &bot.reviewer, &account));
        stop.asked().await;
        bot.stop().await;
        Ok(())
    })
}

struct Simulated {
    running: Running,
    token: Secret<String>,
}

async fn simulate(port: u16, tasks: &Tasks) -> Result<Simulated, Failure> {
    let token = Secret::new(format!("{BOT}:{}", random_letters()));
    let settings = SimulatorSettings {
        listen: SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
        ..SimulatorSettings::loopback(token.clone())
    };
    let running = Simulator::start(settings, Clock::system(), tasks)
        .await
        .map_err(|fault| Failure::of("cannot start the simulator", fault))?;
    for sample in &PEOPLE {
        running.add_person(sample.person());
    }
    Ok(Simulated { running, token })
}

/// Everything outside is replaced by the simulator; what else the environment sets stays.
fn on_loopback(
    config: &mut Config,
    (simulator, token): (&Running, &Secret<String>),
    (reviewer_port, data): (u16, &Path),
) {
    config.bale = BaleSettings {
        token: token.clone(),
        api_url: simulator.base_url(),
        mode: Mode::Poll,
        ..config.bale.clone()
    };
    let named = |name: &str| name.to_owned();
    config.sms = SmsSettings {
        provider: Provider::Kavenegar,
        api_url: Some(simulator.sms_url()),
        api_key: Secret::new(random_letters()),
        // The simulator fills in a template that has tokens in its name.
        templates: Templates {
            code: named("بیمه‌یار: کد تأیید شما %token است. آن را به کسی ندهید."),
            registered: named("بیمه‌یار: درخواست شما ثبت شد. کد رهگیری: %token"),
            defect: named(
                "بیمه‌یار: درخواست %token نیاز به رفع نقص دارد. جزئیات در گفت‌وگوی بیمه‌یار در بله.",
            ),
            stage: named("بیمه‌یار: درخواست %token در مرحله «%token20» است.[ مبلغ: %token2 ریال.]"),
        },
        ..SmsSettings::default()
    };
    config.members = MembersSettings::default();
    data.clone_into(&mut config.storage.dir);
    config.storage = StorageSettings {
        registry: RegistrySettings::default(),
        documents: DocumentsSettings::default(),
        // Keys that guard people's data have no business here.
        ..config.storage.clone().with_own_keys()
    };
    config.reviewer.listen = format!("{}:{reviewer_port}", Ipv4Addr::LOCALHOST);
    config.reviewer.bootstrap_token.get_or_insert_with(|| Secret::new(random_letters()));
}

/// 128 random bits as letters.
fn random_letters() -> String {
    chance::bytes::<16>().iter().fold(String::new(), |letters, byte| format!("{letters}{byte:02x}"))
}

/// With what one decides on claims.
struct Account {
    password: Secret<String>,
    token: Option<Secret<String>>,
}

/// The account of the console. In a folder that was kept it is there already: it gets a fresh password, since the one before is
/// known by its hash only.
async fn console_account(registry: &Registry) -> Result<Secret<String>, Failure> {
    let fault = |fault: RegistryFault| Failure::of("cannot make the console's account", fault);
    let password = new_password();
    let hash = hash_password(&password);
    let hash = hash.map_err(|fault| Failure::of("cannot make a password", fault))?;
    // Nobody is told this token: for the API there is the other one.
    let token = token_hash(new_token().expose());
    let acting = registry.acting(COMMAND_LINE, Clock::system().now());
    let added = acting.add_staff(REVIEWER, Role::Admin, token, Some(&hash)).await;
    if added.map_err(fault)? == Added::NameTaken {
        acting.set_password(REVIEWER, &hash).await.map_err(fault)?;
    }
    Ok(password)
}

/// What somebody who looks around must know.
fn told(simulator: &Running, reviewer: &str, account: &Account) -> String {
    let Account { password, token } = account;
    let token = token.as_ref().map(|token| token.expose().as_str()).unwrap_or_default();
    let people: Vec<String> =
        PEOPLE.iter().map(|sample| format!("  {}\n", sample.line())).collect();
    let people = people.concat();
    format!(
        "Bimeyar demo · نمایش بیمه‌یار\n\n\
         Chat and SMS inbox · گفت‌وگو و پیامک:  {}/\n\
         Reviewer console · میز ارزیاب:        {reviewer}/console\n\
         Account · نام کاربری:                 {REVIEWER}\n\
         Password · گذرواژه:                   {password}\n\n\
         Reviewer API · رابط برنامه‌نویسی:      {reviewer}/api/v1/claims\n\
         Bootstrap token · رمز رابط:           {token}\n\n\
         Sample people · افراد نمونه (name, mobile, national code · نام، همراه، کد ملی):\n{people}\n\
         Press Ctrl+C to stop · برای پایان Ctrl+C را بزنید",
        simulator.base_url(),
        password = password.expose(),
    )
}

/// Where the demo keeps its things: a folder that is left alone, or one that goes with it.
#[derive(Debug)]
struct Folder {
    path: PathBuf,
    is_temporary: bool,
}

impl Folder {
    fn new(kept: Option<&Path>) -> Result<Self, Failure> {
        if let Some(path) = kept {
            return Ok(Self { path: path.to_owned(), is_temporary: false });
        }
        let path = temporary_folder().join(format!("bimeyar-demo-{}", random_letters()));
        let made = DirBuilder::new().mode(0o700).create(&path);
        made.map_err(|fault| Failure::of("cannot make a temporary folder", fault))?;
        Ok(Self { path, is_temporary: true })
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.is_temporary {
            // What cannot be removed is sealed, and in a folder that others cannot read.
            let _left = fs::remove_dir_all(&self.path);
        }
    }
}
