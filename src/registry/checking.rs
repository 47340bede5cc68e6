//! Whether what is kept is whole: the files of the database, and that everything sealed in it opens.

use super::kept::SELECT_KEPT;
use super::personal::damaged;
use super::reading::{SELECT_CLAIMS, load};
use super::sql::Statement;
use super::{Registry, RegistryFault};

/// Rows that are looked at together.
const PAGE: i64 = 200;

/// What a look at everything found.
#[derive(Debug, Default)]
pub struct Checked {
    /// Claims that open.
    pub claims: u64,
    /// Claims that were erased.
    pub erased: u64,
    /// People of the directory that open.
    pub people: u64,
    /// Kept answers that open.
    pub answers: u64,
    /// All that is wrong, each a sentence without anybody's data.
    pub wrong: Vec<String>,
}

impl Registry {
    /// Looks at everything, and at the files themselves. Takes as long as reading the database does.
    ///
    /// # Errors
    /// When the database fails altogether; what is wrong in it is told in the answer.
    pub async fn check(&self) -> Result<Checked, RegistryFault> {
        let files = self.database.check_files().await?;
        let wrong = files.into_iter().map(|told| format!("the file: {told}")).collect();
        let mut checked = Checked { wrong, ..Checked::default() };
        self.check_claims(&mut checked).await?;
        self.check_people(&mut checked).await?;
        self.check_answers(&mut checked).await?;
        let erased =
            Statement::new("SELECT COUNT(*) AS claims FROM claims WHERE erased_at IS NOT NULL");
        let rows = self.database.begin_reading().await?.rows(erased).await?;
        let erased = rows.first().map(|row| row.number("claims")).transpose()?;
        checked.erased = erased.and_then(|erased| u64::try_from(erased).ok()).unwrap_or_default();
        Ok(checked)
    }

    async fn check_claims(&self, checked: &mut Checked) -> Result<(), RegistryFault> {
        let mut last = 0;
        loop {
            let page = Statement::new(SELECT_CLAIMS).then("id > ").bind(last);
            let page = page.then(" ORDER BY id LIMIT ").bind(PAGE);
            let mut transaction = self.database.begin_reading().await?;
            let found = load(&mut transaction, &self.personal, page).await?;
            let Some((reached, _)) = found.last() else { return Ok(()) };
            last = *reached;
            for (_, claim) in found {
                match claim {
                    Ok(_) => checked.claims += 1,
                    Err(fault) => checked.wrong.push(fault.to_string()),
                }
            }
        }
    }

    async fn check_people(&self, checked: &mut Checked) -> Result<(), RegistryFault> {
        let mut last = 0;
        loop {
            let page = Statement::new("SELECT id, person FROM people WHERE id > ").bind(last);
            let page = page.then(" ORDER BY id LIMIT ").bind(PAGE);
            let rows = self.database.begin_reading().await?.rows(page).await?;
            for row in &rows {
                last = row.number("id")?;
                let sealed = row.bytes("person").map_err(|_| damaged("people", last, "person"));
                match sealed.and_then(|sealed| self.personal.open_person(last, &sealed)) {
                    Ok(_) => checked.people += 1,
                    Err(fault) => checked.wrong.push(fault.to_string()),
                }
            }
            if rows.is_empty() {
                return Ok(());
            }
        }
    }

    async fn check_answers(&self, checked: &mut Checked) -> Result<(), RegistryFault> {
        let mut last = 0;
        loop {
            let page = Statement::new(SELECT_KEPT).then("kept_answers.id > ").bind(last);
            let page = page.then(" ORDER BY kept_answers.id LIMIT ").bind(PAGE);
            let rows = self.database.begin_reading().await?.rows(page).await?;
            for row in &rows {
                last = row.number("id")?;
                match self.kept_from(row, last) {
                    Ok(_) => checked.answers += 1,
                    Err(fault) if fault.is_of_one_row() => checked.wrong.push(fault.to_string()),
                    Err(fault) => return Err(fault),
                }
            }
            if rows.is_empty() {
                return Ok(());
            }
        }
    }
}
