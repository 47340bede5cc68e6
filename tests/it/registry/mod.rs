//! What every database behind `registry` must do, over a real one; and what is SQLite's own.

mod audit;
mod dashboard;
mod erasing;
mod family;
mod following;
mod forgetting;
mod kept;
mod life;
mod members;
mod queue;
mod registering;
mod repairs;
mod sealed;
mod staff;

use bimeyar::claim::{Claim, NewClaim};
use bimeyar::registry::{MemberFile, Registration, Registry};
use sqlx::{AssertSqlSafe, Connection as _, SqliteConnection};
use tempfile::TempDir;

use crate::support::claims::{counting, now, vault};

/// Runs each named function, which takes a [`Place`], as a test over every database.
macro_rules! on_every_database {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $name() {
                super::$name(crate::registry::Place::sqlite().await).await;
            })+
        }
    };
}
use on_every_database;

/// A fresh registry.
struct Place {
    folder: TempDir,
    registry: Registry,
}

impl Place {
    async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let registry = open(&folder).await;
        Self { folder, registry }
    }

    /// The same data, opened again.
    async fn reopened(self) -> Self {
        self.registry.close().await;
        let registry = open(&self.folder).await;
        Self { registry, ..self }
    }

    /// What somebody does who has the file: `statements`, separated by semicolons.
    async fn tamper(&self, statements: &str) {
        let path = self.folder.path().join("data/registry.sqlite");
        let mut file = SqliteConnection::connect(&path.display().to_string()).await.unwrap();
        sqlx::raw_sql(AssertSqlSafe(statements.to_owned())).execute(&mut file).await.unwrap();
        file.close().await.unwrap();
    }

    async fn register(&self, new: &NewClaim) -> Claim {
        let seed = u64::from_str_radix(&new.draft, 16).unwrap() << 20;
        done(self.registry.register(new, now(), counting(seed)).await.unwrap())
    }

    /// Rows below the header of `people.csv`, and the contracts C-1 (runs), OLD (ended) and PAPER (no electronic claims).
    async fn import(&self, people: &[String]) {
        let people = format!("{PEOPLE_HEADER}\n{}\n", people.join("\n"));
        let (people, contracts) = (file("people.csv", &people), file("contracts.csv", CONTRACTS));
        self.registry.import_members(people, contracts, "files").await.unwrap();
    }
}

async fn open(folder: &TempDir) -> Registry {
    let path = folder.path().join("data/registry.sqlite");
    Registry::open(&format!("sqlite:{}", path.display()), vault()).await.unwrap()
}

fn done(registration: Registration) -> Claim {
    match registration {
        Registration::Done(claim) => *claim,
        refused @ (Registration::Changed | Registration::Erased) => panic!("{refused:?}"),
    }
}

fn file(name: &str, text: &str) -> MemberFile {
    MemberFile { name: name.to_owned(), text: text.to_owned() }
}

const PEOPLE_HEADER: &str =
    "national_code,first_name,last_name,birth_date,mobile,relation,principal,contract";

const CONTRACTS: &str = "\
code,title,insurer,starts,ends,e_claims,window_days,originals_required
C-1,کارکنان,بیمه نمونه,1405/01/01,1405/12/29,true,90,true
C-2,بازنشستگان,بیمه نمونه,1405/01/01,1405/12/29,true,,false
OLD,پارسال,بیمه نمونه,1404/01/01,1404/12/29,true,90,false
PAPER,کاغذی,بیمه نمونه,1405/01/01,1405/12/29,false,90,false
";
