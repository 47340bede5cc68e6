//! Sample people, their families and contracts, and the directory that knows them.

use bimeyar::claim::{Contract, Family, Member, Relation};
use bimeyar::persian::{JalaliDate, Mobile, NationalCode};

/// A person of a conversation.
#[derive(Clone, Debug)]
pub(crate) struct Insured {
    pub(crate) name: String,
    /// In a private chat also the person's id.
    pub(crate) chat: i64,
    pub(crate) mobile: Mobile,
    pub(crate) national_code: NationalCode,
}

impl Insured {
    /// The person at `place` of the file's header.
    pub(crate) fn new(name: &str, place: usize) -> Self {
        Self {
            name: name.to_owned(),
            chat: 1_001 + i64::try_from(place).expect("a handful of people"),
            mobile: mobile(place),
            national_code: national_code(10 * place),
        }
    }
}

fn mobile(place: usize) -> Mobile {
    Mobile::parse(&format!("0912123450{place}")).expect("a mobile number")
}

/// A national code with a right check digit.
fn national_code(place: usize) -> NationalCode {
    let head = format!("{:09}", 84_575_001 + 1_000 * place);
    let sum: usize =
        head.bytes().zip(0_usize..).map(|(digit, at)| usize::from(digit - b'0') * (10 - at)).sum();
    let check = if sum % 11 < 2 { sum % 11 } else { 11 - sum % 11 };
    NationalCode::parse(&format!("{head}{check}")).expect("a national code")
}

/// The directory of insured people (DESIGN §1.1).
#[derive(Clone, Debug, Default)]
pub(crate) struct Directory {
    pub(crate) people: Vec<Member>,
    pub(crate) contracts: Vec<Contract>,
}

impl Directory {
    /// Puts the sample family of `person` into the directory.
    pub(crate) fn add(&mut self, person: &Insured, family: &str) -> Result<(), String> {
        if family == "wife_of_first" {
            return self.wife_of_first(person);
        }
        let contracts = match family {
            "one_contract" | "single" | "dependant" | "adults" => {
                vec![contract(person, 1, "قرارداد کارکنان")]
            }
            "three_contracts" => vec![
                contract(person, 1, "قرارداد کارکنان"),
                Contract {
                    window_days: None, ..contract(person, 2, "قرارداد خانواده")
                },
                contract(person, 3, "قرارداد تکمیلی آرین"),
                Contract { e_claims: false, ..contract(person, 4, "قرارداد کاغذی") },
                ended(contract(person, 5, "قرارداد پارسال")),
            ],
            "no_contract" => vec![ended(contract(person, 1, "قرارداد پارسال"))],
            "unknown" | "open" => Vec::new(),
            other => return Err(format!("no sample family is called `{other}`")),
        };
        for contract in contracts {
            match family {
                "dependant" => {
                    self.people.push(principal_of(person, &contract));
                    let child = member(person, ("سارا", "احمدی"), Relation::Child, &contract);
                    self.people.push(Member {
                        principal: relative(person, 1).national_code,
                        mobile: Some(person.mobile.clone()),
                        ..child
                    });
                }
                _ => self.family_of_principal(person, family, &contract),
            }
            self.contracts.push(contract);
        }
        Ok(())
    }

    /// An adult who has a chat of her own, in the family of whoever is named first.
    fn wife_of_first(&mut self, person: &Insured) -> Result<(), String> {
        let contract = self.contracts.first().ok_or("nobody with a contract is named before")?;
        let own = member(person, ("مریم", "کریمی"), Relation::Spouse, contract);
        self.people.push(Member {
            principal: national_code(0),
            birth_date: Some(day(1365, 9, 3)),
            mobile: Some(person.mobile.clone()),
            ..own
        });
        Ok(())
    }

    fn family_of_principal(&mut self, person: &Insured, family: &str, contract: &Contract) {
        let own = member(person, ("علی", "احمدی"), Relation::Principal, contract);
        self.people.push(Member { mobile: Some(person.mobile.clone()), ..own });
        if family == "adults" {
            let wife = Member {
                principal: person.national_code.clone(),
                birth_date: Some(day(1365, 9, 3)),
                ..member(&relative(person, 3), ("مریم", "کریمی"), Relation::Spouse, contract)
            };
            self.people.push(wife);
        }
        if family != "single" {
            let child = relative(person, 2);
            let names = ("سارا", "احمدی");
            self.people.push(Member {
                principal: person.national_code.clone(),
                ..member(&child, names, Relation::Child, contract)
            });
        }
    }

