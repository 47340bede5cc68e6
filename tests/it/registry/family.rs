//! To whom the directory opens, and what it shows them (`DESIGN.md` §1.1).

use bimeyar::persian::NationalCode;

use super::{Place, on_every_database};
use crate::support::claims::{mobile, national_code};

on_every_database! {
    the_directory_opens_by_the_mobile_on_file,
    a_couple_insure_each_other,
    a_family_under_two_contracts_comes_with_both,
    an_empty_directory_opens_to_nobody,
}

fn row(who: u32, on_file: Option<u32>, relation: &str, principal: u32, contract: &str) -> String {
    let mobile = on_file.map(|number| mobile(number).expose().to_owned()).unwrap_or_default();
    let (own, main) = (national_code(who), national_code(principal));
    let (own, main) = (own.expose(), main.expose());
    format!("{own},نام,خانوادگی,1360/02/03,{mobile},{relation},{main},{contract}")
}

/// Who and under what is shown to the person who has proved the mobile.
async fn shown(place: &Place, who: u32, proved: u32) -> Vec<(NationalCode, String)> {
    let family = place.registry.family_for(&national_code(who), &mobile(proved)).await.unwrap();
    let people = family.map(|family| family.people).unwrap_or_default();
    people.into_iter().map(|member| (member.national_code, member.contract)).collect()
}

fn people(expected: &[(u32, &str)]) -> Vec<(NationalCode, String)> {
    expected.iter().map(|(who, contract)| (national_code(*who), (*contract).to_owned())).collect()
}

const MAIN: u32 = 111_111_110;
const WIFE: u32 = 111_111_120;
const CHILD: u32 = 111_111_130;
const NEIGHBOUR: u32 = 111_111_140;

async fn the_directory_opens_by_the_mobile_on_file(place: Place) {
    place
        .import(&[
            row(MAIN, Some(1), "self", MAIN, "C-1"),
            row(WIFE, Some(2), "spouse", MAIN, "C-1"),
            row(CHILD, None, "child", MAIN, "C-1"),
            row(NEIGHBOUR, Some(4), "self", NEIGHBOUR, "C-1"),
        ])
        .await;
    let all = [(MAIN, "C-1"), (WIFE, "C-1"), (CHILD, "C-1")];
    for (who, proved, expected) in [
        (MAIN, 1, &all[..]),
        (MAIN, 2, &[]),
        (MAIN, 4, &[]),
        (WIFE, 2, &[(WIFE, "C-1")]),
        (WIFE, 1, &[(WIFE, "C-1")]),
        (WIFE, 4, &[]),
        (CHILD, 1, &[(CHILD, "C-1")]),
        (CHILD, 2, &[]),
        (CHILD, 4, &[]),
        (NEIGHBOUR, 4, &[(NEIGHBOUR, "C-1")]),
        (111_111_150, 1, &[]),
    ] {
        assert_eq!(shown(&place, who, proved).await, people(expected), "{who} with {proved}");
    }
}

async fn a_couple_insure_each_other(place: Place) {
    place
        .import(&[
            row(MAIN, Some(1), "self", MAIN, "C-1"),
            row(WIFE, Some(2), "spouse", MAIN, "C-1"),
            row(WIFE, Some(2), "self", WIFE, "C-2"),
            row(MAIN, Some(1), "spouse", WIFE, "C-2"),
            row(CHILD, None, "child", WIFE, "C-2"),
        ])
        .await;
    let husbands = [(MAIN, "C-1"), (MAIN, "C-2"), (WIFE, "C-1")];
    assert_eq!(shown(&place, MAIN, 1).await, people(&husbands));
    let wifes = [(WIFE, "C-1"), (WIFE, "C-2"), (MAIN, "C-2"), (CHILD, "C-2")];
    assert_eq!(shown(&place, WIFE, 2).await, people(&wifes));
    // The other's mobile opens only what one is insured for by the other.
    assert_eq!(shown(&place, WIFE, 1).await, people(&[(WIFE, "C-1")]));
    assert_eq!(shown(&place, MAIN, 2).await, people(&[(MAIN, "C-2")]));
}

async fn a_family_under_two_contracts_comes_with_both(place: Place) {
    place
        .import(&[
            row(MAIN, Some(1), "self", MAIN, "C-1"),
            row(MAIN, Some(1), "self", MAIN, "OLD"),
            row(CHILD, None, "child", MAIN, "OLD"),
        ])
        .await;
    assert!(place.registry.is_directory_loaded().await.unwrap());
    let family = place.registry.family_for(&national_code(MAIN), &mobile(1)).await.unwrap();
    let family = family.unwrap();
    let codes: Vec<&str> = family.contracts.iter().map(|contract| contract.code.as_str()).collect();
    assert_eq!(codes, ["C-1", "OLD"], "whether one may choose it is for the flow to say");
    assert_eq!(family.people.len(), 3);
    let contract = place.registry.contract("C-1").await.unwrap().unwrap();
    assert_eq!(contract, family.contracts[0]);
    assert!(contract.originals_required && contract.e_claims);
    assert_eq!(contract.window_days, Some(90));
    assert_eq!(place.registry.contract("C-9").await.unwrap(), None);
}

async fn an_empty_directory_opens_to_nobody(place: Place) {
    assert!(!place.registry.is_directory_loaded().await.unwrap());
    assert!(shown(&place, MAIN, 1).await.is_empty());
}