    /// What opens to a person who proved `mobile`.
    pub(crate) fn open(&self, national_code: &NationalCode, mobile: &Mobile) -> Option<Family> {
        let rows: Vec<&Member> =
            self.people.iter().filter(|member| member.national_code == *national_code).collect();
        let is_on_file = |code: &NationalCode| {
            self.people.iter().any(|member| {
                member.national_code == *code && member.mobile.as_ref() == Some(mobile)
            })
        };
        let opens = rows
            .iter()
            .any(|member| is_on_file(&member.national_code) || is_on_file(&member.principal));
        if !opens {
            return None;
        }
        let people: Vec<Member> = self
            .people
            .iter()
            .filter(|member| {
                member.national_code == *national_code || member.principal == *national_code
            })
            .cloned()
            .collect();
        let covers =
            |contract: &&Contract| people.iter().any(|member| member.contract == contract.code);
        let contracts = self.contracts.iter().filter(covers).cloned().collect();
        Some(Family { people, contracts })
    }

    /// `people.csv` and `contracts.csv` (DESIGN §6).
    pub(crate) fn files(&self) -> (String, String) {
        let mut people = vec![
            "national_code,first_name,last_name,birth_date,mobile,relation,principal,contract"
                .to_owned(),
        ];
        people.extend(self.people.iter().map(|member| {
            [
                member.national_code.expose(),
                &member.first_name,
                &member.last_name,
                &member.birth_date.map(|born| born.iso().replace('-', "/")).unwrap_or_default(),
                member.mobile.as_ref().map_or("", Mobile::expose),
                member.relation.name(),
                member.principal.expose(),
                &member.contract,
            ]
            .join(",")
        }));
        let mut contracts = vec![
            "code,title,insurer,starts,ends,e_claims,window_days,originals_required".to_owned(),
        ];
        contracts.extend(self.contracts.iter().map(|contract| {
            [
                contract.code.clone(),
                contract.title.clone(),
                contract.insurer.clone(),
                contract.starts.iso(),
                contract.ends.iso(),
                contract.e_claims.to_string(),
                contract.window_days.map(|days| days.to_string()).unwrap_or_default(),
                contract.originals_required.to_string(),
            ]
            .join(",")
        }));
        (people.join("\n"), contracts.join("\n"))
    }

    /// `~ directory-changes ali CHANGE OBJECT`
    pub(crate) fn change(
        &mut self,
        person: &Insured,
        change: &str,
        object: &str,
    ) -> Result<(), String> {
        let mine = format!("{}-", person.name);
        match change {
            "gone" => self.people.retain(|member| member.national_code != person.national_code),
            "contract-gone" => {
                let code = format!("{mine}{object}");
                self.contracts.retain(|contract| contract.code != code);
                self.people.retain(|member| member.contract != code);
            }
            "dependants-gone" => self.people.retain(|member| {
                member.principal != person.national_code || member.relation == Relation::Principal
            }),
            "mobile" => {
                let mobile = Mobile::parse(object).ok_or("that is no mobile number")?;
                for member in &mut self.people {
                    if member.national_code == person.national_code {
                        member.mobile = Some(mobile.clone());
                    }
                }
            }
            _ => return Err(format!("the directory knows no change `{change}`")),
        }
        Ok(())
    }
}

fn day(year: i16, month: u8, day: u8) -> JalaliDate {
    JalaliDate::new(year, month, day).expect("a day")
}

fn contract(person: &Insured, number: usize, title: &str) -> Contract {
    Contract {
        code: format!("{}-{number}", person.name),
        title: title.to_owned(),
        insurer: "بیمه نمونه".to_owned(),
        starts: day(1405, 1, 1),
        ends: day(1405, 12, 29),
        e_claims: true,
        window_days: Some(60),
        originals_required: number == 1,
    }
}

fn ended(contract: Contract) -> Contract {
    Contract { starts: day(1404, 1, 1), ends: day(1404, 12, 29), ..contract }
}

/// Somebody of the family who has no chat here.
fn relative(person: &Insured, place: usize) -> Insured {
    let own = usize::try_from(person.chat - 1_001).expect("a handful of people");
    Insured { national_code: national_code(10 * own + place), ..person.clone() }
}

fn principal_of(person: &Insured, contract: &Contract) -> Member {
    let principal = relative(person, 1);
    Member {
        mobile: Mobile::parse("09351112233"),
        ..member(&principal, ("علی", "احمدی"), Relation::Principal, contract)
    }
}

fn member(
    person: &Insured,
    (first_name, last_name): (&str, &str),
    relation: Relation,
    contract: &Contract,
) -> Member {
    Member {
        national_code: person.national_code.clone(),
        first_name: first_name.to_owned(),
        last_name: last_name.to_owned(),
        birth_date: None,
        mobile: None,
        relation,
        principal: person.national_code.clone(),
        contract: contract.code.clone(),
    }
}
